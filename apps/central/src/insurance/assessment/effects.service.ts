/** What other parameters would make of a period: its people reckoned twice by the code of the runs, with nothing written. */
import { Injectable } from '@nestjs/common';
import { add, compare, type Fen, subtract, zeroFen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { Owed } from '#libs/schemes/description.js';
import { describedScheme } from '#libs/schemes/table.js';
import type { Transaction } from '../../ground/database/database.js';
import { askedOf, reckonRows } from './reckoning.service.js';
import { RunsStore, type Row } from './runs.store.js';

export type ChangedRow = {
  readonly category: string;
  readonly base: Fen | null;
  readonly before: Fen;
  readonly after: Fen;
  /** By the other parameters; null: it cannot be reckoned by them. */
  readonly explanation: Explanation | null;
};

export type PeriodEffect = {
  readonly scheme: string;
  readonly period: string;
  /** How many are insured, and how many of them owe another sum. */
  readonly heads: number;
  readonly changed: number;
  /** Of all parts together: unit's, person's and government's. */
  readonly before: Fen;
  readonly after: Fen;
  /** Who cannot be assessed by the other parameters and could before. */
  readonly lost: number;
  readonly largest: readonly ChangedRow[];
};

/** People reckoned in one go. */
const chunk = 2_000;
const largestAtMost = 5;

const wholeOf = ({ unit, person, government, tiers }: Owed): Fen =>
  // Where there is a choice, what the lowest one comes to.
  [unit, government, tiers[0]?.amount ?? person].reduce((sum, part) => add(sum, part), zeroFen);

const sizeOf = ({ before, after }: ChangedRow): Fen =>
  compare(after, before) < 0 ? subtract(before, after) : subtract(after, before);

@Injectable()
export class ParameterEffects {
  constructor(private readonly store: RunsStore) {}

  /** A period of a scheme by both. */
  async ofPeriod(
    tx: Transaction,
    of: { readonly scheme: string; readonly period: string; readonly knownAt: Date },
    before: Parameters,
    after: Parameters,
  ): Promise<PeriodEffect> {
    const scheme = describedScheme(of.scheme);
    const { bounds } = await this.store.bounds(tx, of.scheme, chunk);
    const ends = [null, ...bounds, null];
    let [heads, changed, lost] = [0, 0, 0];
    let [sumBefore, sumAfter] = [zeroFen, zeroFen];
    let largest: readonly ChangedRow[] = [];
    for (const [at, from] of ends.slice(0, -1).entries()) {
      const scope = { after: from, upTo: ends[at + 1] ?? null };
      const rows: readonly Row[] = await this.store.rows(tx, askedOf(of, false), scope);
      const then = reckonRows(scheme, of, rows, before);
      const found: ChangedRow[] = [];
      for (const [place, { owed, row }] of reckonRows(scheme, of, rows, after).entries()) {
        const was = then[place]?.owed;
        heads += 1;
        if (was?.ok === true && !owed.ok && owed.refusal.owed === 'unknown') lost += 1;
        const [is, old] = [
          owed.ok ? wholeOf(owed.value) : zeroFen,
          was?.ok === true ? wholeOf(was.value) : zeroFen,
        ];
        sumBefore = add(sumBefore, old);
        sumAfter = add(sumAfter, is);
        if (is === old) continue;
        changed += 1;
        const { category } = row;
        const base = owed.ok ? owed.value.base : null;
        found.push({
          category,
          base,
          before: old,
          after: is,
          explanation: owed.ok ? owed.value.explain() : null,
        });
      }
      largest = [...largest, ...found]
        .toSorted((one, other) => compare(sizeOf(other), sizeOf(one)))
        .slice(0, largestAtMost);
    }
    return { ...of, heads, changed, lost, before: sumBefore, after: sumAfter, largest };
  }
}
