import type { Account } from "../ledger/account.ts";
import type { Lot } from "../ledger/lot.ts";

/** Names for what an unsettled fact waits for. A rise under a key offers the fact to the rules again. */
export const waitForPlace = (site: string, location: string, gtin: string): string => `place:${site}/${location}/${gtin}`;
export const waitForParent = (sscc: string): string => `parent:${sscc}`;
export const waitForSerial = (gtin: string, serial: string): string => `serial:${gtin}/${serial}`;
/** Goods come onto the unit, or it is told where the unit was. */
export const waitForCarrier = (unit: string): string => `carrier:${unit}`;
export const waitForRelease = (site: string): string => `release:${site}`;
/** A count at the place is approved: what else was counted there is looked at again. */
export const waitForCount = (site: string, location: string): string => `count:${site}/${location}`;
/** Locations, products, units and books that are not known yet. */
export const WAIT_FOR_MASTER_DATA = "master-data";

/** The keys that rise when a lot comes into an account. */
export const keysOfRise = (account: Account, lot: Lot): string[] => {
  const keys: string[] = [];
  if (account.family === "stock") keys.push(waitForPlace(account.site, account.location, lot.gtin));
  else if (account.family === "contra" && account.contra === "carrier" && account.location !== null)
    keys.push(waitForCarrier(account.location));
  else return keys;
  if (account.parent !== null) keys.push(waitForParent(account.parent));
  if (lot.serial !== null) keys.push(waitForSerial(lot.gtin, lot.serial));
  return keys;
};
