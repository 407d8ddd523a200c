/** PostgreSQL array literals for `unnest`, built for the hot path: `pg` itself escapes every element by regular expression. */

/** For numbers, UUIDs and booleans, whose texts need no quotes. */
export const plainArray = (values: readonly (string | number | bigint | boolean | null | undefined)[]): string => {
  let literal = "{";
  for (let index = 0; index < values.length; index++) {
    if (index > 0) literal += ",";
    literal += values[index] ?? "NULL";
  }
  return `${literal}}`;
};

const OID_OF_TEXT = 25;
const WORD = 4;
const HEADER_BYTES = 5 * WORD;
const NO_VALUE = -1;

/** A `text[]` as PostgreSQL takes it in without parsing: one dimension, counted from 1, each value after its length. */
export const binaryTextArray = (values: readonly (string | null | undefined)[]): Buffer => {
  let bytes = HEADER_BYTES + values.length * WORD;
  for (const value of values) if (value !== null && value !== undefined) bytes += Buffer.byteLength(value);
  const buffer = Buffer.allocUnsafe(bytes);
  const dimensions = 1;
  const mayHaveNulls = 1;
  const lowerBound = 1;
  [dimensions, mayHaveNulls, OID_OF_TEXT, values.length, lowerBound].forEach((word, index) => buffer.writeInt32BE(word, index * WORD));
  let at = HEADER_BYTES;
  for (const value of values) {
    const length = value === null || value === undefined ? NO_VALUE : buffer.write(value, at + WORD);
    buffer.writeInt32BE(length, at);
    at += WORD + Math.max(length, 0);
  }
  return buffer;
};

const NEEDS_ESCAPE = /["\\]/;

export const textArray = (values: readonly (string | null | undefined)[]): string => {
  let literal = "{";
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (index > 0) literal += ",";
    if (value === null || value === undefined) literal += "NULL";
    else literal += NEEDS_ESCAPE.test(value) ? `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : `"${value}"`;
  }
  return `${literal}}`;
};
