/** `npm run serve`: the server alone, for real use. Its log goes to the standard output. */
import { prepare } from "./prepare.mjs";
import { ended, launch, main } from "./processes.mjs";
import { SERVER_ARGS, stopLeftDatabase } from "./server.mjs";

let ready = false;
await main(serve, {
  runsUntilInterrupted: true,
  atEnd: async () => (ready && !process.env["DATABASE_URL"] ? stopLeftDatabase(process.env) : undefined),
});

async function serve() {
  await prepare({ web: true });
  const server = launch(SERVER_ARGS, { env: process.env });
  server.on("message", () => (ready = true));
  return await ended(server);
}
