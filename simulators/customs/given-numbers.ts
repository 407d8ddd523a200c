/**
 * The numbers that the simulated customs gives. The serial is the nine last digits of the firm's own number, where it ends in nine and
 * nobody else has them: so whoever simulates the firm knows the number beforehand. Others get one from the top downwards. What was
 * given once is given again.
 */
import { formatInventoryNumber, formatPassNumber, type Direction } from "../../server/messages/jg2/numbers.ts";
import { day, isoDay } from "./customs-time.ts";

const SERIAL_MAX = 999_999_999;

/** `space`: within which a serial is given once; `name`: of the document in it. */
export type Given = Readonly<{ space: string; name: string; serial: number }>;

export class GivenNumbers {
  readonly #serials = new Map<string, number>();
  readonly #taken = new Map<string, Set<number>>();

  constructor(given: readonly Given[] = []) {
    for (const each of given) this.#keep(each);
  }

  /** The serial of a document, and whether it is given for the first time. */
  serialOf(space: string, innerNo: string): Given & Readonly<{ isNew: boolean }> {
    const known = this.#serials.get(`${space}/${innerNo}`);
    if (known !== undefined) return { space, name: innerNo, serial: known, isNew: false };
    const taken = this.#takenIn(space);
    const wanted = wantedSerial(innerNo);
    let serial = wanted !== undefined && !taken.has(wanted) ? wanted : SERIAL_MAX;
    while (taken.has(serial)) serial--;
    this.#keep({ space, name: innerNo, serial });
    return { space, name: innerNo, serial, isNew: true };
  }

  #takenIn(space: string): Set<number> {
    let taken = this.#taken.get(space);
    if (!taken) this.#taken.set(space, (taken = new Set()));
    return taken;
  }

  #keep({ space, name, serial }: Given): void {
    this.#serials.set(`${space}/${name}`, serial);
    this.#takenIn(space).add(serial);
  }
}

/** Undefined where the firm's number does not end in nine digits. */
export const wantedSerial = (innerNo: string): number | undefined => {
  const digits = /\d{9}$/.exec(innerNo)?.[0];
  return digits === undefined ? undefined : Number(digits);
};

export type Numbered = Readonly<{ office: string; direction: Direction; atMs: number; serial: number }>;

const yearOf = (atMs: number): number => Number(day(atMs).slice(0, 4));
const padded = (serial: number, length: number): string => String(serial).padStart(length, "0");

/** 核注清单编号 */
export const inventoryNumber = ({ office, direction, atMs, serial }: Numbered): string =>
  formatInventoryNumber({ office, year: yearOf(atMs), direction, serial });
/** 核放单编号 */
export const passNumber = ({ office, direction, atMs, serial }: Numbered): string =>
  formatPassNumber({ office, direction, day: isoDay(atMs), serial: padded(serial, 12) });
/** 清单编号, 18 characters. */
export const listNumber = ({ office, direction, atMs, serial }: Numbered): string =>
  `${office}${yearOf(atMs)}${direction}${padded(serial, 9)}`;
/** 预录入编号 of the e-port, 18 characters. */
export const preliminaryNumber = ({ atMs, serial }: Pick<Numbered, "atMs" | "serial">): string => `B${day(atMs)}${padded(serial, 9)}`;
/** 报关单号, 18 digits. */
export const entryNumber = ({ office, direction, atMs, serial }: Numbered): string =>
  `${office}${yearOf(atMs)}${direction === "I" ? 1 : 0}${padded(serial, 9)}`;
/** 业务申报表, 出入库单: the letter, then as an inventory. */
export const filingNumber = (letters: string, { office, direction, atMs, serial }: Numbered): string =>
  `${letters}${office}${padded(yearOf(atMs) % 100, 2)}${direction}${padded(serial, 9)}`;
