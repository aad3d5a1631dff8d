/** What a statement of benefits (待遇核定与领取明细单) says: each benefit's first award and how it was reckoned, what changed since and why, and what was paid in a year. */
import { Injectable } from '@nestjs/common';
import { amountChanges, type ReckonedMonth } from '#libs/benefits/amount-changes.js';
import { type BenefitChange, lifeOf } from '#libs/benefits/benefit-life.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { type Rise, risesIn, withRises } from '#libs/benefits/rises.js';
import { schemeName } from '#libs/contract/schemes.js';
import { payRunReference } from '#libs/contributions/notice-number.js';
import { maskBankAccount } from '#libs/identity/masked-account.js';
import { maskName } from '#libs/identity/masked-name.js';
import { monthOf, monthsBetween } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { fen, type Fen, formatYuan, sum } from '#libs/money/fen.js';
import type { ExplanationStep } from '#libs/policy/explanation.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { Benefit, Redetermined } from '../benefits/benefit.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { causeWords, changeWords } from './benefit-changes.service.js';
import { BenefitsOnPaperStore, type GrantRow, type PaidRow } from './benefits-on-paper.store.js';
import { claimReference } from './claim.js';
import { type ChangeRow, ClaimsStore } from './claims.store.js';

/** One step of a calculation on paper. */
export type PaperStep = Pick<ExplanationStep, 'label' | 'expression' | 'result' | 'basis'>;

/** From a month on; amounts in yuan. */
export type PaperChange = {
  readonly from: string;
  readonly what: Words;
  readonly cause: Words | null;
  /** The document it rests on. */
  readonly evidence: string | null;
  readonly before: string | null;
  readonly amount: string | null;
  readonly because: readonly PaperStep[];
};

export type PaperPayment = {
  readonly paidOn: string;
  readonly period: string;
  readonly kind: string;
  /** Yuan. */
  readonly amount: string;
  /** `run`, `bank` or `cash`. */
  readonly way: string;
  /** Masked; null where it was cash. */
  readonly account: string | null;
  /** The receipt or the run. */
  readonly reference: string | null;
};

/** Amounts in yuan. */
export type BenefitOnPaper = {
  readonly benefitId: string;
  readonly kindName: Words;
  readonly basis: string;
  readonly scheme: string;
  readonly schemeName: Words;
  /** Masked, where it comes from somebody else's insurance; null: their own. */
  readonly insured: string | null;
  readonly reference: string | null;
  readonly grantedOn: string | null;
  readonly firstMonth: string;
  readonly lastMonth: string | null;
  readonly once: boolean;
  /** This month. */
  readonly state: Words;
  /** Where the bank pays it to now, masked; null: there is no account in use. */
  readonly account: string | null;
  /** As it was first reckoned; null: a parameter is missing by now. */
  readonly award: { readonly amount: string; readonly steps: readonly PaperStep[] } | null;
  readonly changes: readonly PaperChange[];
  readonly payments: readonly PaperPayment[];
  readonly paidTotal: string;
  readonly recoveries: readonly {
    readonly period: string;
    readonly amount: string;
    readonly foundOn: string;
  }[];
};

const stepOf = ({ label, expression, result, basis }: ExplanationStep): PaperStep => ({
  label,
  expression,
  result,
  basis,
});
const amountOf = (text: string): Fen => fen(BigInt(text));
const amountWords: Words = { zh: '待遇调整', en: 'amount changed' };
const masked = (account: string | null): string | null =>
  account === null ? null : maskBankAccount(account);
const stateWords = {
  normal: { zh: '正常发放', en: 'paid' },
  suspended: changeWords.suspended,
  ended: changeWords.ended,
};

const paymentOf = ({ paidOn, period, kind, amount, way, account, receipt, run }: PaidRow): PaperPayment => ({
  paidOn,
  period,
  kind,
  amount: formatYuan(amountOf(amount)),
  way,
  account: masked(account),
  reference: receipt ?? (run === null ? null : payRunReference(run)),
});

/** What its first month came to before it was reckoned anew, and comes to since, with how. */
const redeterminedOf = (
  kind: string,
  { former, since, evidence }: Redetermined,
  parameters: Parameters,
): PaperChange => {
  const dueOf = ({ firstMonth, facts }: Redetermined['since']) =>
    describedBenefit(kind).due(facts, { month: firstMonth, firstMonth }, parameters);
  const [before, after] = [dueOf(former), dueOf(since)];
  return {
    from: since.firstMonth,
    what: { zh: '重新核定', en: 'reckoned anew' },
    cause: null,
    evidence,
    before: before.ok ? formatYuan(before.value.amount) : null,
    amount: after.ok ? formatYuan(after.value.amount) : null,
    because: after.ok ? after.value.explanation.steps.map(stepOf) : [],
  };
};

@Injectable()
export class BenefitsOnPaper {
  constructor(
    private readonly store: BenefitsOnPaperStore,
    private readonly claims: ClaimsStore,
    private readonly benefits: EntitlementsService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** All that somebody is or was paid, the oldest first; `people`: all their registrations. */
  async of(tx: Transaction, people: readonly string[], year: number): Promise<BenefitOnPaper[]> {
    const benefits = await this.benefits.drawnBy(tx, people);
    const ids = benefits.map(({ id }) => id);
    if (ids.length === 0) return [];
    const grants = new Map((await this.store.grants(tx, ids)).map((row) => [row.claimId, row]));
    const changes = await this.claims.changes(tx, ids);
    const paid = await this.store.paidIn(tx, ids, year);
    const recoveries = await this.store.recoveries(tx, ids);
    const rises = await this.benefits.risesOf(tx, benefits);
    const anew = await this.benefits.redetermined(tx, ids);
    const parameters = await this.policy.parameters(tx);
    const told: BenefitOnPaper[] = [];
    for (const benefit of benefits) {
      const own = <Row extends { readonly claimId: string }>(rows: readonly Row[]): Row[] =>
        rows.filter(({ claimId }) => claimId === benefit.id);
      const grant = grants.get(benefit.id);
      if (grant === undefined) throw new Error(`benefit ${benefit.id} is gone`);
      const payments = own(paid);
      told.push({
        ...this.standing(benefit, grant, people, own(changes)),
        // As it was granted, before anything was put right.
        award: await this.award(tx, { ...benefit, ...own(anew)[0]?.former }, grant, parameters),
        changes: [
          ...own(anew).map((one) => redeterminedOf(benefit.kind, one, parameters)),
          ...this.changesOf(benefit, own(changes), rises.get(benefit.id) ?? [], parameters),
        ].toSorted((one, other) => one.from.localeCompare(other.from)),
        payments: payments.map(paymentOf),
        paidTotal: formatYuan(sum(payments.map(({ amount }) => amountOf(amount)))),
        recoveries: own(recoveries).map(({ period, amount, foundOn }) => ({
          period,
          amount: formatYuan(amountOf(amount)),
          foundOn,
        })),
      });
    }
    return told;
  }

  private standing(
    benefit: Benefit,
    { number, grantedOn, insured, account }: GrantRow,
    people: readonly string[],
    changes: readonly ChangeRow[],
  ): Omit<BenefitOnPaper, 'award' | 'changes' | 'payments' | 'paidTotal' | 'recoveries'> {
    const { id, kind, scheme, firstMonth, lastMonth, personId } = benefit;
    const { words, basis, pays } = describedBenefit(kind);
    const state = lifeOf(benefit, changes as readonly BenefitChange[]).stateIn(monthOf(this.clock.today()));
    return {
      benefitId: id,
      kindName: words,
      basis,
      scheme,
      schemeName: schemeName(scheme),
      insured: people.includes(personId) ? null : maskName(insured),
      reference: number === null ? null : claimReference(number),
      grantedOn,
      firstMonth,
      lastMonth,
      once: pays === 'once',
      state: stateWords[state.state],
      account: masked(account),
    };
  }

  /** As it was reckoned when it was granted, made again from what the benefit keeps and the parameters known then. */
  private async award(
    tx: Transaction,
    { kind, facts, firstMonth }: Benefit,
    { knownAt, stored }: GrantRow,
    current: Parameters,
  ): Promise<BenefitOnPaper['award']> {
    const parameters =
      knownAt === null ? current : (await this.policy.parametersAsKnown(tx, knownAt)).parameters;
    const due = describedBenefit(kind).due(facts, { month: firstMonth, firstMonth }, parameters);
    if (!due.ok) return null;
    const steps = stored?.steps ?? due.value.explanation.steps;
    return { amount: formatYuan(due.value.amount), steps: steps.map(stepOf) };
  }

  /** What changed in its life, and what it came to since by the parameters and adjustments of each month. */
  private changesOf(
    benefit: Benefit,
    changes: readonly ChangeRow[],
    rises: readonly Rise[],
    parameters: Parameters,
  ): readonly PaperChange[] {
    const { kind, facts, firstMonth, lastMonth } = benefit;
    const current = monthOf(this.clock.today());
    const last = lastMonth !== null && lastMonth < current ? lastMonth : current;
    const months = firstMonth > last ? [] : monthsBetween(firstMonth, last);
    const reckoned = months.flatMap((month): ReckonedMonth[] => {
      const due = describedBenefit(kind).due(facts, { month, firstMonth }, parameters);
      if (!due.ok) return [];
      const { amount, explanation } = withRises(due.value, risesIn(rises, month, this.clock.now()));
      return [{ month, amount, explanation }];
    });
    const ofAmount = amountChanges(reckoned).map(({ from, before, amount, because }): PaperChange => ({
      from,
      what: amountWords,
      cause: null,
      evidence: null,
      before: formatYuan(before),
      amount: formatYuan(amount),
      because: because.map(stepOf),
    }));
    const ofLife = changes.map(({ what, cause, from, evidence }): PaperChange => ({
      from,
      what: changeWords[what],
      cause: what === 'resumed' ? null : causeWords(cause),
      evidence,
      before: null,
      amount: null,
      because: [],
    }));
    return [...ofLife, ...ofAmount];
  }
}
