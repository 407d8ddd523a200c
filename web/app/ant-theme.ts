import { theme, type ThemeConfig } from "antd";
import { FONT_LATIN_FIRST, FONT_MONO, type Palette } from "../ui/palette.ts";

/** Ant Design in our colours: flat, hairlines in place of shadows, tight radii. */
export const antTheme = (palette: Palette, mode: Readonly<{ dark: boolean; still: boolean }>): ThemeConfig => ({
  algorithm: mode.dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
  token: {
    colorPrimary: palette.brand,
    colorLink: palette.brand,
    colorLinkHover: palette.brandHover,
    colorInfo: palette.brand,
    colorSuccess: palette.ok,
    colorWarning: palette.major,
    colorError: palette.critical,
    colorTextBase: palette.ink,
    colorText: palette.ink,
    colorTextSecondary: palette.inkSoft,
    colorTextTertiary: palette.inkFaint,
    colorTextPlaceholder: palette.inkFaint,
    colorBgBase: palette.panel,
    colorBgLayout: palette.paper,
    colorBgContainer: palette.panel,
    colorBgElevated: palette.raised,
    colorBorder: palette.lineStrong,
    colorBorderSecondary: palette.line,
    colorTextLightSolid: palette.onBrand,
    fontFamily: FONT_LATIN_FIRST,
    fontFamilyCode: FONT_MONO,
    fontSize: 14,
    borderRadius: 6,
    borderRadiusLG: 10,
    controlHeight: 34,
    controlHeightLG: 44,
    motion: !mode.still,
    wireframe: false,
  },
  components: {
    Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
    Table: {
      headerBg: palette.panel, headerColor: palette.inkSoft, headerSplitColor: "transparent", rowHoverBg: palette.brandSoft,
      borderColor: palette.line, cellPaddingBlockSM: 8, cellPaddingInlineSM: 12, stickyScrollBarBg: palette.lineStrong,
    },
    Tabs: { horizontalItemGutter: 22, titleFontSize: 14 },
    Segmented: { trackBg: palette.sunk, itemSelectedBg: palette.raised, itemSelectedColor: palette.ink },
    Drawer: { colorBgElevated: palette.panel },
    Tooltip: { colorBgSpotlight: mode.dark ? palette.lineStrong : palette.ink, colorTextLightSolid: "#ffffff" },
  },
});
