import { decideUmbrella, evolveUmbrella, type UmbrellaCommand, type UmbrellaDeclaration } from "../../domain/customs/documents/umbrella.ts";
import { put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import type { StoredDocument } from "./ports.ts";

/** Business declarations (业务申报表): a command decides events; nothing moves. */
export const actOnDeclaration = async (
  desk: Case,
  draft: Draft,
  { key }: Readonly<{ key: string }>,
  command: UmbrellaCommand,
): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, "declaration", key);
  const events = decideUmbrella(stored?.content, command);
  if (typeof events === "string") return refuse(events, `declaration ${key}: ${command.type} is not possible`);
  let declaration = stored?.content;
  for (const event of events) {
    declaration = evolveUmbrella(declaration, event);
    draft.events.push({ kind: "declaration", number: declaration.number, type: event.type });
  }
  if (!declaration) return undefined;
  const now = storedDeclaration(declaration);
  draft.subject ??= now;
  if (events.length > 0) put(draft, now);
  return undefined;
};

const storedDeclaration = (declaration: UmbrellaDeclaration): StoredDocument<UmbrellaDeclaration> => ({
  kind: "declaration",
  number: declaration.number,
  aliases: declaration.innerNo === declaration.number ? [] : [declaration.innerNo],
  site: declaration.site,
  owner: declaration.owner,
  book: declaration.book,
  direction: declaration.direction,
  channel: null,
  state: declaration.state,
  trio: null,
  plate: null,
  links: [],
  content: declaration,
});
