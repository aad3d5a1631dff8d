/** Lays out what a yearly adjustment adds to pensions, and carries it out, a range of benefits at a time; a pension that is granted late gets what others got before. */
import { Injectable } from '@nestjs/common';
import { benefitKindCodes, describedBenefit } from '#libs/benefits/kinds/table.js';
import { adjust } from '#libs/benefits/adjustment.js';
import { readPopulationRule, ruleAt } from '#libs/benefits/population-rule.js';
import { type Rise, type RiseParts, riseParts, risesIn, withRises } from '#libs/benefits/rises.js';
import {
  addDays,
  addMonths,
  ageOn,
  firstDayOf,
  monthOf,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { type Fen, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { Benefit, BenefitRange, RaisedPensions } from './benefit.js';
import { EntitlementsStore } from './entitlements.store.js';
import { InjuryRises } from './injury-rises.service.js';
import { type KnownBase, RisesStore } from './rises.store.js';

const kindsFollowing = benefitKindCodes.filter((code) => describedBenefit(code).followsPension === true);
/** Allowances of work injury have a rule of their own, and are never adjusted together with pensions. */
const isOfInjuries = ({ schemes }: Pick<RaisedPensions, 'schemes'>): boolean => schemes.includes('410');
/** Where the rule stands is told with the rise. */
const asWritten = { id: '', source: '', status: 'local' } as const;
const noParts: RiseParts = {
  fixed: zeroFen,
  years: zeroFen,
  percent: zeroFen,
  area: zeroFen,
  age: zeroFen,
  least: zeroFen,
};
const partIn = (parts: Partial<RiseParts>, part: keyof RiseParts): readonly (readonly [string, Fen])[] => {
  const amount = parts[part];
  return amount === undefined ? [] : [[part, amount]];
};
/** Months that were paid, as the statement over everybody counts them. */
const monthsPaid = ({ months, years }: Benefit['facts']): number =>
  typeof months === 'number' ? months : typeof years === 'number' ? 12 * years : 0;
/** A benefit that is not granted yet, and whose it would be; `pension`: what they draw of one, by its id. */
export type ToGrant = Omit<Benefit, 'id' | 'personId' | 'payeeId'>;
export type WouldBeOf = {
  readonly birthDate: PlainDate;
  readonly township: string | null;
  readonly pension: string | null;
};
const everybody: BenefitRange = { after: null, upTo: null };

@Injectable()
export class RisesService {
  constructor(
    private readonly store: RisesStore,
    private readonly injuries: InjuryRises,
    private readonly benefits: EntitlementsStore,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Rises that count, by benefit, the first first. */
  async of(
    tx: Transaction,
    benefits: readonly Pick<Benefit, 'id' | 'kind'>[],
  ): Promise<ReadonlyMap<string, readonly Rise[]>> {
    const rises = await this.store.of(
      tx,
      benefits.map(({ id }) => id),
    );
    // What makes up for a pension has none of its own: those of the pension count.
    const following = benefits.filter(({ kind }) => describedBenefit(kind).followsPension === true);
    if (following.length === 0) return rises;
    const pensions = await this.store.pensionsBeside(
      tx,
      following.map(({ id }) => id),
    );
    const beside = await this.store.of(
      tx,
      pensions.map(({ pensionId }) => pensionId),
    );
    for (const { id, pensionId } of pensions)
      rises.set(
        id,
        (beside.get(pensionId) ?? []).map((rise) => ({ ...rise, lowers: true })),
      );
    return rises;
  }

  /** Benefits that make up for a pension which an adjustment raised, and families' whose months differ by who is left: they have to follow. */
  async followingRises(tx: Transaction, adjustment: string): Promise<string[]> {
    return [
      ...(await this.store.followingRises(tx, adjustment, kindsFollowing)),
      ...(await this.injuries.ofFamilies(tx, adjustment)),
    ];
  }

  /**
   * Lays out the rises of a range. What a pension came to in the month before is what its lines say; of those that have none, such as whoever was suspended,
   * it is reckoned; where a parameter is missing for it, none is laid out.
   */
  async layOut(tx: Transaction, raised: RaisedPensions, range: BenefitRange): Promise<void> {
    if (isOfInjuries(raised)) return this.injuries.layOut(tx, raised, range);
    await this.store.layOut(tx, raised, range, this.whenOf(raised.from), []);
    await this.layOutOthers(tx, raised, range);
  }

  /** How many pensions are reached by an adjustment that is laid out, and could not be reckoned. */
  unreckoned(tx: Transaction, raised: RaisedPensions): Promise<number> {
    return isOfInjuries(raised)
      ? this.injuries.countWithout(tx, raised)
      : this.store.countWithout(tx, raised);
  }

  /** Has the rises of a range count from now on, and lays down what is due of months since. */
  async carryOut(
    tx: Transaction,
    { id, from }: Pick<RaisedPensions, 'id' | 'from'>,
    range: BenefitRange,
  ): Promise<void> {
    await this.store.hold(tx, id, range);
    await this.store.carryOut(tx, { id, from }, range, this.clock.now());
  }

  /** Once all ranges are carried out: pensions that were granted since it was laid out rise as well. */
  async carryOutForLate(tx: Transaction, raised: RaisedPensions): Promise<void> {
    if (isOfInjuries(raised)) await this.injuries.layOut(tx, raised, everybody);
    else await this.layOutOthers(tx, raised, everybody);
    await this.store.carryOut(tx, raised, everybody, this.clock.now());
  }

  /** A pension that is granted for months before adjustments that were carried out rises by each of them; its lines are not there yet. */
  async raiseGranted(tx: Transaction, id: string): Promise<void> {
    const [benefit] = await this.benefits.byIds(tx, [id]);
    if (benefit === undefined) throw new Error(`no benefit ${id}`);
    const missed = await this.store.carriedOutSince(tx, benefit.scheme, benefit.firstMonth);
    if (missed.length === 0) return;
    const parameters = await this.policy.parameters(tx);
    for (const { rule: written, ...of } of missed) {
      const read = readPopulationRule(written);
      if ('unfit' in read) throw new Error(`a rule on record that cannot be: ${read.unfit}`);
      if (isOfInjuries(of)) {
        await this.injuries.layOut(tx, { ...of, rule: read.rule }, everybody, id);
        await this.store.count(tx, of.id, id, this.clock.now());
        continue;
      }
      const rises = (await this.store.of(tx, [id])).get(id) ?? [];
      const base = this.baseOf(benefit, addMonths(of.from, -1), rises, parameters);
      if (base === null) continue;
      const when = this.whenOf(of.from);
      await this.store.layOut(tx, { ...of, rule: read.rule }, { after: null, upTo: id }, when, [base]);
      await this.store.count(tx, of.id, id, this.clock.now());
    }
  }

  /**
   * What adjustments that were carried out would add to a benefit that is not granted yet, by the same rules; `pension`: the one it makes up for,
   * whose rises make it less.
   */
  async wouldRaise(
    tx: Transaction,
    { kind, scheme, firstMonth, lastMonth, facts }: ToGrant,
    of: WouldBeOf,
  ): Promise<readonly Rise[]> {
    const { isPension, rises: how, followsPension = false } = describedBenefit(kind);
    if (followsPension)
      return of.pension === null
        ? []
        : ((await this.store.of(tx, [of.pension])).get(of.pension) ?? []).map((rise) => ({
            ...rise,
            lowers: true,
          }));
    if (!isPension && how === undefined) return [];
    const parameters = await this.policy.parameters(tx);
    const benefit = { id: '', personId: '', payeeId: '', kind, scheme, firstMonth, lastMonth, facts };
    const rises: Rise[] = [];
    for (const { number, year, source, from, rule: written } of await this.store.carriedOutSince(
      tx,
      scheme,
      firstMonth,
    )) {
      const read = readPopulationRule(written);
      if ('unfit' in read) throw new Error(`a rule on record that cannot be: ${read.unfit}`);
      const { rule } = read;
      const base = this.baseOf(benefit, addMonths(from, -1), rises, parameters);
      if ((lastMonth !== null && lastMonth < from) || base === null) continue;
      const paid = { months: monthsPaid(facts), age: ageOn(of.birthDate, addDays(firstDayOf(from), -1)) };
      const parts = isPension
        ? adjust({ pension: base.amount, ...paid }, ruleAt(rule, of.township, asWritten))
        : this.injuries.partsOf(benefit, rises, { from, rule }, parameters);
      if (parts === null) continue;
      rises.push({
        adjustment: number,
        year,
        source,
        from,
        appliedAt: this.clock.now(),
        base: base.amount,
        ...paid,
        isPension,
        lowers: false,
        ofEach: how === 'by-dependant' ? { each: rule.each, least: rule.eachLeast } : null,
        parts: { ...noParts, ...Object.fromEntries(riseParts.flatMap((part) => partIn(parts, part))) },
      });
    }
    return rises;
  }

  private whenOf(from: PlainMonth) {
    const current = monthOf(this.clock.today());
    return { before: addMonths(from, -1), day: addDays(firstDayOf(from), -1), current };
  }

  private async layOutOthers(tx: Transaction, raised: RaisedPensions, range: BenefitRange): Promise<void> {
    const ids = await this.store.withoutRise(tx, raised, range);
    if (ids.length === 0) return;
    const parameters = await this.policy.parameters(tx);
    const rises = await this.store.of(tx, ids);
    const before = addMonths(raised.from, -1);
    const known = (await this.benefits.byIds(tx, ids)).flatMap(
      (benefit) => this.baseOf(benefit, before, rises.get(benefit.id) ?? [], parameters) ?? [],
    );
    if (known.length > 0) await this.store.layOut(tx, raised, range, this.whenOf(raised.from), known);
  }

  /** What a pension comes to in a month, or in its first where that is later; null: a parameter is missing. */
  private baseOf(
    { id, kind, facts, firstMonth }: Benefit,
    before: PlainMonth,
    rises: readonly Rise[],
    parameters: Parameters,
  ): KnownBase | null {
    const month = firstMonth > before ? firstMonth : before;
    const due = describedBenefit(kind).due(facts, { month, firstMonth }, parameters);
    if (!due.ok) return null;
    return { id, amount: withRises(due.value, risesIn(rises, month, this.clock.now())).amount };
  }
}
