/** What an import says of itself: its totals, its control code, how it stands. */
import { createHash } from 'node:crypto';
import type { ProblemCode } from '#libs/contract/problems.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';

/** Control totals over the rows of a file. */
export type ImportTotals = {
  readonly rows: number;
  readonly accepted: number;
  /** Code of the registry of problems → rows refused with it. */
  readonly refused: Readonly<Partial<Record<ProblemCode, number>>>;
  /** Of the accepted rows, as all that follow. */
  readonly men: number;
  readonly women: number;
  readonly minors: number;
  readonly units: number;
  /** Sum of the numbers' first seventeen digits, modulo 10^12: twelve digits. */
  readonly hashTotal: string;
  /** Over row, number, name and outcome of every row: another outcome makes another digest. */
  readonly outcomeDigest: string;
};

export type ImportState = 'examined' | 'committing' | 'committed';

export type CardImport = {
  readonly id: number;
  readonly fileDigest: string;
  readonly state: ImportState;
  readonly withPhotos: boolean;
  readonly controlCode: string;
  readonly totals: ImportTotals;
};

/** Twelve characters in groups of four, such as `3F2A-91C0-77DE`, which a person can copy from a paper. */
export const controlCode = (fileDigest: string, totals: ImportTotals): string => {
  const digest = createHash('sha256').update(canonicalJson({ fileDigest, totals })).digest('hex');
  return (digest.slice(0, 12).toUpperCase().match(/.{4}/g) ?? []).join('-');
};
