import { AlertOutlined, AppstoreOutlined, BankOutlined, GlobalOutlined, InboxOutlined, ScanOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Role } from "#wire/words.ts";

/** The rooms in the order in which each role needs them; the first is where it lands. The server decides what may be read there. */
export const ROOMS = ["dispatch", "stock", "twin", "station", "customs", "alarms"] as const;
export type Room = (typeof ROOMS)[number];

const ROOMS_OF: Readonly<Record<Role, readonly Room[]>> = {
  operator: ["station", "stock", "twin", "customs", "dispatch", "alarms"],
  dispatcher: ["dispatch", "alarms", "stock", "twin", "customs"],
  officer: ["customs", "twin", "stock", "dispatch", "alarms", "station"],
  administrator: ["dispatch", "stock", "twin", "station", "customs", "alarms"],
};
export const roomsOf = (role: Role): readonly Room[] => ROOMS_OF[role];

export const ROOM_ICONS: Readonly<Record<Room, ReactNode>> = {
  dispatch: <GlobalOutlined />,
  stock: <InboxOutlined />,
  twin: <AppstoreOutlined />,
  station: <ScanOutlined />,
  customs: <BankOutlined />,
  alarms: <AlertOutlined />,
};
