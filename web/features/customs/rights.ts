import type { Role } from "#wire/words.ts";

/** Which acts a screen offers to whom. The server decides; a button that it would refuse is not shown. */
type Asked = Role | undefined;
export const mayFile = (role: Asked): boolean => role === "operator" || role === "administrator";
export const mayInspect = (role: Asked): boolean => role === "officer";
/** Whoever brings the goods out takes the photographs. */
export const mayPhotograph = (role: Asked): boolean => role === "officer" || role === "operator" || role === "administrator";
/** The server asks who the lender is. */
export const mayReleasePledge = (role: Asked): boolean => role !== undefined && role !== "dispatcher";
export const mayCarry = (role: Asked): boolean => role === "administrator";
export const mayWaive = (role: Asked): boolean => role === "officer";
export const mayAttest = (role: Asked): boolean => role === "officer";
export const mayReport = (role: Asked): boolean => role === "officer" || role === "operator" || role === "administrator";
export const mayReadOriginals = (role: Asked): boolean => role === "officer" || role === "administrator";
export const mayImportTariff = (role: Asked): boolean => role === "administrator";
