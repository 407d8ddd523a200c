/**
 * A typed message of 跨境统一版 → its official XML, in UTF-8; `jg2/write-jg2.ts` does it for 金关二期. What XML cannot hold is refused by
 * name: `UnwritableText`.
 */
import { writeCeb, type CebMessageToWrite } from "./ceb/write-ceb.ts";

export type MessageToWrite = CebMessageToWrite;

export const writeMessage = (message: MessageToWrite): string => writeCeb(message);
