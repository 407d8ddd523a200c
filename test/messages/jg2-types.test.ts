/** The records of 金关二期 are written from the data, and are up to date. */
import { expect, test } from "vitest";
import { renderTypes } from "./jg2-render-types.ts";

test("the typed records are those of the data", async () => {
  await expect(renderTypes()).toMatchFileSnapshot("../../server/messages/jg2/generated/messages.ts");
});
