/** Reckons what a claim comes to, out of what the register, the paid months and the accounts say of somebody. */
import { Injectable } from '@nestjs/common';
import {
  type Asked,
  type AskedField,
  type Award,
  type BenefitKind,
  type InsuranceRecord,
} from '#libs/benefits/kinds/kind.js';
import { type BenefitKindCode, benefitKinds, describedBenefit } from '#libs/benefits/kinds/table.js';
import { type Rise, risesIn, withRises } from '#libs/benefits/rises.js';
import { beginsFrom } from '#libs/contributions/moved-months.js';
import { schemes } from '#libs/contract/schemes.js';
import {
  monthOf,
  monthsBetween,
  parseDate,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { inOneLine } from '#libs/kernel/words.js';
import { add, type Fen, subtract, sum, yuan, zeroFen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { SchemeCode } from '#libs/schemes/description.js';
import { describedScheme } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { AccountMoves, type Credited } from '../accounts/account-moves.service.js';
import type { Benefit } from '../benefits/benefit.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { ReplacedAllowances } from '../benefits/replaced-allowances.service.js';
import { TransferReckoning } from '../transfers/transfer-reckoning.service.js';
import type { ClaimFactsDto } from './claims.dto.js';

/** A benefit that is reckoned anew: what is told for it, the day it is held to, and when it was reckoned last. */
export type ReckoningAnew = {
  readonly benefit: Benefit;
  readonly told: ClaimFactsDto;
  readonly on: PlainDate;
  /** Null: what came to the account since is not known. */
  readonly reckonedAt: Date | null;
};

/** What a claim comes to now. */
export type ReckonedClaim = Award & {
  readonly kind: BenefitKindCode;
  readonly payeeId: string;
  /** Of the first month, or once. */
  readonly amount: Fen;
  readonly monthsPast: number;
  readonly amountPast: Fen;
  /** Of this month, or the last, with what adjustments added since its first. */
  readonly amountNow: Fen;
  readonly explanation: Explanation;
};

const dayOf = (text: string | undefined, field: string) => {
  if (text === undefined) return undefined;
  const day = parseDate(text);
  if (day === null) throw new Refused('malformed-request', field);
  return day;
};

const moneyOf = (text: string | undefined): Fen | undefined => (text === undefined ? undefined : yuan(text));

/** What was told, as it is reckoned with. Throws Refused `malformed-request` for a field that the kind does not ask for. */
const readAsked = (kind: BenefitKindCode, told: ClaimFactsDto): Asked => {
  const asks: readonly AskedField[] = benefitKinds[kind].asks;
  const odd = Object.entries(told).find(
    ([field, value]) => value !== undefined && !asks.includes(field as AskedField),
  );
  if (odd !== undefined) throw new Refused('malformed-request', odd[0]);
  const { firstMonth, registeredOn, incapableOn, injuredOn, bornOn, ...others } = told;
  const { unitMonthlyWage, yearlyIncome, transitionalPension, formerPension, ...rest } = others;
  return {
    ...rest,
    firstMonth: firstMonth as PlainMonth | undefined,
    registeredOn: dayOf(registeredOn, 'registeredOn'),
    incapableOn: dayOf(incapableOn, 'incapableOn'),
    injuredOn: dayOf(injuredOn, 'injuredOn'),
    bornOn: dayOf(bornOn, 'bornOn'),
    unitMonthlyWage: moneyOf(unitMonthlyWage),
    yearlyIncome: moneyOf(yearlyIncome),
    transitionalPension: moneyOf(transitionalPension),
    formerPension: moneyOf(formerPension),
  };
};

/** What an account was credited with, of periods before a month. */
const creditedBefore = (credits: readonly Credited[], account: string, before?: PlainMonth): Fen =>
  sum(
    credits
      .filter((one) => one.account === account && (before === undefined || !beginsFrom(one.period, before)))
      .map(({ amount }) => amount),
  );

/** From which month on a pension was drawn; what is drawn before the age counts from the month after it. */
const pensionSince = (drawn: readonly Benefit[]): PlainMonth | null => {
  for (const { kind, facts, firstMonth } of drawn) {
    if (!describedBenefit(kind).isPension) continue;
    const { pensionFrom } = facts;
    if (pensionFrom === undefined) return firstMonth;
    if (typeof pensionFrom === 'string') return pensionFrom as PlainMonth;
  }
  return null;
};

/** Of two kinds one is a pension and the other is for the jobless, who draw it until then (社会保险法 第五十一条). */
const exclude = (one: BenefitKind, other: BenefitKind): boolean =>
  (one.isPension && other.code === 'unemployment') || (one.code === 'unemployment' && other.isPension);

@Injectable()
export class ClaimReckoning {
  constructor(
    private readonly benefits: EntitlementsService,
    private readonly replaced: ReplacedAllowances,
    private readonly counting: TransferReckoning,
    private readonly people: PeopleService,
    private readonly accounts: AccountMoves,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /**
   * What a claim would come to now. Throws Refused `person-dead`, `person-alive`, `payee-missing`, `person-unknown`, `pension-drawn`,
   * `benefit-drawn`, `benefit-not-due` (why), `parameter-missing`, `malformed-request`.
   */
  async reckon(
    tx: Transaction,
    person: Person,
    { kind, told, payee }: { kind: BenefitKindCode; told: ClaimFactsDto; payee: string | null },
  ): Promise<ReckonedClaim> {
    const described = describedBenefit(kind);
    const asked = readAsked(kind, told);
    const payeeId = await this.payeeOf(tx, person, described.afterDeath, payee);
    const ids = await this.people.allOf(tx, person.id);
    const record = await this.recordOf(tx, person, ids);
    await this.demandFree(tx, ids, kind);
    const parameters = await this.policy.parameters(tx);
    const today = this.clock.today();
    const award = this.awarded(kind, asked, record, today, parameters);
    const { firstMonth, lastMonth } = award;
    const first = this.due(kind, award, firstMonth, parameters);
    const current = monthOf(today);
    const until = lastMonth !== null && lastMonth < current ? lastMonth : current;
    const past = firstMonth <= until ? monthsBetween(firstMonth, until) : [];
    const rises = await this.risesOf(tx, person, ids, { kind, ...award });
    const dueIn = (month: PlainMonth): Fen =>
      withRises(this.due(kind, award, month, parameters), risesIn(rises, month, this.clock.now())).amount;
    let amountPast = zeroFen;
    for (const month of past) amountPast = add(amountPast, dueIn(month));
    return {
      ...award,
      kind,
      payeeId,
      amount: first.amount,
      explanation: first.explanation,
      monthsPast: past.length,
      amountPast,
      amountNow: dueIn(until < firstMonth ? firstMonth : until),
    };
  }

  /** What adjustments that were carried out since its first month would add to it. */
  private async risesOf(
    tx: Transaction,
    { birthDate, township }: Person,
    ids: readonly string[],
    award: Award & { readonly kind: string },
  ): Promise<readonly Rise[]> {
    const pension = (await this.benefits.ofPerson(tx, ids)).findLast(
      ({ kind, lastMonth }) => describedBenefit(kind).isPension && lastMonth === null,
    );
    return this.benefits.wouldRaise(tx, award, { birthDate, township, pension: pension?.id ?? null });
  }

  /**
   * What a benefit would have been granted as, by what is known of the person today. The account is that of the grant, with what was credited for it
   * since. Throws Refused as {@link reckon}, but for what is drawn already.
   */
  async anew(
    tx: Transaction,
    person: Person,
    { benefit, told, on, reckonedAt }: ReckoningAnew,
  ): Promise<Award> {
    const ids = await this.people.allOf(tx, person.id);
    const record = await this.recordOf(tx, person, ids, benefit.id);
    const kept = benefit.facts['account'];
    const account =
      typeof kept === 'string' ? await this.accountAnew(tx, ids, benefit, yuan(kept), reckonedAt) : null;
    return this.awarded(
      benefit.kind as BenefitKindCode,
      readAsked(benefit.kind as BenefitKindCode, told),
      account === null
        ? record
        : {
            ...record,
            account: (code, before) =>
              code === benefit.scheme ? account(before) : record.account(code, before),
          },
      on,
      await this.policy.parameters(tx),
    );
  }

  /** The account of the grant, with what was credited for it since, and of months that the first month now leaves to it or takes from it. */
  private async accountAnew(
    tx: Transaction,
    ids: readonly string[],
    { scheme, firstMonth }: Benefit,
    kept: Fen,
    reckonedAt: Date | null,
  ): Promise<(before?: PlainMonth) => Fen> {
    if (reckonedAt === null) return () => kept;
    const now = await this.accounts.credits(tx, ids);
    const then = creditedBefore(await this.accounts.credits(tx, ids, reckonedAt), scheme, firstMonth);
    return (before = firstMonth) => add(kept, subtract(creditedBefore(now, scheme, before), then));
  }

  private awarded(
    kind: BenefitKindCode,
    asked: Asked,
    record: InsuranceRecord,
    on: PlainDate,
    parameters: Parameters,
  ): Award {
    const awarded = describedBenefit(kind).award(asked, record, on, parameters);
    if (awarded.ok) return awarded.value;
    const { refusal } = awarded;
    throw refusal.reason === 'parameter-missing'
      ? new Refused('parameter-missing', `${refusal.key} ${refusal.on}`)
      : new Refused('benefit-not-due', inOneLine(refusal.detail));
  }

  private due(
    kind: BenefitKindCode,
    award: Pick<Award, 'facts' | 'firstMonth'>,
    month: PlainMonth,
    parameters: Parameters,
  ) {
    const { facts, firstMonth } = award;
    const reckoned = benefitKinds[kind].due(facts, { month, firstMonth }, parameters);
    if (reckoned.ok) return reckoned.value;
    throw new Refused('parameter-missing', `${reckoned.refusal.key} ${reckoned.refusal.on}`);
  }

  /** The person themselves; of a dead one, whoever else was named. */
  private async payeeOf(
    tx: Transaction,
    person: Person,
    afterDeath: boolean,
    payee: string | null,
  ): Promise<string> {
    if (!afterDeath) {
      if (person.diedOn !== null) throw new Refused('person-dead', person.diedOn);
      if (payee !== null) throw new Refused('malformed-request', 'payee');
      return person.id;
    }
    if (person.diedOn === null) throw new Refused('person-alive');
    if (payee === null) throw new Refused('payee-missing');
    const other = await this.people.find(tx, await this.people.keptOf(tx, payee));
    if (other === null) throw new Refused('person-unknown');
    if (other.id === person.id || other.diedOn !== null) throw new Refused('payee-missing');
    return other.id;
  }

  /** What is known of somebody, whose registrations are `ids`. `apart`: a benefit that is looked away from. */
  async recordOf(
    tx: Transaction,
    person: Person,
    ids: readonly string[],
    apart: string | null = null,
  ): Promise<InsuranceRecord> {
    const counted = await this.counting.countedOf(tx, ids);
    const accounts = new Map<string, Fen>();
    for (const scheme of Object.keys(schemes) as SchemeCode[])
      for (const { code } of describedScheme(scheme).accounts)
        accounts.set(code, await this.accounts.balance(tx, code, ids));
    const credits = await this.accounts.credits(tx, ids);
    const drawn = (await this.benefits.ofPerson(tx, ids)).filter(
      ({ id, firstMonth, lastMonth }) => id !== apart && (lastMonth === null || lastMonth >= firstMonth),
    );
    return {
      ...(await this.replaced.of(tx, drawn)),
      birthDate: person.birthDate,
      sex: person.sex,
      diedOn: person.diedOn,
      counted,
      account: (code, before) =>
        subtract(
          accounts.get(code) ?? zeroFen,
          before === undefined
            ? zeroFen
            : subtract(creditedBefore(credits, code), creditedBefore(credits, code, before)),
        ),
      pensionSince: pensionSince(drawn),
      drawn: new Map(drawn.map(({ kind, facts }) => [kind, facts])),
    };
  }

  /** One pension alone, and each monthly benefit once at a time; what is paid once for a death is paid once. */
  private async demandFree(tx: Transaction, ids: readonly string[], kind: BenefitKindCode): Promise<void> {
    const described = describedBenefit(kind);
    const month = monthOf(this.clock.today());
    for (const one of await this.benefits.ofPerson(tx, ids)) {
      const goesOn = one.lastMonth === null || one.lastMonth >= month;
      const other = describedBenefit(one.kind);
      if (described.isPension && other.isPension && goesOn)
        throw new Refused('pension-drawn', `${inOneLine(other.words)} ${one.firstMonth}`);
      const once = described.afterDeath && described.pays === 'once' && described.takesAccount !== true;
      if (goesOn && exclude(described, other))
        throw new Refused('benefit-drawn', `${inOneLine(other.words)} ${one.firstMonth}`);
      if (one.kind === kind && (once || (described.pays === 'monthly' && goesOn)))
        throw new Refused('benefit-drawn', `${inOneLine(other.words)} ${one.firstMonth}`);
    }
  }
}
