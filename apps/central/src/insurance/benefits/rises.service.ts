/** Lays out what a yearly adjustment adds to pensions, and carries it out, a range of benefits at a time; a pension that is granted late gets what others got before. */
import { Injectable } from '@nestjs/common';
import { lifeOf } from '#libs/benefits/benefit-life.js';
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
import type { Benefit, BenefitRange, HeldBenefit, RaisedPensions } from './benefit.js';
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
/** Whose a benefit is, as far as what it rises by goes by it. */
export type Whose = { readonly birthDate: PlainDate; readonly township: string | null };
export type WouldBeOf = Whose & { readonly pension: string | null };
/** After every month there is. */
const always = '9999-12' as PlainMonth;
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

  /** Benefits that have been reckoned anew since an adjustment was laid out, and that it raised by what they were reckoned from before; the last time for each. */
  redeterminedMeanwhile(tx: Transaction, adjustment: string) {
    return this.store.redeterminedMeanwhile(tx, adjustment);
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
    if (describedBenefit(kind).followsPension === true)
      return of.pension === null
        ? []
        : ((await this.store.of(tx, [of.pension])).get(of.pension) ?? []).map((rise) => ({
            ...rise,
            lowers: true,
          }));
    const benefit = { id: '', personId: '', payeeId: '', kind, scheme, firstMonth, lastMonth, facts };
    return this.reckoned(tx, benefit, of, () => true);
  }

  /** What adjustments come to for a benefit as it is reckoned anew, of those that have come to it. What makes up for a pension keeps the pension's. */
  async anew(tx: Transaction, { benefit, changes }: HeldBenefit, of: Whose): Promise<readonly Rise[]> {
    if (describedBenefit(benefit.kind).followsPension === true)
      return (await this.of(tx, [benefit])).get(benefit.id) ?? [];
    const toCome = await this.store.stillToCome(tx, benefit.id);
    const life = lifeOf(benefit, changes);
    return this.reckoned(tx, benefit, of, ({ number, from }) => {
      const state = life.stateIn(from);
      // Whoever serves a sentence did not rise.
      return !toCome.has(number) && !(state.state === 'suspended' && state.cause === 'imprisoned');
    });
  }

  /**
   * Has adjustments come to what they do now that a benefit was reckoned anew; where they come to the same, nothing is kept. What makes up for a
   * pension has none of its own.
   */
  async replace(tx: Transaction, held: HeldBenefit, of: Whose, redetermination: string): Promise<void> {
    const { benefit } = held;
    if (describedBenefit(benefit.kind).followsPension === true) return;
    const before = risesIn((await this.of(tx, [benefit])).get(benefit.id) ?? [], always, this.clock.now());
    const now = await this.anew(tx, held, of);
    const gone = before
      .filter(({ adjustment }) => !now.some((rise) => rise.adjustment === adjustment))
      .map(({ adjustment }) => ({ adjustment, base: zeroFen, months: 0, age: 0, parts: noParts }));
    const changed = now.filter((rise) => {
      const former = before.find(({ adjustment }) => adjustment === rise.adjustment);
      return riseParts.some((part) => rise.parts[part] !== (former?.parts[part] ?? zeroFen));
    });
    if (gone.length + changed.length > 0)
      await this.store.replace(tx, benefit, redetermination, [...gone, ...changed], this.clock.now());
  }

  /** Benefits that make up for a pension: what it rises by is what they are less by. */
  besidePension(tx: Transaction, pension: string): Promise<string[]> {
    return this.store.besidePension(tx, pension, kindsFollowing);
  }

  /** By the same rules as `layOut`, of one benefit; `reaches`: whether an adjustment of its fund does. */
  private async reckoned(
    tx: Transaction,
    benefit: Benefit,
    { birthDate, township }: Whose,
    reaches: (adjustment: { readonly number: number; readonly from: PlainMonth }) => boolean,
  ): Promise<readonly Rise[]> {
    const { kind, scheme, firstMonth, lastMonth, facts } = benefit;
    const { isPension, rises: how } = describedBenefit(kind);
    if (!isPension && how === undefined) return [];
    const parameters = await this.policy.parameters(tx);
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
      if ((lastMonth !== null && lastMonth < from) || base === null || !reaches({ number, from })) continue;
      const paid = { months: monthsPaid(facts), age: ageOn(birthDate, addDays(firstDayOf(from), -1)) };
      const parts = isPension
        ? adjust({ pension: base.amount, ...paid }, ruleAt(rule, township, asWritten))
        : this.injuries.partsOf(benefit, rises, { from, rule }, parameters);
      if (parts === null) continue;
      rises.push({
        adjustment: number,
        year,
        source,
        from,
        appliedAt: this.clock.now(),
        replacedAt: null,
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
