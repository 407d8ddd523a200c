/** One of everything that the customs screens show, in the shapes of the wire: for looking at screens without a server's year of work. */
import type { BookLineAnswer, BookSummary, BookTransferRow, TwinCell, TwinCellLine } from "#wire/customs-books.ts";
import type { DifferenceLine, GateAnswer, ObligationRow, ReportRow, SettingRow, TariffRow } from "#wire/customs-desk.ts";
import type { DocumentAnswer, DocumentLineRow, DocumentRow, MatchAnswer, MessageRow, OutboxRow } from "#wire/customs-documents.ts";
import { channel, documentKind, type DocumentKind, type Lack, type TwinState } from "#wire/customs-words.ts";

export const SITE = "xiangtan";
export const BOOK = "T4900W000001";
export const NOW = Date.parse("2026-11-21T08:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (offsetMs: number): string => new Date(NOW + offsetMs).toISOString();

const GOODS = [
  { gtin: "06901234567892", zh: "茶油", en: "Camellia oil", hs: "1515909090", uom: "EA" },
  { gtin: "06970000000017", zh: "安化黑茶（千两茶切片礼盒装）", en: "Anhua dark tea, sliced, in a gift box", hs: "0902209000", uom: "KGM" },
  { gtin: "06970001105926", zh: "护肤面霜", en: "Face cream", hs: "3304990039", uom: "BO" },
  { gtin: "06970001106666", zh: "燕窝（干）", en: "Dried edible bird's nest", hs: "0410900010", uom: "BX" },
  { gtin: "06970001107036", zh: "夹心巧克力", en: "Filled chocolate", hs: "1806310000", uom: "BX" },
  { gtin: "06970001107401", zh: "手表", en: "Wrist watch", hs: "9102110000", uom: "EA" },
] as const;
const good = (index: number): (typeof GOODS)[number] => GOODS[index % GOODS.length] ?? GOODS[0];

// Books

export const bookSummaries: readonly BookSummary[] = [
  {
    book: BOOK,
    kind: "bonded",
    site: SITE,
    owner: "acme",
    lines: 100_000,
    totals: [
      { uom: "EA", actual: "1203884", incoming: "4200", outgoing: "318" },
      { uom: "KGM", actual: "88210.5", incoming: "0", outgoing: "12.25" },
    ],
    differences: 2,
  },
  {
    book: "NB4900000001",
    kind: "non_bonded",
    site: SITE,
    owner: "xiangshang",
    lines: 5,
    totals: [{ uom: "SET", actual: "977", incoming: "0", outgoing: "0" }],
    differences: 0,
  },
  {
    book: "OS-DUISBURG",
    kind: "overseas",
    site: SITE,
    owner: "acme",
    lines: 31,
    totals: [{ uom: "EA", actual: "4820", incoming: "600", outgoing: "0" }],
    differences: 0,
  },
];

export const bookLine = (line: number): BookLineAnswer => {
  const { gtin, zh, en, hs, uom } = good(line);
  const outgoing = line % 7 === 0 ? "24" : "0";
  const actual = String(100 + ((line * 37) % 900));
  const formal = String(Number(actual) + Number(outgoing));
  const difference = line === 3 ? "-2" : line === 11 ? "6" : "0";
  return {
    line,
    itemRecordNo: `SKU${10_000 + line}`,
    gtin,
    name: { zh, en },
    hsCode: hs,
    uom,
    formal,
    actual,
    incoming: line % 5 === 0 ? "120" : "0",
    outgoing,
    physical: String(Number(formal) + Number(difference)),
    difference,
  };
};

export const bookTransfers = (line: number): readonly BookTransferRow[] => {
  const { uom } = good(line);
  const account = (state: string) => ({ family: "book" as const, number: BOOK, line, state });
  const abroad = { family: "contra" as const, contra: "abroad" };
  const row = (n: number, part: Partial<BookTransferRow>): BookTransferRow => ({
    entry: 900 - n,
    n: 1,
    at: at(-n * 5 * HOUR_MS),
    recordedAt: at(-n * 5 * HOUR_MS + 4000),
    kind: "document",
    type: "approved",
    document: { kind: "inventory", number: `QD490026E00000012${n}` },
    by: "customs",
    from: abroad,
    to: account("incoming"),
    quantity: "120",
    uom,
    actual: "100",
    incoming: "0",
    outgoing: "0",
    ...part,
  });
  return [
    row(0, { type: "approved", from: account("actual"), to: account("outgoing"), quantity: "24", actual: "76", outgoing: "24" }),
    row(1, { type: "deducted", from: account("incoming"), to: account("actual"), quantity: "60", actual: "100" }),
    row(2, { type: "approved", quantity: "60", actual: "40", incoming: "60" }),
    row(3, {
      type: "opened",
      document: null,
      from: { family: "contra", contra: "supplier" },
      to: account("actual"),
      quantity: "40",
      actual: "40",
    }),
  ];
};

// The twin

const STATES: readonly TwinState[] = ["bonded", "non_bonded", "inventory_pending", "pass_pending", "written_off"];
const cell = (location: string, kind: string, index: number): TwinCell => {
  const isEmpty = kind === "gate" || index % 9 === 8;
  const state = STATES[index % 11 < 6 ? 0 : index % 5] ?? "bonded";
  const main = { state, lines: 1 + (index % 4), quantities: [{ uom: "EA", quantity: String(12 + index * 7) }] };
  const second = { state: "inventory_pending" as const, lines: 1, quantities: [{ uom: "BX", quantity: "4" }] };
  const isMixed = !isEmpty && index % 13 === 5 && state !== "inventory_pending";
  return {
    location,
    kind,
    plan: null,
    colour: isEmpty ? null : isMixed ? "inventory_pending" : state,
    states: isEmpty ? [] : isMixed ? [second, main] : [main],
    held: index % 17 === 3,
    matches: true,
  };
};
const two = (value: number): string => String(value).padStart(2, "0");
export const twinCells: readonly TwinCell[] = [
  ...["A", "B", "C"].flatMap((aisle, a) =>
    Array.from({ length: 2 }, (_, row) =>
      Array.from({ length: 16 }, (__, bin) => cell(`${aisle}-${two(row + 1)}-${two(bin + 1)}`, "bin", a * 40 + row * 17 + bin)),
    ).flat(),
  ),
  ...Array.from({ length: 8 }, (_, bin) => ({
    ...cell(`N-01-${two(bin + 1)}`, "bin", bin),
    colour: "non_bonded" as const,
    states: [{ state: "non_bonded" as const, lines: 1, quantities: [{ uom: "SET", quantity: "91" }] }],
  })),
  ...["P1", "S1", "S2"].map((name, index) => cell(name, "staging", index + 3)),
  ...["D1", "D2", "D3", "D4"].map((name, index) => cell(name, "dock", index + 6)),
  cell("C1", "cage", 3),
  cell("G1", "gate", 0),
  ...["truck-ht-cn-1", "truck-xt-03"].map((name, index) => cell(name, "vehicle", index + 9)),
];

export const twinLines = (location: string): readonly TwinCellLine[] =>
  (twinCells.find((each) => each.location === location)?.states ?? []).map(({ state }, index) => {
    const { gtin, zh, en, uom } = good(index + location.length);
    return {
      state,
      book: state === "non_bonded" ? "NB4900000001" : BOOK,
      line: index + 1,
      itemRecordNo: `SKU${10_001 + index}`,
      gtin,
      name: { zh, en },
      owner: "acme",
      quantity: "48",
      uom,
      documents: state === "bonded" || state === "non_bonded" ? [] : ["QD490026E000000123"],
    };
  });

// Documents

const LACKS: Readonly<Record<DocumentKind, readonly Lack[]>> = {
  inventory: ["declaration_release", "gate_passage"],
  stock_document: ["collective_inventory"],
  pass: ["gate_passage"],
  declaration: ["guarantee"],
  order: ["payment", "match"],
  payment: ["order"],
  waybill: [],
  list: ["release", "identity"],
  conversion: ["approval"],
  inspection: ["disposition"],
  adjustment: [],
  pledge: [],
  admission: [],
};
const NUMBER_OF: Readonly<Record<DocumentKind, (n: number) => string>> = {
  inventory: (n) => `QD490026E0000001${two(n)}`,
  stock_document: (n) => `SS490026E0000002${two(n)}`,
  pass: (n) => `Z4900E2611210000000000${two(n)}`,
  declaration: (n) => `SB490026C00000${two(n)}`,
  order: (n) => `20261121-88${two(n)}`,
  payment: (n) => `2026112122001419${two(n)}`,
  waybill: (n) => `SF13388200${two(n)}`,
  list: (n) => `49002026I0000987${two(n)}`,
  conversion: (n) => `CV-2026-${two(n)}`,
  inspection: (n) => `IN-2026-${two(n)}`,
  adjustment: (n) => `AD-2026-${two(n)}`,
  pledge: (n) => `PL-2026-${two(n)}`,
  admission: (n) => `AM-2026-${two(n)}`,
};
const STATE_OF = ["approved", "filed", "approved", "refused", "cancelled"] as const;

export const documentRows: readonly DocumentRow[] = documentKind.options.flatMap((kind, k) =>
  Array.from({ length: kind === "inventory" || kind === "list" ? 5 : 2 }, (_, n): DocumentRow => {
    const isTrade = ["order", "payment", "waybill", "list"].includes(kind);
    const told =
      kind === "list" ? (["inspecting", "released", "accepted", "rejected", "closed"][n] ?? "accepted") : (STATE_OF[n] ?? "filed");
    const state = kind === "inspection" ? (["differs", "ordered"][n] ?? "ordered") : told;
    const isOver = state === "refused" || state === "cancelled" || state === "closed";
    return {
      kind,
      number: NUMBER_OF[kind](n + 1),
      innerNo: k % 2 === 0 ? `XT-${k}${n}-2026` : null,
      site: SITE,
      owner: n % 2 === 0 ? "acme" : "xiangshang",
      book: isTrade || kind === "pass" ? null : BOOK,
      direction: n % 2 === 0 ? "out" : "in",
      channel: isTrade ? (channel.options[(n + k) % channel.options.length] ?? "1210") : kind === "inventory" ? "1210" : null,
      state,
      trio: isTrade ? `4301W0XYZ/20261121-88${two(n + 1)}` : null,
      plate: kind === "pass" ? "湘A10001" : null,
      lacks: isOver ? [] : state === "filed" ? ["approval", ...LACKS[kind]] : [...LACKS[kind]],
      createdAt: at(-(k * 3 + n) * HOUR_MS - DAY_MS),
      changedAt: at(-(k * 3 + n) * HOUR_MS),
      entry: 1000 - k * 10 - n,
    };
  }),
);

const documentLine = (n: number): DocumentLineRow => {
  const { gtin, zh, hs, uom } = good(n);
  return {
    n,
    document: null,
    documentLine: null,
    bookLine: n,
    itemRecordNo: `SKU${10_000 + n}`,
    gtin,
    name: zh,
    hsCode: hs,
    uom,
    declared: "120",
    onPasses: n === 1 ? "120" : "60",
    passed: n === 1 ? "120" : "36",
    pending: n === 1 ? "0" : "120",
    formal: n === 1 ? "120" : "0",
    total: "4812.5",
    currency: "142",
  };
};

export const MATCH: MatchAnswer = {
  verdict: "differs",
  lacking: [],
  matchedAt: at(-HOUR_MS),
  fields: [
    {
      pair: "order_payment",
      field: "order_no",
      line: null,
      state: "equal",
      left: "20261121-8801",
      right: "20261121-8801",
      severity: "none",
    },
    { pair: "order_payment", field: "amount_paid", line: null, state: "different", left: "318.60", right: "308.60", severity: "blocks" },
    { pair: "order_payment", field: "payer_name", line: null, state: "equal", left: "王*", right: "王*", severity: "none" },
    {
      pair: "order_payment",
      field: "payer_identity",
      line: null,
      state: "equal",
      left: "4301**********1234",
      right: "4301**********1234",
      severity: "none",
    },
    { pair: "order", field: "goods_value", line: null, state: "equal", left: "292", right: "292", severity: "none" },
    {
      pair: "order_waybill",
      field: "consignee_address",
      line: null,
      state: "different",
      left: "长沙市***",
      right: "湘潭市***",
      severity: "warns",
    },
    {
      pair: "order_waybill",
      field: "consignee_telephone",
      line: null,
      state: "missing",
      left: "138****0011",
      right: null,
      severity: "warns",
    },
    { pair: "list_order", field: "item_count", line: null, state: "equal", left: "2", right: "2", severity: "none" },
    { pair: "list_order", field: "quantity", line: 1, state: "equal", left: "2", right: "2", severity: "none" },
    { pair: "list_order", field: "goods_name", line: 2, state: "different", left: "巧克力礼盒", right: "夹心巧克力", severity: "warns" },
    { pair: "list_waybill", field: "gross_weight", line: null, state: "equal", left: "1.3", right: "1.3", severity: "none" },
    { pair: "list_waybill", field: "packages", line: null, state: "different", left: "1", right: "2", severity: "blocks" },
    { pair: "list_book", field: "item_record_no", line: 1, state: "equal", left: "SKU10001", right: "SKU10001", severity: "none" },
    { pair: "uniqueness", field: "order_no", line: null, state: "equal", left: null, right: null, severity: "none" },
  ],
};

export const documentAnswer = (row: DocumentRow): DocumentAnswer => ({
  ...row,
  aliases: row.innerNo ? [row.innerNo] : [],
  deduction: row.kind === "inventory" ? "pre" : null,
  isReleased: row.kind === "inventory" ? false : null,
  content:
    row.kind === "pass"
      ? { passKind: "3", binding: "1", totalWeightKg: "12850", seal: "CNSEAL0091", validUntil: at(DAY_MS) }
      : {
          mode: row.channel ?? "1210",
          type: "8",
          needsDeclaration: true,
          entryNo: "490020261000012345",
          buyer: { name: "王*", idNumber: "4301**********1234" },
        },
  lines: ["order", "payment", "waybill"].includes(row.kind) ? [] : [1, 2, 3].map(documentLine),
  events: [
    {
      entry: row.entry - 30,
      type: "filed",
      at: row.createdAt,
      recordedAt: row.createdAt,
      by: "operator@demo.local",
      note: null,
      transfers: 0,
    },
    {
      entry: row.entry - 12,
      type: "approved",
      at: at(-6 * HOUR_MS),
      recordedAt: at(-6 * HOUR_MS),
      by: "key:customs",
      note: null,
      transfers: 6,
    },
    {
      entry: row.entry,
      type: "passed",
      at: at(-HOUR_MS),
      recordedAt: at(-HOUR_MS),
      by: "xiangtan-gate-out",
      note: "Z4900E261121000000000001",
      transfers: 2,
    },
  ],
  receipts: [
    {
      receipt: 31,
      message: 8,
      kind: "INV201",
      documentKind: row.kind,
      number: row.number,
      status: "1",
      note: "审核通过",
      at: at(-6 * HOUR_MS),
      recordedAt: at(-6 * HOUR_MS),
      entry: row.entry - 12,
    },
  ],
  messages: [
    { message: 7, direction: "out", kind: "INV101", at: at(-7 * HOUR_MS), accepted: true, issues: [] },
    {
      message: 8,
      direction: "in",
      kind: "INV201",
      at: at(-6 * HOUR_MS),
      accepted: true,
      issues: [{ element: "PrevdTime 预核扣时间", message: "时间早于申报时间", found: "20261120", allowed: "不早于申报时间" }],
    },
  ],
  linked: [
    { kind: "pass", number: "Z4900E261121000000000001", state: "approved" },
    { kind: "declaration", number: "SB490026C0000001", state: "approved" },
    { kind: "list", number: "49002026I000098701", state: null },
  ],
  match: ["order", "payment", "waybill", "list"].includes(row.kind) ? MATCH : null,
  obligations: [{ obligation: "ob-2", rule: "leave_first_declaration", state: "due_soon", dueAt: at(2 * DAY_MS) }],
  photos:
    row.kind === "inspection"
      ? [
          {
            photo: 1,
            name: "seal.jpg",
            mediaType: "image/jpeg",
            sha256: "5d".repeat(32),
            size: 20_480,
            at: at(-HOUR_MS),
            by: "officer@demo.local",
          },
        ]
      : [],
});

export const messageRows: readonly MessageRow[] = [
  {
    message: 8,
    direction: "in",
    door: "http",
    kind: "INV201",
    sha256: "9f".repeat(32),
    size: 4210,
    state: "read",
    note: null,
    fileName: null,
    at: at(-6 * HOUR_MS),
    by: "key:customs",
    nodes: [{ kind: "INV201", key: "QD490026E000000101", accepted: true, issues: [] }],
  },
  {
    message: 9,
    direction: "in",
    door: "exchange",
    kind: "CEB621",
    sha256: "1c".repeat(32),
    size: 88_211,
    state: "read",
    note: null,
    fileName: "CEB621_20261121.xml",
    at: at(-2 * HOUR_MS),
    by: "exchange",
    nodes: [
      {
        kind: "CEB621",
        key: "XT-COP-1",
        accepted: true,
        issues: [{ element: "packNo 件数", message: "限定为1", found: "2", allowed: "1" }],
      },
      {
        kind: "CEB621",
        key: "XT-COP-2",
        accepted: false,
        issues: [{ element: "emsNo 账册编号", message: "保税模式必填", found: null, allowed: "20 位以内" }],
      },
    ],
  },
  {
    message: 7,
    direction: "out",
    door: "made",
    kind: "INV101",
    sha256: "aa".repeat(32),
    size: 6100,
    state: "sent",
    note: null,
    fileName: "INV101_7.xml",
    at: at(-7 * HOUR_MS),
    by: "operator@demo.local",
    nodes: [],
  },
];
export const outboxRows: readonly OutboxRow[] = [
  {
    message: 12,
    kind: "SAS121",
    fileName: "SAS121_12.xml",
    size: 3122,
    sha256: "bb".repeat(32),
    state: "waiting",
    note: null,
    at: at(-600_000),
  },
];

// The desk

export const obligations: readonly ObligationRow[] = [
  {
    rule: "stock_difference_report",
    zh: "库存差异报告",
    en: "Report missing or surplus goods",
    due: -DAY_MS,
    state: "overdue" as const,
    subject: "T4900W000001/3",
  },
  {
    rule: "leave_first_declaration",
    zh: "先出区后报关",
    en: "Declare goods that left the zone first",
    due: 2 * DAY_MS,
    state: "due_soon" as const,
    subject: "SS490026E000000201",
  },
  {
    rule: "daily_stock_snapshot",
    zh: "每日库存报送",
    en: "Send the stock of the day",
    due: 9 * HOUR_MS,
    state: "due_soon" as const,
    subject: "2026-11-21",
  },
  {
    rule: "monthly_stock_report",
    zh: "保税仓库收付存月报表",
    en: "Report goods in, out and in stock",
    due: 13 * DAY_MS,
    state: "open" as const,
    subject: "2026-11",
  },
  {
    rule: "import_return_arrival",
    zh: "退货运抵原监管场所",
    en: "Bring a returned retail import back where it came from",
    due: 13 * DAY_MS,
    state: "open" as const,
    subject: "49002026I000098701",
  },
  {
    rule: "exhibition_return",
    zh: "保税展示货物复运回区",
    en: "Bring exhibited goods back to the zone",
    due: 40 * DAY_MS,
    state: "open" as const,
    subject: "SB490026C0000001",
  },
  {
    rule: "import_declaration",
    zh: "进口货物申报",
    en: "Declare imported goods",
    due: -3 * DAY_MS,
    state: "met" as const,
    subject: "QD490026E000000101",
  },
].map(({ rule, zh, en, due, state, subject }, index) => ({
  obligation: `ob-${index + 1}`,
  rule,
  name: { zh, en },
  subject,
  site: SITE,
  owner: index % 2 === 0 ? "acme" : null,
  state,
  startedAt: at(due - 14 * DAY_MS),
  dueAt: at(due),
  source: index % 2 === 0 ? "海关法第24条" : "无全国统一规定，按各区做法",
  sure: (["sure", "likely", "unsure"] as const)[index % 3] ?? "sure",
  note: null,
  changedAt: at(-HOUR_MS),
  entry: 500 + index,
}));

export const differenceLines: readonly DifferenceLine[] = [
  {
    site: SITE,
    book: BOOK,
    line: 3,
    itemRecordNo: "SKU10003",
    gtin: good(3).gtin,
    name: { zh: good(3).zh, en: good(3).en },
    owner: "acme",
    uom: "BX",
    physical: "209",
    formal: "211",
    incoming: "0",
    outgoing: "24",
    passedIn: "0",
    passedOut: "0",
    expected: "211",
    difference: "-2",
    causes: [
      {
        cause: "count",
        words: { zh: "盘点少 2，待海关核准", en: "A count found 2 fewer; it waits for an approved document" },
        quantity: "-2",
        subject: "entry 842",
      },
    ],
    obligations: [{ obligation: "ob-1", rule: "stock_difference_report", state: "overdue", dueAt: at(-DAY_MS) }],
  },
  {
    site: SITE,
    book: BOOK,
    line: 11,
    itemRecordNo: "SKU10011",
    gtin: good(5).gtin,
    name: { zh: good(5).zh, en: good(5).en },
    owner: "acme",
    uom: "EA",
    physical: "66",
    formal: "96",
    incoming: "0",
    outgoing: "36",
    passedIn: "0",
    passedOut: "36",
    expected: "60",
    difference: "6",
    causes: [
      {
        cause: "not_deducted",
        words: { zh: "清单已放行，尚有 6 件未过卡", en: "The inventory is released; 6 have not passed the gate yet" },
        quantity: "6",
        subject: "QD490026E000000101",
      },
      { cause: "unexplained", words: { zh: "未见单证", en: "No document explains it" }, quantity: "0", subject: null },
    ],
    obligations: [],
  },
];

const pass = documentRows.filter(({ kind }) => kind === "pass");
export const gateAnswer: GateAnswer = {
  site: SITE,
  passes: pass.map((row, index) => ({
    pass: row.number,
    innerNo: row.innerNo,
    passKind: index === 0 ? "3" : "5",
    owner: row.owner,
    direction: row.direction,
    plate: index === 0 ? "湘A10001" : "湘CA2000",
    container: index === 0 ? "CBHU8821930" : null,
    seal: index === 0 ? "CNSEAL0091" : null,
    state: index === 0 ? "approved" : "first_gate",
    isFastLane: index === 1,
    documents: ["QD490026E000000101"],
    lines: 3,
    declaredWeightKg: "12850",
    validFrom: at(-DAY_MS),
    validUntil: at(index === 0 ? 5 * HOUR_MS : DAY_MS),
    approvedAt: at(-3 * HOUR_MS + index * HOUR_MS),
    seenAt: index === 0 ? at(-90_000) : null,
  })),
  seen: [
    {
      entry: 991,
      device: "xiangtan-gate-out",
      at: at(-90_000),
      direction: "out",
      plate: "湘A10001",
      pass: pass[0]?.number ?? null,
      barrier: "hold",
      result: "refused",
      reason: "weight_out_of_tolerance",
      detail: "the weight differs from the pass by more than the zone allows",
      weighedKg: "13990",
      declaredWeightKg: "12850",
    },
    {
      entry: 980,
      device: "xiangtan-gate-in",
      at: at(-900_000),
      direction: "in",
      plate: "湘CA2013",
      pass: null,
      barrier: "hold",
      result: "refused",
      reason: "pass_missing",
      detail: null,
      weighedKg: null,
      declaredWeightKg: null,
    },
    {
      entry: 970,
      device: "xiangtan-gate-out",
      at: at(-1_800_000),
      direction: "out",
      plate: "湘CA2000",
      pass: "Z4900E261121000000000009",
      barrier: "raise",
      result: "posted",
      reason: null,
      detail: null,
      weighedKg: "8120",
      declaredWeightKg: "8100",
    },
  ],
};

export const reportRows: readonly ReportRow[] = [
  {
    report: 3,
    kind: "snapshot",
    site: SITE,
    book: null,
    period: "2026-11-20",
    madeAt: at(-9 * HOUR_MS),
    madeBy: "officer@demo.local",
    sha256: "3e".repeat(32),
    size: 18_220,
    entry: 733,
  },
  {
    report: 2,
    kind: "monthly",
    site: SITE,
    book: null,
    period: "2026-10",
    madeAt: at(-17 * DAY_MS),
    madeBy: "operator@demo.local",
    sha256: "77".repeat(32),
    size: 44_812,
    entry: 402,
  },
];
export const REPORT_CONTENT =
  '<?xml version="1.0" encoding="UTF-8"?>\n<StockSnapshot day="2026-11-20" site="xiangtan">\n  <Line book="T4900W000001" line="1" physical="120"/>\n</StockSnapshot>\n';

export const settings: readonly SettingRow[] = [
  {
    setting: "import_declaration",
    group: "deadline",
    name: { zh: "进口货物申报", en: "Declare imported goods" },
    value: { zh: "14 天", en: "14 days" },
    validFrom: "1987-07-01",
    validTo: null,
    source: "海关法第24条",
    sure: "sure",
  },
  {
    setting: "leave_first_declaration",
    group: "deadline",
    name: { zh: "先出区后报关", en: "Declare goods that left the zone first" },
    value: { zh: "14 天", en: "14 days" },
    validFrom: "2020-01-01",
    validTo: null,
    source: "无全国统一规定",
    sure: "unsure",
  },
  {
    setting: "single_limit",
    group: "retail_limit",
    name: { zh: "单次交易限值", en: "Limit of one transaction" },
    value: { zh: "5,000 元", en: "5,000 CNY" },
    validFrom: "2019-01-01",
    validTo: null,
    source: "财关税〔2018〕49号",
    sure: "sure",
  },
  {
    setting: "weight_tolerance",
    group: "gate",
    name: { zh: "称重允差", en: "Weight tolerance" },
    value: { zh: "5 %，不低于 50 千克", en: "5 %, not below 50 kg" },
    validFrom: "2023-01-01",
    validTo: null,
    source: "各区做法",
    sure: "unsure",
  },
  {
    setting: "list_waybill_weight",
    group: "matching",
    name: { zh: "清单与运单毛重允差", en: "Gross weight, list against waybill" },
    value: { zh: "10 %", en: "10 %" },
    validFrom: "2018-01-01",
    validTo: null,
    source: "通行做法",
    sure: "likely",
  },
  {
    setting: "retail_tax",
    group: "tax",
    name: { zh: "零售进口税率", en: "Tax on retail imports" },
    value: { zh: "法定应纳税额的 70 %", en: "70 % of what the law sets" },
    validFrom: "2016-04-08",
    validTo: null,
    source: "财关税〔2016〕18号",
    sure: "sure",
  },
];
export const tariffRows: readonly TariffRow[] = [
  {
    hsCode: "1901101010",
    name: "供婴幼儿食用的零售包装配方奶粉",
    validFrom: "2023-01-01",
    validTo: null,
    vat: "0.13",
    consumption: "0",
    tariff: "0.05",
    legalUnits: ["035"],
    positiveList: true,
    source: "2023 年税则",
  },
  {
    hsCode: "2204210000",
    name: "小包装的鲜葡萄酿造的酒",
    validFrom: "2022-01-01",
    validTo: "2025-12-31",
    vat: "0.13",
    consumption: "0.1",
    tariff: "0.14",
    legalUnits: ["095"],
    positiveList: true,
    source: "2022 年税则",
  },
];
