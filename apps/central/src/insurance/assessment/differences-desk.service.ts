/** Shows difference runs with heads and sums for each period and fund, their rows, and which assessed periods have other rules now. */
import { Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { add, type Fen, fen, formatYuan, sum } from '#libs/money/fen.js';
import { lookUp } from '#libs/policy/look-up.js';
import { firstDayOfPeriod } from '#libs/schemes/periods.js';
import { describedScheme } from '#libs/schemes/table.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { DifferenceRowsStore, type DifferenceRow } from './difference-rows.store.js';
import type {
  DifferenceDueDto,
  DifferenceRowDto,
  DifferenceRowsDto,
  DifferenceRunDto,
  DifferenceRunInFullDto,
  DifferenceRunsDto,
  FundDifferenceDto,
  PeriodDifferenceDto,
} from './differences.dto.js';
import { DifferenceRuns, type DifferenceAsk } from './differences.service.js';
import { DifferencesStore, type AskedDifference, type PeriodDifference } from './differences.store.js';

const shownAtMost = 50;

/** The state of the whole is that of its runs: they change it together. */
const runOf = (asked: AskedDifference, periods: readonly PeriodDifference[]): DifferenceRunDto => ({
  number: asked.number,
  state: periods[0]?.state ?? 'planned',
  from: asked.firstMonth,
  to: asked.lastMonth,
  reason: asked.reason,
  askedBy: asked.askedBy,
  askedAt: asked.askedAt.toISOString(),
  approval: asked.approvalId,
  chunks: asked.chunks,
  chunksDone: asked.chunksDone,
  schemes: [...new Set(periods.map(({ scheme }) => scheme))],
  heads: periods.reduce((all, { heads }) => all + heads, 0),
  supplement: formatYuan(sum(periods.map(({ supplement }) => supplement))),
  refund: formatYuan(sum(periods.map(({ refund }) => refund))),
});

const periodOf = ({ state, booked, ...of }: PeriodDifference): PeriodDifferenceDto => ({
  scheme: of.scheme,
  schemeName: schemeName(of.scheme),
  period: of.period,
  heads: of.heads,
  unit: formatYuan(of.unit),
  person: formatYuan(of.person),
  government: formatYuan(of.government),
  supplement: formatYuan(of.supplement),
  refund: formatYuan(of.refund),
  booked: state === 'done' ? booked : null,
});

const fundsOf = (periods: readonly PeriodDifference[]): FundDifferenceDto[] => {
  const funds = [...new Set(periods.map(({ scheme }) => describedScheme(scheme).books))];
  return funds.map((fund) => {
    const of = periods.filter(({ scheme }) => describedScheme(scheme).books === fund);
    const total = (part: 'unit' | 'person' | 'government' | 'supplement' | 'refund'): string =>
      formatYuan(sum(of.map((one) => one[part])));
    return {
      fund,
      fundName: schemeName(fund),
      heads: of.reduce((all, { heads }) => all + heads, 0),
      unit: total('unit'),
      person: total('person'),
      government: total('government'),
      supplement: total('supplement'),
      refund: total('refund'),
    };
  });
};

const yuanOf = (text: string): string => formatYuan(fen(BigInt(text)));

const rowOf = ({ number, ...row }: DifferenceRow): DifferenceRowDto => {
  const [before, difference] = [fen(BigInt(row.before)), fen(BigInt(row.difference))];
  const after: Fen = add(before, difference);
  return {
    ...row,
    schemeName: schemeName(row.scheme),
    maskedNumber: row.personId === null ? number : maskSocialSecurityNumber(number as SocialSecurityNumber),
    before: formatYuan(before),
    after: formatYuan(after),
    difference: formatYuan(difference),
    unit: yuanOf(row.unit),
    person: yuanOf(row.person),
    government: yuanOf(row.government),
  };
};

@Injectable()
export class DifferencesDesk {
  constructor(
    private readonly database: Database,
    private readonly store: DifferencesStore,
    private readonly rowsStore: DifferenceRowsStore,
    private readonly runs: DifferenceRuns,
    private readonly policy: PolicyService,
  ) {}

  list(): Promise<DifferenceRunsDto> {
    return this.database.read(async (tx) => {
      const runs: DifferenceRunDto[] = [];
      for (const asked of await this.store.newest(tx, shownAtMost))
        runs.push(runOf(asked, await this.store.periods(tx, asked.number)));
      return { due: await this.due(tx), runs };
    });
  }

  /** Throws Refused `difference-unknown`. */
  read(number: number): Promise<DifferenceRunInFullDto> {
    return this.database.read(async (tx) => {
      const asked = await this.store.get(tx, number);
      if (asked === null) throw new Refused('difference-unknown', String(number));
      const periods = await this.store.periods(tx, number);
      return { ...runOf(asked, periods), periods: periods.map(periodOf), funds: fundsOf(periods) };
    });
  }

  /** Throws Refused `difference-unknown`, `malformed-request`. */
  rows(
    number: number,
    filters: { readonly scheme: string | null; readonly period: string | null },
    ask: ListAsk,
  ): Promise<DifferenceRowsDto> {
    return this.database.read(async (tx) => {
      if ((await this.store.get(tx, number)) === null)
        throw new Refused('difference-unknown', String(number));
      const { rows, next, total } = await this.rowsStore.list(tx, number, filters, ask);
      return { rows: rows.map(rowOf), next, total };
    });
  }

  /** Throws Refused as {@link DifferenceRuns.layOut} does. */
  layOut(ask: DifferenceAsk): Promise<number> {
    return this.database.transaction((tx) => this.runs.layOut(tx, ask));
  }

  /** Of each scheme the assessed periods for which other versions count now than its runs knew of. */
  private async due(tx: Transaction): Promise<DifferenceDueDto[]> {
    const now = (await this.policy.setOf(tx)).parameters;
    const found = new Map<string, { periods: string[]; keys: Set<string> }>();
    for (const { scheme, period, knownAt } of await this.store.knownOf(tx)) {
      const { parameters } = await this.policy.parametersAsKnown(tx, knownAt);
      const on = firstDayOfPeriod(period);
      const keys = describedScheme(scheme)
        .requires(on, now)
        .filter((key) => {
          const [is, was] = [lookUp(now, key, on), lookUp(parameters, key, on)];
          return is.ok && (!was.ok || was.value.id !== is.value.id);
        });
      if (keys.length === 0) continue;
      const one = found.get(scheme) ?? { periods: [], keys: new Set() };
      one.periods.push(period);
      for (const key of keys) one.keys.add(key);
      found.set(scheme, one);
    }
    return Array.from(found, ([scheme, { periods, keys }]) => ({
      scheme,
      schemeName: schemeName(scheme),
      from: periods[0] ?? '',
      to: periods.at(-1) ?? '',
      periods: periods.length,
      keys: [...keys].toSorted(),
    }));
  }
}
