/** Silhouettes of how things move, on a grid of 24, drawn by React and by the map's canvas from the same paths. */
export const MODE_GLYPHS: Readonly<Record<string, string>> = {
  truck: "M2.5 7h11v8.5h-11zM14.5 9.5h4.2l2.8 3.2v2.8h-7zM6.5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  reefer:
    "M2.5 6h11.5v9.5h-11.5zM15 9.5h3.7l2.8 3.2v2.8h-6.5zM6.5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.6 1.2h1.3v1.3l1.1-.7.6 1-1.2.7 1.2.7-.6 1-1.1-.7v1.2h-1.3v-1.2l-1.1.7-.6-1 1.2-.7-1.2-.7.6-1 1.1.7z",
  train:
    "M7.5 3h9c1.7 0 3 1.3 3 3v8.5c0 1.7-1.3 3-3 3l1.8 3h-2.2l-1.5-2.5h-5.2l-1.5 2.5h-2.2l1.8-3c-1.7 0-3-1.3-3-3v-8.5c0-1.7 1.3-3 3-3zM6.5 6.5v4h11v-4zM8.5 15.3a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4zM15.5 15.3a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4z",
  vessel:
    "M5 10.5v-4h3.5v-3.5h7v3.5h3.5v4l2 .8-2.2 6.2c-1 .6-1.9.8-2.9.8s-1.9-.8-2.9-.8-1.9.8-2.9.8-1.9-.2-2.9-.8l-2.2-6.2zM3 20.2c1.5 0 1.5-.7 3-.7s1.5.7 3 .7 1.5-.7 3-.7 1.5.7 3 .7 1.5-.7 3-.7 1.5.7 3 .7v1.5c-1.5 0-1.5-.7-3-.7s-1.5.7-3 .7-1.5-.7-3-.7-1.5.7-3 .7-1.5-.7-3-.7-1.5.7-3 .7z",
  barge:
    "M4 8h5v4h-5zM10 8h5v4h-5zM16.5 5.5h3v6.5h-3zM2 13h20l-2 4.5h-16zM3 20.2c1.5 0 1.5-.7 3-.7s1.5.7 3 .7 1.5-.7 3-.7 1.5.7 3 .7 1.5-.7 3-.7 1.5.7 3 .7v1.5c-1.5 0-1.5-.7-3-.7s-1.5.7-3 .7-1.5-.7-3-.7-1.5.7-3 .7-1.5-.7-3-.7-1.5.7-3 .7z",
  aircraft:
    "M12 2c.9 0 1.6 1.2 1.6 2.8v4.4l7.4 4.6v2.2l-7.4-2.3v4.5l2.2 1.7v1.6l-3.8-1-3.8 1v-1.6l2.2-1.7v-4.5l-7.4 2.3v-2.2l7.4-4.6v-4.4c0-1.6.7-2.8 1.6-2.8z",
  road: "M2.5 7h11v8.5h-11zM14.5 9.5h4.2l2.8 3.2v2.8h-7zM6.5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  rail: "M7.5 3h9c1.7 0 3 1.3 3 3v8.5c0 1.7-1.3 3-3 3l1.8 3h-2.2l-1.5-2.5h-5.2l-1.5 2.5h-2.2l1.8-3c-1.7 0-3-1.3-3-3v-8.5c0-1.7 1.3-3 3-3zM6.5 6.5v4h11v-4z",
  sea: "M5 10.5v-4h3.5v-3.5h7v3.5h3.5v4l2 .8-2.2 6.2c-1 .6-1.9.8-2.9.8s-1.9-.8-2.9-.8-1.9.8-2.9.8-1.9-.2-2.9-.8l-2.2-6.2z",
  inland_water: "M4 8h5v4h-5zM10 8h5v4h-5zM16.5 5.5h3v6.5h-3zM2 13h20l-2 4.5h-16z",
  air: "M12 2c.9 0 1.6 1.2 1.6 2.8v4.4l7.4 4.6v2.2l-7.4-2.3v4.5l2.2 1.7v1.6l-3.8-1-3.8 1v-1.6l2.2-1.7v-4.5l-7.4 2.3v-2.2l7.4-4.6v-4.4c0-1.6.7-2.8 1.6-2.8z",
};

/** Sites by kind, on the same grid. */
export const SITE_GLYPHS: Readonly<Record<string, string>> = {
  bonded_warehouse: "M3 20v-11l9-5 9 5v11h-3v-8h-12v8zM8 14h8v2h-8zM8 18h8v2h-8z",
  collection_warehouse: "M3 20v-11l9-5 9 5v11h-3v-8h-12v8zM9 15h6v5h-6z",
  overseas_warehouse: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.5 12h13v1.5h-13zM11.3 5.5h1.5v13h-1.5z",
  port: "M11 9.8v8.9c-2.7-.4-4.9-2.1-5.7-4.2l1.5.5.4-1.4-3.7-1.3-1 3.7 1.4.4.3-.8c1.4 2.9 4.4 4.9 7.8 4.9s6.4-2 7.8-4.9l.3.8 1.4-.4-1-3.7-3.7 1.3.4 1.4 1.5-.5c-.8 2.1-3 3.8-5.7 4.2v-8.9h3v-2h-2.3a2.7 2.7 0 1 0-3.4 0h-2.3v2z",
  airport:
    "M12 2c.9 0 1.6 1.2 1.6 2.8v4.4l7.4 4.6v2.2l-7.4-2.3v4.5l2.2 1.7v1.6l-3.8-1-3.8 1v-1.6l2.2-1.7v-4.5l-7.4 2.3v-2.2l7.4-4.6v-4.4c0-1.6.7-2.8 1.6-2.8z",
  rail_hub:
    "M7.5 3h9c1.7 0 3 1.3 3 3v8.5c0 1.7-1.3 3-3 3l1.8 3h-2.2l-1.5-2.5h-5.2l-1.5 2.5h-2.2l1.8-3c-1.7 0-3-1.3-3-3v-8.5c0-1.7 1.3-3 3-3zM6.5 6.5v4h11v-4z",
  checkpoint: "M4 4h3v16h-3zM9 7h12v3.5h-12zM17 12h3v8h-3z",
};

export const Glyph = ({ path, size = 18 }: { path: string | undefined; size?: number }) => (
  <svg className="glyph" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={path ?? "M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z"} fill="currentColor" fillRule="evenodd" />
  </svg>
);
export const ModeGlyph = ({ mode, size = 18 }: { mode: string; size?: number }) => <Glyph path={MODE_GLYPHS[mode]} size={size} />;
export const SiteGlyph = ({ kind, size = 18 }: { kind: string; size?: number }) => <Glyph path={SITE_GLYPHS[kind]} size={size} />;
