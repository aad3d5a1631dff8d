/** Shows yearly adjustments: those there are, and one with what it comes to, by groups of people, and whom it gives most and least. */
import { Injectable } from '@nestjs/common';
import { risePartWords, riseParts } from '#libs/benefits/rises.js';
import { schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import type { Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { add, fen, formatYuan } from '#libs/money/fen.js';
import { formatPercent, ppm } from '#libs/money/rate.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { adjustmentNumberIn, adjustmentReference } from '../benefits/adjustment-number.js';
import { AdjustmentBudgets } from './adjustment-budgets.service.js';
import {
  type Adjustment,
  type AdjustmentState,
  type SimulatedGroup,
  type SimulatedSums,
  type Simulation,
} from './adjustment.js';
import type {
  AdjustmentDto,
  AdjustmentInFullDto,
  AdjustmentPageDto,
  PersonRiseDto,
  RisePartDto,
  SimulatedSumsDto,
  SimulationDto,
} from './adjustments.dto.js';
import { AdjustmentsStore } from './adjustments.store.js';
import { type ShownRise, SimulationsStore } from './simulations.store.js';

const yuanOf = (text: string): string => formatYuan(fen(BigInt(text)));

const shown = (of: Adjustment): AdjustmentDto => ({
  number: of.number,
  reference: adjustmentReference(of.number),
  year: of.year,
  schemes: [...of.schemes],
  from: of.from,
  source: of.source,
  state: of.state,
  heads: of.simulation?.all.heads ?? null,
  monthly: of.simulation === null ? null : yuanOf(of.simulation.all.payable),
  past: of.simulation === null ? null : yuanOf(of.simulation.all.past),
  madeBy: of.madeBy,
  madeAt: of.madeAt.toISOString(),
  approval: of.approvalId,
  appliedAt: of.appliedAt?.toISOString() ?? null,
  chunks: of.chunks,
  chunksDone: of.chunksDone,
});

/** Half-up, in whole fen. */
const meanOf = (total: bigint, heads: number): bigint =>
  heads === 0 ? 0n : (total * 2n + BigInt(heads)) / (2n * BigInt(heads));

const sumsOf = ({ heads, suspended, base, increase, payable, past }: SimulatedSums): SimulatedSumsDto => {
  const [before, rise, month] = [BigInt(base), BigInt(increase), BigInt(payable)];
  return {
    heads,
    suspended,
    base: yuanOf(base),
    monthly: formatYuan(fen(month)),
    yearly: formatYuan(fen(month * 12n)),
    past: yuanOf(past),
    mean: formatYuan(fen(meanOf(rise, heads))),
    // To a hundredth of a percent.
    share: formatPercent(ppm(before === 0n ? 0n : ((rise * 20_000n + before) / (2n * before)) * 100n)),
  };
};

const whole = (count: number): string => displayYuan(fen(count)).replace(/\.00$/u, '');

/** The band that begins with `from`, up to the next. */
const bandWords = ({ by, fund, from }: SimulatedGroup, next: number | null): Words => {
  if (fund !== null) return schemeName(fund);
  const units = { age: { zh: '岁', en: 'years old' }, years: { zh: '年', en: 'years paid' } };
  if (by === 'age' || by === 'years') {
    const { zh, en } = units[by];
    const last = next === null ? null : next - 1;
    if (from === null) return { zh: `${last} ${zh}及以下`, en: `up to ${last} ${en}` };
    return last === null
      ? { zh: `${from} ${zh}及以上`, en: `${from} ${en} and more` }
      : { zh: `${from}–${last} ${zh}`, en: `${from} to ${last} ${en}` };
  }
  if (from === null) return { zh: `不足 ${whole(next ?? 0)}`, en: `below ${whole(next ?? 0)}` };
  return next === null
    ? { zh: `${whole(from)} 起`, en: `from ${whole(from)}` }
    : { zh: `${whole(from)} – ${whole(next)}`, en: `${whole(from)} to ${whole(next)}` };
};

const partOf = (part: RisePartDto['part'], words: Words, amount: string): RisePartDto => ({
  part,
  words,
  amount: yuanOf(amount),
});

const riseOf = (row: ShownRise): PersonRiseDto => {
  const { personId, name, personNumber, scheme, base, increase, months, age, monthsBack, suspended } = row;
  return {
    personId,
    name,
    maskedNumber: maskSocialSecurityNumber(personNumber as SocialSecurityNumber),
    scheme,
    base: yuanOf(base),
    increase: yuanOf(increase),
    after: formatYuan(add(fen(BigInt(base)), fen(BigInt(increase)))),
    months,
    age,
    monthsBack,
    suspended,
    parts: riseParts
      .filter((part) => part !== 'least' || scheme === '410')
      .map((part) => partOf(part, risePartWords[part], part === 'age' ? row.tilt : row[part])),
  };
};

@Injectable()
export class AdjustmentViews {
  constructor(
    private readonly database: Database,
    private readonly store: AdjustmentsStore,
    private readonly simulations: SimulationsStore,
    private readonly budgets: AdjustmentBudgets,
  ) {}

  list(state: AdjustmentState | null, ask: ListAsk): Promise<AdjustmentPageDto> {
    return this.database.read(async (tx) => {
      const number = adjustmentNumberIn(ask.search ?? '');
      const { rows, next, total } = await this.store.list(tx, { state, number }, ask);
      return { adjustments: rows.map((row) => shown(row)), next, total };
    });
  }

  /** Throws Refused `not-found`. */
  read(number: number): Promise<AdjustmentInFullDto> {
    return this.database.read(async (tx) => {
      const found = await this.store.find(tx, number);
      if (found === null) throw new Refused('not-found', adjustmentReference(number));
      const { simulation, outcome, rule } = found;
      return {
        ...shown(found),
        rule: rule as AdjustmentInFullDto['rule'],
        simulation: simulation === null ? null : await this.simulated(tx, found, simulation),
        outcome: outcome === null ? null : { ...outcome, past: yuanOf(outcome.past) },
      };
    });
  }

  private async simulated(
    tx: Transaction,
    adjustment: Adjustment,
    { all, parts, groups, riseWidth, unaffected, unreckoned, largest, smallest, middle }: Simulation,
  ): Promise<SimulationDto> {
    const isOfInjuries = adjustment.schemes.includes('410');
    const claims = [...largest, ...smallest, ...(middle === null ? [] : [middle])];
    const rows = new Map(
      (await this.simulations.risesOf(tx, adjustment.id, claims)).map((row) => [row.claimId, row] as const),
    );
    const of = (ids: readonly string[]): PersonRiseDto[] =>
      ids.flatMap((claim) => {
        const row = rows.get(claim);
        if (row === undefined) return [];
        noteLookedUp(row.personId);
        return [riseOf(row)];
      });
    return {
      all: sumsOf(all),
      parts: riseParts
        .filter((part) => part !== 'least' || isOfInjuries)
        .map((part) => partOf(part, risePartWords[part], parts[part])),
      budgets: await this.budgets.of(tx, adjustment, groups),
      // Allowances go by no age and no years.
      groups: groups
        .filter(({ by }) => !isOfInjuries || (by !== 'age' && by !== 'years'))
        .map((group, at, told) => {
          const after = told[at + 1];
          const following = after?.by === group.by ? after.from : null;
          const next = group.by === 'rise' ? (group.from ?? 0) + riseWidth : following;
          return { ...sumsOf(group), by: group.by, words: bandWords(group, next) };
        }),
      unaffected,
      unreckoned,
      largest: of(largest),
      smallest: of(smallest),
      sample: of(middle === null ? [] : [middle])[0] ?? null,
    };
  }
}
