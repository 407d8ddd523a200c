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
