import { Drawer } from "antd";
import type { ReactNode } from "react";
import { usePhone } from "./use-media.ts";

/** Details beside a list: from the right, or from below on a phone. */
type Props = Readonly<{ open: boolean; title: ReactNode; onClose(): void; children: ReactNode; wide?: boolean }>;
export const SideDrawer = ({ open, title, onClose, children, wide = false }: Props) => {
  const phone = usePhone();
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={title}
      placement={phone ? "bottom" : "right"}
      size={phone ? "88dvh" : wide ? 720 : 560}
      destroyOnHidden
    >
      {children}
    </Drawer>
  );
};
