import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env["ENTREPOT_SERVER"] ?? "http://127.0.0.1:3000";
const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `source` makes #wire and #gs1 resolve to the TypeScript files, as it does for tsc. */
export default defineConfig({
  root: folder("."),
  plugins: [react()],
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  build: {
    outDir: folder("../dist/web"),
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 900,
    // The land of the map is data: it is fetched beside the code, not parsed as code.
    assetsInlineLimit: 2048,
  },
  server: {
    port: Number(process.env["WEB_PORT"] ?? 5173),
    proxy: {
      "/api": server,
      "/tlog": server,
      "/live": { target: server, ws: true },
    },
  },
});
