/**
 * Every GS1 Application Identifier with its format, as in the GS1 Syntax Dictionary (GS1, Apache-2.0).
 * A line: the AI or a range of them; `*` predefined length (no FNC1 needed after it), `?` may stand in the
 * query of a Digital Link, `K` is a primary key of one; then its parts: character set, length, and checks.
 */
const TABLE = `
00 *?K N18,csum
01 *?K N14,csum
02 *? N14,csum
03 * N14,csum
10 ? X..20
11 *? N6,yymmd0
12 *? N6,yymmd0
13 *? N6,yymmd0
15 *? N6,yymmd0
16 *? N6,yymmd0
17 *? N6,yymmd0
20 *? N2
21 - X..20
22 - X..20
235 - X..28
240 ? X..30
241 ? X..30
242 ? N..6
243 ? X..20
250 ? X..30
251 ? X..30
253 ?K N13,csum [X..17]
254 - X..20
255 ?K N13,csum [N..12]
30 ? N..8
3100-3105 *? N6
3110-3115 *? N6
3120-3125 *? N6
3130-3135 *? N6
3140-3145 *? N6
3150-3155 *? N6
3160-3165 *? N6
3200-3205 *? N6
3210-3215 *? N6
3220-3225 *? N6
3230-3235 *? N6
3240-3245 *? N6
3250-3255 *? N6
3260-3265 *? N6
3270-3275 *? N6
3280-3285 *? N6
3290-3295 *? N6
3300-3305 *? N6
3310-3315 *? N6
3320-3325 *? N6
3330-3335 *? N6
3340-3345 *? N6
3350-3355 *? N6
3360-3365 *? N6
3370-3375 *? N6
3400-3405 *? N6
3410-3415 *? N6
3420-3425 *? N6
3430-3435 *? N6
3440-3445 *? N6
3450-3455 *? N6
3460-3465 *? N6
3470-3475 *? N6
3480-3485 *? N6
3490-3495 *? N6
3500-3505 *? N6
3510-3515 *? N6
3520-3525 *? N6
3530-3535 *? N6
3540-3545 *? N6
3550-3555 *? N6
3560-3565 *? N6
3570-3575 *? N6
3600-3605 *? N6
3610-3615 *? N6
3620-3625 *? N6
3630-3635 *? N6
3640-3645 *? N6
3650-3655 *? N6
3660-3665 *? N6
3670-3675 *? N6
3680-3685 *? N6
3690-3695 *? N6
37 ? N..8
3900-3909 ? N..15
3910-3919 ? N3,iso4217 N..15
3920-3929 ? N..15
3930-3939 ? N3,iso4217 N..15
3940-3943 ? N4
3950-3955 ? N6
400 ? X..30
401 ?K X..30
402 ?K N17,csum
403 ? X..30
410 *? N13,csum
411 *? N13,csum
412 *? N13,csum
413 *? N13,csum
414 *?K N13,csum
415 *?K N13,csum
416 *? N13,csum
417 *?K N13,csum
420 ? X..20
421 ? N3,iso3166 X..9
422 ? N3,iso3166
423 ? N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166
424 ? N3,iso3166
425 ? N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166
426 ? N3,iso3166
427 ? X..3
4300 ? X..35
4301 ? X..35
4302 ? X..70
4303 ? X..70
4304 ? X..70
4305 ? X..70
4306 ? X..70
4307 ? X2,iso3166alpha2
4308 ? X..30
4309 ? N10,latitude N10,longitude
4310 ? X..35
4311 ? X..35
4312 ? X..70
4313 ? X..70
4314 ? X..70
4315 ? X..70
4316 ? X..70
4317 ? X2,iso3166alpha2
4318 ? X..20
4319 ? X..30
4320 ? X..35
4321 ? N1,yesno
4322 ? N1,yesno
4323 ? N1,yesno
4324 ? N6,yymmd0 N4,hhmi
4325 ? N6,yymmd0 N4,hhmi
4326 ? N6,yymmdd
4330 ? N6 [X1],hyphen
4331 ? N6 [X1],hyphen
4332 ? N6 [X1],hyphen
4333 ? N6 [X1],hyphen
7001 ? N13
7002 ? X..30
7003 ? N6,yymmdd N4,hhmi
7004 ? N..4
7005 ? X..12
7006 ? N6,yymmdd
7007 ? N6,yymmdd [N6],yymmdd
7008 ? X..3
7009 ? X..10
7010 ? X..2
7011 ? N6,yymmdd [N4],hhmi
7020 ? X..20
7021 ? X..20
7022 ? X..20
7023 ? X..30
7030 ? N3,iso3166999 X..27
7031 ? N3,iso3166999 X..27
7032 ? N3,iso3166999 X..27
7033 ? N3,iso3166999 X..27
7034 ? N3,iso3166999 X..27
7035 ? N3,iso3166999 X..27
7036 ? N3,iso3166999 X..27
7037 ? N3,iso3166999 X..27
7038 ? N3,iso3166999 X..27
7039 ? N3,iso3166999 X..27
7040 - N1 X1 X1 X1,importeridx
7041 - X..4,packagetype
710 ? X..20
711 ? X..20
712 ? X..20
713 ? X..20
714 ? X..20
715 ? X..20
716 ? X..20
717 ? X..20
7230 ? X2 X..28
7231 ? X2 X..28
7232 ? X2 X..28
7233 ? X2 X..28
7234 ? X2 X..28
7235 ? X2 X..28
7236 ? X2 X..28
7237 ? X2 X..28
7238 ? X2 X..28
7239 ? X2 X..28
7240 ? X..20
7241 ? N2,mediatype
7242 ? X..25
7250 ? N8,yyyymmdd
7251 ? N8,yyyymmdd N4,hhmi
7252 ? N1,iso5218
7253 ? X..40
7254 ? X..40
7255 ? X..10
7256 ? X..90
7257 ? X..70
7258 ? X3,posinseqslash
7259 ? X..40
8001 ? N4,nonzero N5,nonzero N3,nonzero N1,winding N1
8002 ? X..20
8003 ?K N1,zero N13,csum [X..16]
8004 ?K X..30
8005 ? N6
8006 ?K N14,csum N4,pieceoftotal
8007 ? X..34,iban
8008 ? N6,yymmdd N2,hh [N2],mi [N2],ss
8009 ? X..50
8010 ?K Y..30
8011 - N..12,nozeroprefix
8012 ? X..20
8013 ?K X..25,csumalpha
8014 - X..25,csumalpha,hasnondigit
8017 ?K N18,csum
8018 ?K N18,csum
8019 - N..10
8020 - X..25
8026 ? N14,csum N4,pieceoftotal
8030 ? Z..90
8040 - N15
8041 - N15
8042 - N32
8043 - N18 [N..2]
8110 ? X..70,couponcode
8111 ? N4
8112 ? X..70,couponposoffer
8200 - X..70
90 ? X..30
91-99 ? X..90
`;

export type CharacterSet = "N" | "X" | "Y" | "Z";
export type Part = Readonly<{
  set: CharacterSet;
  minLength: number;
  maxLength: number;
  optional: boolean;
  checks: readonly string[];
}>;
export type AiFormat = Readonly<{
  ai: string;
  predefinedLength: boolean;
  inQuery: boolean;
  primaryKey: boolean;
  minLength: number;
  maxLength: number;
  parts: readonly Part[];
}>;

const parsePart = (text: string): Part => {
  const match = /^(\[?)([NXYZ])(\.\.)?(\d+)\]?(?:,(.*))?$/.exec(text);
  if (!match) throw new Error(`not a part of an AI's format: ${text}`);
  const maxLength = Number(match[4]);
  return {
    set: match[2] as CharacterSet,
    minLength: match[3] ? 1 : maxLength,
    maxLength,
    optional: match[1] === "[",
    checks: match[5]?.split(",") ?? [],
  };
};

const parseLine = (line: string): AiFormat[] => {
  const [range = "", flags = "", ...texts] = line.split(" ");
  const [first = "", last = first] = range.split("-");
  const parts = texts.map(parsePart);
  const formats: AiFormat[] = [];
  for (let number = Number(first); number <= Number(last); number++) {
    formats.push({
      ai: String(number).padStart(first.length, "0"),
      predefinedLength: flags.includes("*"),
      inQuery: flags.includes("?"),
      primaryKey: flags.includes("K"),
      minLength: parts.reduce((sum, part) => sum + (part.optional ? 0 : part.minLength), 0),
      maxLength: parts.reduce((sum, part) => sum + part.maxLength, 0),
      parts,
    });
  }
  return formats;
};

export const AI_FORMATS: ReadonlyMap<string, AiFormat> = new Map(
  TABLE.trim()
    .split("\n")
    .flatMap(parseLine)
    .map((format) => [format.ai, format]),
);

/** The first two digits say how many digits the AI has. */
const LENGTH_BY_FIRST_TWO = new Map([...AI_FORMATS.keys()].map((ai) => [ai.slice(0, 2), ai.length]));

/** The AI that begins at `start`, if there is such an AI. */
export const findAiAt = (text: string, start: number): AiFormat | undefined => {
  const length = LENGTH_BY_FIRST_TWO.get(text.substring(start, start + 2));
  return length === undefined ? undefined : AI_FORMATS.get(text.substring(start, start + length));
};
