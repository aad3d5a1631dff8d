/** What the centre's lists and their pages agree on. */

/** A list counts what matches up to here; a `total` of one more says that there are more. */
export const countedAtMost = 10_000;
