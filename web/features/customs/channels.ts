import type { Channel } from "#wire/customs-words.ts";

/** The six channels in the order in which they are spoken of (六体合一); keys that look like numbers would be sorted first. */
export const CHANNELS = ["mail", "express", "9610", "1210", "9710", "9810"] as const satisfies readonly Channel[];
