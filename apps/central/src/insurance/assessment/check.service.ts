/** Proves that every line of a period is what its inputs and the parameters known at its run's moment make of it: stored = recomputed. */
import { Injectable } from '@nestjs/common';
import { fen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { inputsOfLine } from '#libs/schemes/line-inputs.js';
import { firstDayOfPeriod } from '#libs/schemes/periods.js';
import { describedScheme } from '#libs/schemes/table.js';
import { ReportsDatabase } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { CheckStore, type StandingLine } from './check.store.js';

const linesEach = 5000;
/** Differences that are named; the others are counted. */
const namedAtMost = 20;

export type LineDifference = {
  readonly participationId: string;
  readonly part: 'base' | 'unit' | 'person' | 'government' | 'not-assessable';
  /** In fen. */
  readonly stored: string;
  readonly recomputed: string;
};

export type CheckedLines = {
  readonly scheme: string;
  readonly period: string;
  readonly lines: number;
  readonly different: number;
  readonly differences: readonly LineDifference[];
};

/** What a line's inputs make of it now; null: the same as is stored. */
const differenceOf = (
  line: StandingLine,
  scheme: string,
  period: string,
  parameters: Parameters,
): LineDifference | null => {
  const { participationId } = line;
  const base = line.base === null ? null : fen(BigInt(line.base));
  const owed =
    line.inputs?.x === 1
      ? { base: null, unit: 0n, person: 0n, government: 0n }
      : (() => {
          const again = describedScheme(scheme).assess(
            inputsOfLine(line.inputs, base, line),
            firstDayOfPeriod(period),
            parameters,
          );
          if (again.ok) return again.value;
          return again.refusal.owed === 'nothing'
            ? { base: null, unit: 0n, person: 0n, government: 0n }
            : null;
        })();
  if (owed === null) return { participationId, part: 'not-assessable', stored: line.unit, recomputed: '' };
  const pairs = [
    ['base', line.base ?? '', owed.base?.toString() ?? ''],
    ['unit', line.unit, owed.unit.toString()],
    ['person', line.person, owed.person.toString()],
    ['government', line.government, owed.government.toString()],
  ] as const;
  for (const [part, stored, recomputed] of pairs)
    if (stored !== recomputed) return { participationId, part, stored, recomputed };
  return null;
};

@Injectable()
export class CheckService {
  constructor(
    private readonly database: ReportsDatabase,
    private readonly store: CheckStore,
    private readonly policy: PolicyService,
  ) {}

  /** Recomputes every line of a period of a scheme. `told` hears how many are done. */
  async check(
    scheme: string,
    period: string,
    told: (done: number) => void = () => undefined,
  ): Promise<CheckedLines> {
    const differences: LineDifference[] = [];
    let [lines, different] = [0, 0];
    let after: string | null = null;
    for (;;) {
      const page: readonly StandingLine[] = await this.database.read(async (tx) => {
        const read = await this.store.after(tx, scheme, period, after, linesEach);
        // Runs are few: each asks once for what was known then.
        const known = new Map<number, Parameters>();
        for (const line of read) {
          const at = line.knownAt.getTime();
          const parameters =
            known.get(at) ?? (await this.policy.parametersAsKnown(tx, line.knownAt)).parameters;
          known.set(at, parameters);
          const difference = differenceOf(line, scheme, period, parameters);
          if (difference === null) continue;
          different += 1;
          if (differences.length < namedAtMost) differences.push(difference);
        }
        return read;
      });
      lines += page.length;
      told(lines);
      after = page.at(-1)?.participationId ?? after;
      if (page.length < linesEach) return { scheme, period, lines, different, differences };
    }
  }
}
