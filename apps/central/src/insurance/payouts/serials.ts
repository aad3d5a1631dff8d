/** A run's items by their serials, so many at a time. */
/** Serials of a run's items, both ends included. */
export type Serials = { readonly first: number; readonly last: number };

/** Items that are in memory at a time, however many a run has. */
const itemsAtOnce = 5000;

/** The serials up to the last, so many at a time. */
export const serialPages = (last: number): readonly Serials[] =>
  Array.from({ length: Math.ceil(last / itemsAtOnce) }, (_, at) => ({
    first: at * itemsAtOnce + 1,
    last: Math.min(last, (at + 1) * itemsAtOnce),
  }));
