/** A typed message → its official XML, in UTF-8. What XML cannot hold is refused by name: `UnwritableText`. */
import { writeCeb, type CebMessageToWrite } from "./ceb/write-ceb.ts";

export type MessageToWrite = CebMessageToWrite;

export const writeMessage = (message: MessageToWrite): string => writeCeb(message);
