/** What other parameters change: sums before and after, and rows of those who owe another sum. */
import { compare, type Fen, subtract } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';

export type ChangedRow = {
  /** The participation, and its place in the draw of the sample. */
  readonly id: string;
  readonly draw: string;
  readonly category: string;
  readonly base: Fen | null;
  readonly before: Fen;
  readonly after: Fen;
  /** By the other parameters; null: it cannot be reckoned by them. */
  readonly explanation: Explanation | null;
};

/** Of a chunk, or of all chunks of a period together. */
export type Effect = {
  /** How many are insured, and how many of them owe another sum. */
  readonly heads: number;
  readonly changed: number;
  /** Of all parts together: unit's, person's and government's. */
  readonly before: Fen;
  readonly after: Fen;
  /** Who cannot be assessed by the other parameters and could before. */
  readonly lost: number;
};

/** So many of the largest changes and of the sample are kept of each chunk, so that as many of a whole period are known. */
export const [largestAtMost, sampleAtMost] = [5, 3];

/** The change without its sign. */
export const sizeOf = ({ before, after }: Pick<ChangedRow, 'before' | 'after'>): Fen =>
  compare(after, before) < 0 ? subtract(before, after) : subtract(after, before);
