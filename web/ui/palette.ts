/**
 * The colours: celadon and ink, a vermilion seal for what must not be missed. One list feeds CSS, Ant Design, the map's
 * canvas and the charts. Text colours reach 4.5:1 on `paper` and `panel`; a regime has the same colour in every room.
 */
export type Palette = Readonly<{
  paper: string;
  panel: string;
  raised: string;
  sunk: string;
  ink: string;
  inkSoft: string;
  inkFaint: string;
  onBrand: string;
  line: string;
  lineStrong: string;
  brand: string;
  brandHover: string;
  brandSoft: string;
  critical: string;
  criticalSoft: string;
  major: string;
  majorSoft: string;
  minor: string;
  minorSoft: string;
  ok: string;
  okSoft: string;
  sea: string;
  land: string;
  coast: string;
  graticule: string;
  unit: string;
  unitGlyph: string;
  unitStale: string;
  track: string;
  bonded: string;
  bondedSoft: string;
  nonBonded: string;
  nonBondedSoft: string;
  exportCleared: string;
  exportClearedSoft: string;
  dutyPaid: string;
  dutyPaidSoft: string;
  inTransit: string;
  inTransitSoft: string;
  overseas: string;
  overseasSoft: string;
  /** Fills of the warehouse plan: apart from each other with any colour vision. */
  planBonded: string;
  planNonBonded: string;
  planInventoryPending: string;
  planPassPending: string;
  planWrittenOff: string;
  shadow: string;
}>;

export const LIGHT: Palette = {
  paper: "#eef2f0",
  panel: "#fcfdfc",
  raised: "#ffffff",
  sunk: "#e4ebe8",
  ink: "#15211e",
  inkSoft: "#43534e",
  inkFaint: "#5c6c67",
  onBrand: "#ffffff",
  line: "#d6dfdb",
  lineStrong: "#a9b8b2",
  brand: "#17665c",
  brandHover: "#1f7d71",
  brandSoft: "#dcebe7",
  critical: "#b02f1b",
  criticalSoft: "#fbe5df",
  major: "#855300",
  majorSoft: "#faedd0",
  minor: "#4a5d75",
  minorSoft: "#e5ebf2",
  ok: "#1a7340",
  okSoft: "#dcf0e2",
  sea: "#dce7e6",
  land: "#f5f6f1",
  coast: "#b9c8c2",
  graticule: "#cfdcd9",
  unit: "#1d3b36",
  unitGlyph: "#ffffff",
  unitStale: "#7d8c87",
  track: "#0f7d6f",
  bonded: "#3546a3",
  bondedSoft: "#e5e8f8",
  nonBonded: "#56661f",
  nonBondedSoft: "#ecf0da",
  exportCleared: "#0d6577",
  exportClearedSoft: "#d9eef2",
  dutyPaid: "#6a4380",
  dutyPaidSoft: "#f0e6f4",
  inTransit: "#5a3fbd",
  inTransitSoft: "#ebe6fb",
  overseas: "#8a3560",
  overseasSoft: "#f8e4ee",
  planBonded: "#3546a3",
  planNonBonded: "#7d9130",
  planInventoryPending: "#f2b632",
  planPassPending: "#c4437f",
  planWrittenOff: "#bcc8c3",
  shadow: "0 1px 2px rgb(21 33 30 / 6%), 0 8px 28px rgb(21 33 30 / 10%)",
};

export const DARK: Palette = {
  paper: "#0c1211",
  panel: "#131b19",
  raised: "#1a2422",
  sunk: "#080d0c",
  ink: "#e6eeeb",
  inkSoft: "#b0c0ba",
  inkFaint: "#8b9d96",
  onBrand: "#062420",
  line: "#25312e",
  lineStrong: "#43544e",
  brand: "#6ecab9",
  brandHover: "#8adbcc",
  brandSoft: "#15342e",
  critical: "#ff8d76",
  criticalSoft: "#3b1a13",
  major: "#f0b64e",
  majorSoft: "#35270c",
  minor: "#a3b7d0",
  minorSoft: "#1d2735",
  ok: "#74d197",
  okSoft: "#11301d",
  sea: "#0a1211",
  land: "#1a2522",
  coast: "#31413c",
  graticule: "#13201d",
  unit: "#d5e6e1",
  unitGlyph: "#0c1211",
  unitStale: "#65756f",
  track: "#6ecab9",
  bonded: "#a3b0ff",
  bondedSoft: "#1e2448",
  nonBonded: "#c3d181",
  nonBondedSoft: "#272e12",
  exportCleared: "#71d1e2",
  exportClearedSoft: "#0d2d34",
  dutyPaid: "#d5aee5",
  dutyPaidSoft: "#2f1d38",
  inTransit: "#bcaeff",
  inTransitSoft: "#271d4d",
  overseas: "#f0a5c8",
  overseasSoft: "#3b1629",
  planBonded: "#8b9bff",
  planNonBonded: "#8aa02c",
  planInventoryPending: "#f2b632",
  planPassPending: "#e0569a",
  planWrittenOff: "#56665f",
  shadow: "0 1px 2px rgb(0 0 0 / 40%), 0 10px 32px rgb(0 0 0 / 45%)",
};

/** `inkSoft` is `--ink-soft` in CSS. */
export const cssVariables = (palette: Palette): readonly (readonly [string, string])[] =>
  Object.entries(palette).map(([key, value]) => [`--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value]);

export const FONT_LATIN_FIRST =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
export const FONT_MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace';
