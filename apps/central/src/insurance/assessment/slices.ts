/** Cuts periods of schemes into the chunks of one piece of long work: each some participations of one period. */
import type { WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import type { Scope } from './runs.store.js';

/** Participations of a chunk: a transaction of a second or so, beside which its dozen round trips do not count. */
export const participationsEach = 4000;

type Cut = { readonly bounds: readonly string[] };

/** The chunks of all of them one after another. */
export const slicesOf = <Of extends Cut>(
  periods: readonly Of[],
): readonly { readonly of: Of; readonly scope: Scope }[] =>
  periods.flatMap((of) =>
    [null, ...of.bounds].map((after, at) => ({ of, scope: { after, upTo: of.bounds[at] ?? null } })),
  );

export const chunksOf = (periods: readonly Cut[]): readonly WorkChunk[] =>
  slicesOf(periods).map((_, at) => ({ number: at + 1, first: at + 1, last: at + 1, items: 1 }));
