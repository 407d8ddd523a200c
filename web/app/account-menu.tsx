import { UserOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Session } from "#wire/http-api.ts";
import { signOut } from "../api/endpoints.ts";
import { forgetOffline } from "./offline.ts";
import { useErrorText } from "../ui/states.tsx";
import { useWord } from "../ui/words.ts";

export const AccountMenu = ({ session }: { session: Session }) => {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const leave = async (): Promise<void> => {
    try {
      await signOut();
      client.clear();
      forgetOffline();
      await navigate("/sign-in");
    } catch (error) {
      void message.error(errorText(error));
    }
  };
  const who = (
    <span className="account-who">
      <b>{session.name}</b>
      <span className="small soft">
        {word("role", session.role)}
        {session.sites.length > 0 ? ` · ${session.sites.join(", ")}` : ""}
      </span>
    </span>
  );
  const items = [{ key: "who", label: who, disabled: true }, { type: "divider" as const }, { key: "leave", label: t("shell.signOut") }];
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => void (key === "leave" && leave()) }}>
      <Button type="text" icon={<UserOutlined />} aria-label={t("shell.account", { name: session.name })}>
        <span className="account-name">{session.name}</span>
      </Button>
    </Dropdown>
  );
};
