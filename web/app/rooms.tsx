import { AlertOutlined, BankOutlined, GlobalOutlined, InboxOutlined, ScanOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Role } from "#wire/words.ts";

/** The rooms in the order in which each role needs them; the first is where it lands. The server decides what may be read there. */
export const ROOMS = ["dispatch", "stock", "station", "customs", "alarms"] as const;
export type Room = (typeof ROOMS)[number];

const ROOMS_OF: Readonly<Record<Role, readonly Room[]>> = {
  operator: ["station", "stock", "dispatch", "alarms", "customs"],
  dispatcher: ["dispatch", "alarms", "stock", "customs"],
  officer: ["customs", "stock", "dispatch", "alarms", "station"],
  administrator: ["dispatch", "stock", "station", "customs", "alarms"],
};
export const roomsOf = (role: Role): readonly Room[] => ROOMS_OF[role];

export const ROOM_ICONS: Readonly<Record<Room, ReactNode>> = {
  dispatch: <GlobalOutlined />,
  stock: <InboxOutlined />,
  station: <ScanOutlined />,
  customs: <BankOutlined />,
  alarms: <AlertOutlined />,
};
