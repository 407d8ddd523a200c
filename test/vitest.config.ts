import path from "node:path";
import { defineConfig } from "vitest/config";

// #wire/* and #gs1/* are the TypeScript files, not the compiled ones. Nothing more: vitest hands these conditions to
// Node too, and with "import" among them the CommonJS packages get modules that they cannot use.
const conditions = ["source"];

const shared = {
  root: path.resolve(import.meta.dirname, ".."),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

export default defineConfig({
  ...shared,
  test: {
    // A real database and a real browser share two cores with the tests.
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: ["test/**/*.pg.test.ts", "test/browser/**"],
          // None takes seconds by itself, but a busy machine may.
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          name: "pg",
          include: ["test/**/*.pg.test.ts"],
          exclude: ["test/browser/**"],
          globalSetup: ["test/support/embedded-postgres.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/support/embedded-postgres.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
