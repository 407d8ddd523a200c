/** XML 1.0 without document types. Hostile input gets an answer; what is well-formed is judged as libxml2 judges it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MESSAGE_BYTES_MAX } from "../../server/messages/decode-bytes.ts";
import { ATTRIBUTES_MAX, childrenNamed, DEPTH_MAX, ELEMENTS_MAX, parseXml, type XmlElement } from "../../server/messages/xml.ts";
import { checkWellFormed } from "./support/corpus.ts";

const utf8 = (text: string): Uint8Array => Buffer.from(text, "utf8");
const utf16le = (text: string): Uint8Array => Buffer.from(text, "utf16le");
const utf16be = (text: string): Uint8Array => Buffer.from(text, "utf16le").swap16();
const joined = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => Buffer.concat(parts.map((part) => Buffer.from(part)));

function rootOf(bytes: Uint8Array): XmlElement {
  const document = parseXml(bytes);
  if (!document.ok) throw new Error(`${document.reason}: ${document.detail}`);
  return document.root;
}

describe("hostile bytes get an answer", () => {
  const expansion = `<!DOCTYPE a [<!ENTITY b "${"x".repeat(100)}"><!ENTITY c "&b;&b;&b;">]><a>&c;&c;</a>`;
  test.each<[string, Uint8Array, string, number | undefined]>([
    ["nothing", utf8(""), "not_well_formed", 1],
    ["white space", utf8(" \n\n"), "not_well_formed", 1],
    ["too many bytes", new Uint8Array(MESSAGE_BYTES_MAX + 1), "too_large", undefined],
    ["zero bytes", new Uint8Array(1000), "forbidden_character", 1],
    ["a picture", joined([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xfe]), "wrong_bytes", 1],
    ["JSON", utf8('{"a":1}'), "not_well_formed", 1],
    ["a document type", utf8('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "doctype_refused", 1],
    ["a document type behind a comment", utf8('<?xml version="1.0"?>\n<!-- - -->\n<!doctype a><a/>'), "doctype_refused", 3],
    ["entity expansion", utf8(expansion), "doctype_refused", 1],
    ["an entity in the middle", utf8('<a><!ENTITY b "c"></a>'), "doctype_refused", 1],
    ["an entity that nobody declared", utf8("<a>\n&b;</a>"), "not_well_formed", 1],
    ["one element too deep", utf8("<a>".repeat(DEPTH_MAX + 1) + "</a>".repeat(DEPTH_MAX + 1)), "too_deep", 1],
    ["a million deep", utf8("<a>".repeat(1_000_000)), "too_deep", 1],
    ["too many elements", utf8(`<a>${"<b/>".repeat(ELEMENTS_MAX)}</a>`), "too_many_elements", 1],
    [
      "too many attributes",
      utf8(`<a ${Array.from({ length: ATTRIBUTES_MAX + 1 }, (_, n) => `b${n}=""`).join(" ")}/>`),
      "too_many_attributes",
      1,
    ],
    ["an encoding nobody knows", utf8('<?xml version="1.0" encoding="EBCDIC-CP-US"?><a/>'), "unknown_encoding", 1],
    ["an encoding named like a property", utf8('<?xml version="1.0" encoding="constructor"?><a/>'), "unknown_encoding", 1],
    ["GBK bytes that say they are UTF-8", joined(utf8("<a>\n<b>"), [0xc4, 0xe3, 0xba, 0xc3], utf8("</b></a>")), "wrong_bytes", 1],
    ["half a character", joined(utf8("<a>"), [0xe4, 0xbd], utf8("</a>")), "wrong_bytes", 1],
    ["a control character", utf8("<a>\n\n\u0001</a>"), "forbidden_character", 3],
    ["a control character by reference", utf8("<a>&#1;</a>"), "not_well_formed", 1],
    ["half a surrogate pair by reference", utf8("<a>&#xD800;</a>"), "not_well_formed", 1],
    ["a reference beyond Unicode", utf8(`<a>&#${"9".repeat(5000)};</a>`), "not_well_formed", 1],
  ])("%s", (_, bytes, reason, line) => {
    expect(parseXml(bytes)).toMatchObject({ ok: false, reason, ...(line === undefined ? {} : { line }) });
  });

  test("the line of wrong bytes is told to the piece", () => {
    const fault = parseXml(joined(utf8("<a>\n".padEnd(9000, "\n")), [0xff], utf8("</a>")));
    expect(fault).toMatchObject({ ok: false, reason: "wrong_bytes" });
    expect((fault as { line: number }).line).toBeGreaterThan(8000);
  });
  test("any bytes at all are answered", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof parseXml(bytes).ok === "boolean"));
  });
  test("any text that looks like XML is answered", () => {
    const pieces = fc.constantFrom(
      "<",
      ">",
      "/",
      "a",
      "<a",
      "<a>",
      "</a>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<?",
      "?>",
      "&",
      "&amp;",
      '"',
      "=",
      " ",
      "<!DOCTYPE",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => typeof parseXml(utf8(parts.join(""))).ok === "boolean"),
      { numRuns: 500 },
    );
  });
});

describe("XML 1.0 appendix F: encodings", () => {
  const text = "<a b='二'>税号\n一𠮷</a>";
  const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${text}`;
  /** 二税号一 in GBK; 𠮷 stands in GB 18030 alone, in four bytes. */
  const gb18030 = (head: string) =>
    joined(
      utf8(`${head}<a b='`),
      [0xb6, 0xfe],
      utf8("'>"),
      [0xcb, 0xb0, 0xba, 0xc5, 0x0a, 0xd2, 0xbb, 0x95, 0x34, 0xb2, 0x35],
      utf8("</a>"),
    );
  test.each<[string, Uint8Array]>([
    ["UTF-8", utf8(text)],
    ["UTF-8, declared", utf8(declared("UTF-8"))],
    ["UTF-8 with a mark", joined([0xef, 0xbb, 0xbf], utf8(declared("utf-8")))],
    ["a mark that the declaration contradicts", joined([0xef, 0xbb, 0xbf], utf8(declared("GBK")))],
    ["UTF-16 little-endian with a mark", joined([0xff, 0xfe], utf16le(declared("UTF-16")))],
    ["UTF-16 big-endian with a mark", joined([0xfe, 0xff], utf16be(declared("UTF-16")))],
    ["UTF-16 little-endian without", utf16le(text)],
    ["UTF-16 big-endian without", utf16be(text)],
    ["UTF-8 that says UTF-16, as .NET writes it", utf8(declared("utf-16"))],
    ["GB18030", gb18030('<?xml version="1.0" encoding="GB18030"?>')],
    ["GBK with what only GB18030 has", gb18030("<?xml version='1.0' encoding='gbk'?>")],
    ["GB2312", gb18030('<?xml version="1.0" encoding = "GB2312" standalone="yes"?>')],
  ])("%s", (_, bytes) => {
    const root = rootOf(bytes);
    expect([root.text, root.attributes.get("b")]).toEqual(["税号\n一𠮷", "二"]);
  });
});

describe("the tree", () => {
  test("keeps order, repetition, prefixes, attributes and lines", () => {
    const root = rootOf(
      utf8('<?xml version="1.0"?>\r\n<ceb:A xmlns:ceb="urn:x" guid=\'1\'>\r\n<ceb:b>1</ceb:b><c/>\r<b d="2">3</b>\n</ceb:A>\n<!-- end -->'),
    );
    expect(root).toMatchObject({ name: "A", prefix: "ceb", text: "", line: 2 });
    expect([...root.attributes]).toEqual([
      ["xmlns:ceb", "urn:x"],
      ["guid", "1"],
    ]);
    expect(root.children.map(({ name, prefix, text, line }) => [prefix, name, text, line])).toEqual([
      ["ceb", "b", "1", 3],
      ["", "c", "", 3],
      ["", "b", "3", 4],
    ]);
    expect(childrenNamed(root, "b")).toHaveLength(2);
  });
  test.each([
    ["<a> 007.50 </a>", " 007.50 "],
    ["<a>&lt;b&gt; &amp; &quot;&apos;&#65;&#x4E2D;</a>", "<b> & \"'A中"],
    ["<a>1<![CDATA[<b>&amp;]]]>2</a>", "1<b>&amp;]2"],
    ["<a>1<!-- not this -->2<?nor this?>3</a>", "123"],
    ["<a>\n</a>", "\n"],
    ["<a></a>", ""],
    ["<__proto__>1</__proto__>", "1"],
    ["<a>x<b/>y</a>", "xy"],
    ["<中文>x</中文>", "x"],
  ])("%s holds %j", (xml, text) => {
    expect(rootOf(utf8(xml)).text).toBe(text);
  });
  test("an element between two quotes of instructions is not lost", () => {
    expect(rootOf(utf8("<a><?x it's?><b/><?y it's?></a>")).children).toHaveLength(1);
  });
});

describe("what is well-formed is so for libxml2 too", () => {
  const hand = [
    "<a/>",
    "<a ></a >",
    "<a b = '1' c=\"2\"/>",
    "<a b='1'c='2'/>",
    "<a b='1' b='2'/>",
    "<a b=1/>",
    "<a b/>",
    "<a b='<'/>",
    "<a b='>'/>",
    "<a b='&lt;'/>",
    "<a b='&'/>",
    "<a>&</a>",
    "<a>&amp</a>",
    "<a>&AMP;</a>",
    "<a>&#x;</a>",
    "<a>&#65</a>",
    "<a>&#x10FFFF;</a>",
    "<a>&#x110000;</a>",
    "<a>&#xFFFE;</a>",
    "<a>]]></a>",
    "<a>]] ></a>",
    "<a><![CDATA[]]></a>",
    "<a><![CDATA[</a>",
    "<![CDATA[]]><a/>",
    "<a/><![CDATA[]]>",
    "<a><!----></a>",
    "<a><!-- -- --></a>",
    "<a><!-- ---></a>",
    "<a><!-></a>",
    "<a><!x></a>",
    "<!-- --><a/><!-- -->",
    "<a/>x",
    "x<a/>",
    "&#32;<a/>",
    "<a/><b/>",
    "<a></b>",
    "<p:a xmlns:p='urn:x'></p:a>",
    "<p:a xmlns:p='urn:x'></a>",
    "<p:a xmlns:p='urn:x' xmlns:q='urn:x'></q:a>",
    "<a><b></a></b>",
    "<a",
    "<a>",
    "</a>",
    "< a/>",
    "<a / >",
    "<1/>",
    "<-a/>",
    "<a-1.b/>",
    "<a·/>",
    "<·a/>",
    "<a×/>",
    "<?xml version='1.0'?><a/>",
    " <?xml version='1.0'?><a/>",
    "<?xml version='1.0'?><?xml version='1.0'?><a/>",
    "<?xml?><a/>",
    "<?xml version=''?><a/>",
    "<?xml version=1.0?><a/>",
    "<?xml version='1.0\"?><a/>",
    "<?xml version='2.0'?><a/>",
    "<?xml version = \"1.0\" encoding = 'UTF-8' standalone = 'no' ?><a/>",
    "<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>",
    "<?xml version='1.0' standalone='maybe'?><a/>",
    "<?xml version='1.0'encoding='UTF-8'?><a/>",
    "<?xml version='1.0' encoding='8'?><a/>",
    "<?xml encoding='UTF-8'?><a/>",
    "<?xml version='1.0' other='1'?><a/>",
    "<?xml version='1.0'><a/>",
    "<?XML x?><a/>",
    "<?x?><a/>",
    "<?x y?><a/>",
    "<?x",
    "<?x?",
    "<? x?><a/>",
    "<?x/?><a/>",
    "<a><?xml version='1.0'?></a>",
    "<a\tb='1'\n/>",
    "<a>\u0085</a>",
    "<a>\u007f</a>",
    "<a>\ud83d\ude00</a>",
  ];
  test("by hand", async () => expect(await disagreements(hand)).toEqual([]));

  test("and by chance", async () => {
    const pieces = [
      "<a>",
      "</a>",
      "<b c='1'>",
      "</b>",
      "<b/>",
      "x",
      "&amp;",
      "&",
      "&#9;",
      "<!-- x -->",
      "--",
      "<![CDATA[y]]>",
      "]]>",
      "<?z w?>",
      " ",
      "<",
      ">",
      "'",
      '"',
    ];
    const random = fc.sample(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), { numRuns: 300, seed: 20221 });
    const nested = random.map((parts) => `<a>${parts.join("")}</a>`);
    expect(await disagreements([...random.map((parts) => parts.join("")), ...nested])).toEqual([]);
    // Otherwise it says nothing.
    expect(nested.filter((text) => parseXml(utf8(text)).ok).length).toBeGreaterThan(15);
  });

  async function disagreements(texts: readonly string[]): Promise<readonly unknown[]> {
    const faults = await checkWellFormed(texts);
    return texts.flatMap((text, index) => {
      const ours = parseXml(utf8(text));
      const theirs = faults[index] ?? [];
      return ours.ok === (theirs.length === 0) ? [] : [{ text, ours: ours.ok || ours.detail, theirs }];
    });
  }
});
