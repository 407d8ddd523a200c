/** `npm run serve`: the server alone, for real use. Its log goes to the standard output. */
import { inProject, prepare } from "./prepare.mjs";
import { ended, launch, main } from "./processes.mjs";
import { stopLeftDatabase } from "./server.mjs";

let ready = false;
await main(serve, {
  runsUntilInterrupted: true,
  atEnd: async () => (ready && !process.env["DATABASE_URL"] ? stopLeftDatabase(process.env) : undefined),
});

async function serve() {
  await prepare({ web: true });
  const server = launch(["--enable-source-maps", inProject("dist/server/main.js")], { env: process.env });
  server.on("message", () => (ready = true));
  return await ended(server);
}
