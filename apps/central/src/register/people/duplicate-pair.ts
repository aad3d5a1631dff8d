/** Two registrations that may be of one person, as a list has them. */

export const pairStates = ['open', 'apart'] as const;
export type PairState = (typeof pairStates)[number];

export type ListedPair = {
  readonly sign: string;
  readonly people: readonly { readonly id: string; readonly name: string; readonly number: string }[];
  readonly reason: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
};
