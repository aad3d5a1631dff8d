/** What other parameters would make of a period: its people reckoned twice by the code of the runs, a chunk at a time; no line is written. */
import { Injectable } from '@nestjs/common';
import { add, compare, type Fen, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { Owed } from '#libs/schemes/description.js';
import { describedScheme } from '#libs/schemes/table.js';
import type { Transaction } from '../../ground/database/database.js';
import { askedOf, reckonRows } from './reckoning.service.js';
import { type ChangedRow, type Effect, largestAtMost, sampleAtMost, sizeOf } from './changed-sums.js';
import { DifferencesStore } from './differences.store.js';
import { RunsStore, type Scope } from './runs.store.js';
import { participationsEach } from './slices.js';

/** What one chunk comes to; who changes the most, and some who change as chance has it. */
type ChunkEffect = Effect & {
  readonly largest: readonly ChangedRow[];
  readonly sample: readonly ChangedRow[];
};

const wholeOf = ({ unit, person, government, tiers }: Owed): Fen =>
  // Where there is a choice, what the lowest one comes to.
  [unit, government, tiers[0]?.amount ?? person].reduce((sum, part) => add(sum, part), zeroFen);

/** The end of an id is random: the lowest ends are a sample that comes out the same each time. */
const drawOf = (participationId: string): string => participationId.slice(-12);

@Injectable()
export class ParameterEffects {
  constructor(
    private readonly store: RunsStore,
    private readonly differences: DifferencesStore,
  ) {}

  /** Periods of a scheme that were assessed whole, the oldest first. */
  async assessed(tx: Transaction, scheme: string): Promise<readonly string[]> {
    const found = await this.differences.assessed(tx, [scheme], '0000-01', '9999-12');
    return found.map(({ period }) => period);
  }

  /** Where a scheme's chunks end, but the last. */
  async bounds(tx: Transaction, scheme: string): Promise<readonly string[]> {
    return (await this.store.bounds(tx, scheme, participationsEach)).bounds;
  }

  /** A chunk of a period by both. */
  async ofScope(
    tx: Transaction,
    of: { readonly scheme: string; readonly period: string; readonly knownAt: Date },
    scope: Scope,
    before: Parameters,
    after: Parameters,
  ): Promise<ChunkEffect> {
    const scheme = describedScheme(of.scheme);
    const rows = await this.store.rows(tx, askedOf(of, false), scope);
    const then = reckonRows(scheme, of, rows, before);
    let lost = 0;
    let [sumBefore, sumAfter] = [zeroFen, zeroFen];
    const found: Omit<ChangedRow, 'explanation'>[] = [];
    const owedBy = new Map<string, Owed>();
    const reckoned = reckonRows(scheme, of, rows, after);
    for (const [place, { owed, row }] of reckoned.entries()) {
      const was = then[place]?.owed;
      if (was?.ok === true && !owed.ok && owed.refusal.owed === 'unknown') lost += 1;
      const [is, old] = [
        owed.ok ? wholeOf(owed.value) : zeroFen,
        was?.ok === true ? wholeOf(was.value) : zeroFen,
      ];
      sumBefore = add(sumBefore, old);
      sumAfter = add(sumAfter, is);
      if (is === old) continue;
      const { id, category } = row;
      if (owed.ok) owedBy.set(id, owed.value);
      found.push({
        draw: drawOf(id),
        id,
        category,
        base: owed.ok ? owed.value.base : null,
        before: old,
        after: is,
      });
    }
    const explained = (of: readonly Omit<ChangedRow, 'explanation'>[]): readonly ChangedRow[] =>
      of.map((row) => ({ ...row, explanation: owedBy.get(row.id)?.explain() ?? null }));
    return {
      heads: reckoned.length,
      changed: found.length,
      lost,
      before: sumBefore,
      after: sumAfter,
      largest: explained(
        found.toSorted((one, other) => compare(sizeOf(other), sizeOf(one))).slice(0, largestAtMost),
      ),
      sample: explained(
        found.toSorted((one, other) => (one.draw < other.draw ? -1 : 1)).slice(0, sampleAtMost),
      ),
    };
  }
}
