/**
 * The thread that reads: bytes → message, nodes → drafts, few at a time as they are asked for; and nodes back into XML. It has
 * no clock, no disk and no connection. The key that hashes people's numbers is given at its start.
 */
import { createHmac } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import type { ReaderData } from "./reader-protocol.ts";
import { createReaderRoom } from "./reader-room.ts";

const { personKey } = workerData as ReaderData;
const room = createReaderRoom((idNumber) => createHmac("sha256", personKey).update(idNumber.trim().toUpperCase()).digest("hex"));

parentPort?.on("message", (question) => {
  const [reply, transfer] = room.answer(question);
  parentPort?.postMessage(reply, transfer);
});
