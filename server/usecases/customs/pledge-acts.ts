import { refusePledge, type Pledge, type PledgeCommand, type PledgeFiling } from "../../domain/customs/documents/pledge.ts";
import type { HeldGoods } from "../../domain/customs/held-goods.ts";
import { isRefusal, put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import type { StockCell } from "./flow-ports.ts";
import type { StoredDocument } from "./ports.ts";
import { asHeld, cellsOfHeld, holdOn, inOrderOfExpiry, Taking, type StockTake } from "./stock.ts";

/**
 * Pledges (仓单质押). The lender's receipt puts the hold `pledged` on goods that are free; its release, or an officer's, lifts it
 * wherever they have been moved meanwhile. At a station nobody but an officer lifts it: the paper is the lender's.
 */
type Target = Readonly<{ key: string; command: PledgeCommand; atMs: number }>;

export const actOnPledge = async (desk: Case, draft: Draft, { key, command, atMs }: Target): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, "pledge", key);
  const refusal = refusePledge(stored?.content, command);
  if (refusal === "done") {
    draft.subject = stored;
    return undefined;
  }
  if (refusal) return refuse(refusal, `pledge ${key}: ${command.type} is not possible`);
  const pledge =
    command.type === "pledge"
      ? await putHold(desk, draft, { filing: command.filing, by: command.by, atMs })
      : await lift(desk, draft, { pledge: stored?.content, quantity: command.quantity, atMs });
  if (!pledge || isRefusal(pledge)) return pledge;
  const note = command.type === "pledge" ? command.filing.lender : command.reason;
  draft.events.push({ kind: "pledge", number: pledge.number, type: command.type === "pledge" ? "pledged" : "released", note });
  draft.subject = storedPledge(pledge);
  put(draft, draft.subject);
  return undefined;
};

const storedPledge = (pledge: Pledge): StoredDocument<Pledge> => ({
  kind: "pledge",
  number: pledge.number,
  aliases: [],
  site: pledge.site,
  owner: pledge.owner,
  book: null,
  direction: null,
  channel: null,
  state: pledge.state,
  trio: null,
  plate: null,
  links: [],
  content: pledge,
});

type Putting = Readonly<{ filing: PledgeFiling; by: string; atMs: number }>;

const putHold = async (desk: Case, draft: Draft, { filing, by, atMs }: Putting): Promise<Pledge | Refusal> => {
  const there = await desk.reads.listStock({
    site: filing.site,
    location: filing.location,
    owner: filing.owner,
    ...(filing.parent !== null && { parent: filing.parent }),
    ...(filing.gtin !== null && { gtin: filing.gtin }),
  });
  const free = there.filter(({ account }) => account.hold === "none");
  const all = free.reduce((sum, { quantity }) => sum + quantity, 0n);
  if (all === 0n && there.length > 0) return refuse("held", `what ${filing.owner} has at ${filing.location} is held already`);
  if (filing.quantity !== null && new Set(free.map(({ lot }) => lot.gtin)).size > 1)
    return refuse("product_ambiguous", `${filing.location} holds several products of ${filing.owner}: a quantity is of one`);
  const { takes, short } = new Taking().take(inOrderOfExpiry(free), filing.quantity ?? all);
  if (short > 0n || takes.length === 0) return refuse("not_enough", `${filing.owner} has not as much at ${filing.location} that is free`);
  draft.transfers.push(...takes.map((take) => holdOn(take, "pledged", atMs)));
  draft.heldBy.push(...takes.map(({ cell }) => ({ lot: cell.lot, hold: "pledged", by: `pledge/${filing.number}` })));
  return { ...filing, pledgedBy: by, goods: takes.map(asHeld), state: "pledged" };
};

type Lifting = Readonly<{ pledge: Pledge | undefined; quantity: bigint | null; atMs: number }>;

const lift = async (desk: Case, draft: Draft, { pledge, quantity, atMs }: Lifting): Promise<Pledge | Refusal | undefined> => {
  if (!pledge) return undefined;
  const taking = new Taking();
  const takes: StockTake[] = [];
  const goods: HeldGoods[] = [];
  let open = quantity;
  for (const held of pledge.goods) {
    const share = open === null || open > held.quantity ? held.quantity : open;
    const cells: readonly StockCell[] = await desk.reads.listStock({ site: pledge.site, gtin: held.lot.gtin, hold: "pledged" });
    const found = taking.take(cellsOfHeld(cells, held), share);
    // Released wholly, what is no longer there is not asked for.
    if (found.short > 0n && open !== null) return refuse("not_enough", `less of it is left at ${pledge.site} than is to be released`);
    takes.push(...found.takes);
    if (open !== null) open -= share;
    if (share < held.quantity) goods.push({ ...held, quantity: held.quantity - share });
  }
  draft.transfers.push(...takes.map((take) => holdOn(take, "none", atMs)));
  return { ...pledge, goods, state: goods.length === 0 ? "released" : "pledged" };
};
