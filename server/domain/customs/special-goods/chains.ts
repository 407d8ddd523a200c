import { SWORD_STEPS, type ChainStep, type SerialChain } from "./chain.ts";

/** Chains that a product may be put under in the master data, by their names. */
const CHAINS: Readonly<Record<string, readonly ChainStep[]>> = {
  /** 龙泉刀剑 */
  sword: SWORD_STEPS,
};

export const findChain = (gtin: string, name: string): SerialChain | undefined => {
  const steps = Object.hasOwn(CHAINS, name) ? CHAINS[name] : undefined;
  return steps && { gtin, steps };
};

/** One text for each serial, as the timelines of documents know it. */
export const serialKey = (gtin: string, serial: string): string => `${gtin}/${serial}`;
