import { releasedAtMs } from "../../domain/customs/trade/list-life.ts";
import type { Case, Draft } from "./case.ts";

/** Whether customs has released all of these lists: what an inventory that gathers them (保税电商) waits for. */
export const allReleased = async (desk: Case, draft: Draft, lists: readonly string[]): Promise<boolean> => {
  for (const number of lists) {
    const list = await desk.find(draft, "list", number);
    if (!list || releasedAtMs(list.content.life) === undefined) return false;
  }
  return true;
};
