/** Lays out what a yearly adjustment of work injury insurance adds to allowances: of the injured by their grade, of a family for each of those who lived on the wage. */
import { Injectable } from '@nestjs/common';
import { adjust } from '#libs/benefits/adjustment.js';
import type { MonthDue } from '#libs/benefits/kinds/kind.js';
import { benefitKindCodes, describedBenefit } from '#libs/benefits/kinds/table.js';
import type { PopulationRule } from '#libs/benefits/population-rule.js';
import { eachRaised, type Rise, risesIn, withRises } from '#libs/benefits/rises.js';
import { addMonths, monthOf } from '#libs/kernel/plain-date.js';
import { type Fen, fen, subtract, sum, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { Benefit, BenefitRange, RaisedPensions } from './benefit.js';
import { EntitlementsStore } from './entitlements.store.js';
import { type InjuryRise, InjuryRisesStore } from './injury-rises.store.js';
import { RisesStore } from './rises.store.js';

/** Kinds of benefits whose allowances rise. */
const raisedKinds = benefitKindCodes.filter((code) => describedBenefit(code).rises !== undefined);

type Parts = Pick<InjuryRise, 'fixed' | 'percent' | 'least'>;

/** Where the rule stands is told with the rise. */
const version = { id: '', source: '', status: 'local' } as const;

/** What an allowance of a grade rises by: so much of the grade, and by percent as pensions do. */
const byGrade = (facts: Benefit['facts'], base: Fen, rule: PopulationRule): Parts => {
  const fixed = rule.grades.find(({ grade }) => grade === facts['grade'])?.amount ?? zeroFen;
  const nothing = { flat: zeroFen, flatYears: 0, step: zeroFen, area: zeroFen, ages: [] };
  const rise = adjust({ pension: base, months: 0, age: 0 }, { ...rule, ...nothing, fixed, version });
  return { fixed: rise.fixed, percent: rise.percent, least: zeroFen };
};

/** What a family's allowance rises by: so much for each, and what each is then below the least. */
const byDependants = ({ shares = [] }: MonthDue, { each, eachLeast }: PopulationRule): Parts => {
  const fixed = fen(each * BigInt(shares.length));
  const after = sum(eachRaised(shares, { each, least: eachLeast }));
  return { fixed, percent: zeroFen, least: subtract(subtract(after, sum(shares)), fixed) };
};

@Injectable()
export class InjuryRises {
  constructor(
    private readonly store: InjuryRisesStore,
    private readonly rises: RisesStore,
    private readonly benefits: EntitlementsStore,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Lays out the rises of a range that are not laid out yet; `only`: of one benefit alone. Where a parameter is missing, none is laid out. */
  async layOut(
    tx: Transaction,
    raised: RaisedPensions,
    range: BenefitRange,
    only: string | null = null,
  ): Promise<void> {
    const ids = await this.store.withoutRise(tx, raised, range, raisedKinds, only);
    if (ids.length === 0) return;
    const parameters = await this.policy.parameters(tx);
    const soFar = await this.rises.of(tx, ids);
    const rows = (await this.benefits.byIds(tx, ids)).flatMap((benefit): readonly InjuryRise[] => {
      const rise = this.partsOf(benefit, soFar.get(benefit.id) ?? [], raised, parameters);
      return rise === null ? [] : [{ id: benefit.id, ...rise }];
    });
    await this.store.add(tx, raised, rows, monthOf(this.clock.today()));
  }

  /** How many allowances are reached and have no rise laid out. */
  async countWithout(tx: Transaction, raised: RaisedPensions): Promise<number> {
    const everybody = { after: null, upTo: null };
    return (await this.store.withoutRise(tx, raised, everybody, raisedKinds, null)).length;
  }

  /** Benefits of families that an adjustment raised. */
  ofFamilies(tx: Transaction, adjustment: string): Promise<string[]> {
    return this.store.ofFamilies(
      tx,
      adjustment,
      raisedKinds.filter((code) => describedBenefit(code).rises === 'by-dependant'),
    );
  }

  /** What a benefit rises by, with what it is reckoned from. Null: it cannot be reckoned, or there is nothing to rise. */
  partsOf(
    { kind, facts, firstMonth }: Benefit,
    soFar: readonly Rise[],
    { from, rule }: Pick<RaisedPensions, 'from' | 'rule'>,
    parameters: Parameters,
  ): (Parts & { readonly base: Fen }) | null {
    const before = addMonths(from, -1);
    const now = this.clock.now();
    const dueIn = (month: typeof from): MonthDue | null => {
      const due = describedBenefit(kind).due(facts, { month, firstMonth }, parameters);
      return due.ok ? withRises(due.value, risesIn(soFar, month, now)) : null;
    };
    const base = dueIn(firstMonth > before ? firstMonth : before);
    const first = dueIn(from);
    if (base === null || first === null || base.amount === zeroFen) return null;
    const parts =
      describedBenefit(kind).rises === 'by-grade'
        ? byGrade(facts, base.amount, rule)
        : byDependants(first, rule);
    return { base: base.amount, ...parts };
  }
}
