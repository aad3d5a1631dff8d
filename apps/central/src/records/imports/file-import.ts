/** What an import says of itself: its totals, its control code, how it stands. */
import { createHash } from 'node:crypto';
import type { ImportKindName } from '#libs/contract/file-imports.js';
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
  /** Sum of the amounts in yuan, of a kind that has some. */
  readonly amount?: string;
  /** Over row, number, name and outcome of every row: another outcome makes another digest. */
  readonly outcomeDigest: string;
};

export type ImportState = 'examined' | 'committing' | 'committed';

export type FileImport = {
  readonly id: number;
  readonly kind: ImportKindName;
  /** Unit, and month behind a blank where the kind has one; empty: the rows say all. */
  readonly subject: string;
  readonly fileDigest: string;
  readonly state: ImportState;
  readonly withPhotos: boolean;
  readonly controlCode: string;
  readonly totals: ImportTotals;
};

/** Twelve characters in groups of four, such as `3F2A-91C0-77DE`, which a person can copy from a paper. */
export const controlCode = (fileDigest: string, subject: string, totals: ImportTotals): string => {
  const made = subject === '' ? { fileDigest, totals } : { fileDigest, subject, totals };
  const digest = createHash('sha256').update(canonicalJson(made)).digest('hex');
  return (digest.slice(0, 12).toUpperCase().match(/.{4}/g) ?? []).join('-');
};
