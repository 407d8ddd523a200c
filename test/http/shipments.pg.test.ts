import { afterAll, beforeAll, expect, test } from "vitest";
import { createShipments } from "../../server/store/shipments.ts";
import { at, SUPPLIER, writeEntry } from "./books-fixture.ts";
import { MASTER_DATA, signInAs, startTestServer, type TestServer } from "./support.ts";

let server: TestServer;
const handOverEntries: number[] = [];
beforeAll(async () => {
  server = await startTestServer({
    shipments: {
      listShipments: (page) => createShipments(server.database.pool).listShipments(page),
      findShipment: async (shipment) => {
        const found = await createShipments(server.database.pool).findShipment(shipment);
        return found && { ...found, handOverEntries };
      },
    },
  });
  const leg = {
    leg: 1,
    mode: "road",
    from: "xiangtan",
    to: "chenzhou",
    unit: "truck-1",
    path: [
      [27.9, 112.9],
      [25.8, 113],
    ],
    plannedDeparture: "2026-02-01T00:00:00Z",
    plannedArrival: "2026-02-02T00:00:00Z",
  };
  const put = await server.call("PUT", "/api/v1/master-data", {
    body: { ...MASTER_DATA, shipments: [{ shipment: "sh-1", owner: "acme", legs: [leg] }] },
  });
  expect(put.status, JSON.stringify(put.body)).toBe(200);
  const goods = { gtin: "06901234567892" };
  for (const site of ["xiangtan", "chenzhou"]) {
    const movements = [{ from: SUPPLIER, to: at("D1", { site }), goods, quantity: 1 }];
    handOverEntries.push(await writeEntry(server.database.pool, { at: "2026-02-01T00:00:00Z", site, movements }));
  }
});
afterAll(() => server.stop());

test.each([
  ["operator", ["xiangtan"], ["xiangtan"]],
  ["operator", ["chenzhou"], ["chenzhou"]],
  ["dispatcher", [], ["xiangtan", "chenzhou"]],
] as const)("an %s of %j sees a shipment with the hand-overs at %j, as in the journal", async (role, sites, expected) => {
  const cookie = await signInAs(server, role, [...sites]);
  const { body } = await server.call("GET", "/api/v1/shipments/sh-1", { cookie });
  expect(body.handOvers.map((entry: { site: string }) => entry.site)).toEqual(expected);
  const journal = await server.call("GET", "/api/v1/journal", { cookie });
  expect(journal.body.rows).toEqual(body.handOvers);
});
