/** The rates of the world's goods as the table that a server takes. Codes change every year: examples, not for declarations. */
import { GOODS } from "../world/catalog.ts";

const HEADINGS = "hsCode,name,validFrom,vat,consumption,tariff,legalUnits,positiveList,source";
const VALID_FROM = "2020-01-01";
/** Made up: within the limits of retail it is 0 %, above them somebody must say a rate. */
const TARIFF = "10%";
const SOURCE = "demonstration";

export const tariffTable = (): string => {
  const rows = new Map(
    GOODS.map(({ hsCode, nameZh, customs }) => {
      const { vatPercent, consumptionPercent, legalUnits, isRetail } = customs;
      const cells = [
        hsCode,
        `"${nameZh}"`,
        VALID_FROM,
        `${vatPercent}%`,
        `${consumptionPercent}%`,
        TARIFF,
        legalUnits.join(" "),
        isRetail === false ? "no" : "yes",
        SOURCE,
      ];
      return [hsCode, cells.join(",")];
    }),
  );
  return `${[HEADINGS, ...rows.values()].join("\n")}\n`;
};
