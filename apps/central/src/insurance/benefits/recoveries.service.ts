/** Takes what comes back of benefits paid in error, the oldest month first: each sum once, booked by the year it was paid in, never more than is open. */
import { Injectable } from '@nestjs/common';
import { endings, suspensions } from '#libs/benefits/benefit-life.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { recoveryReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { largestPart } from '#libs/benefits/recovery-offset.js';
import type { Words } from '#libs/kernel/words.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { type Fen, formatYuan, smaller, subtract, sum, zeroFen } from '#libs/money/fen.js';
import { type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import { rateOf } from '#libs/policy/look-up.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { OwedRecoveryDto, RecoveryInstalmentDto } from './recoveries.dto.js';
import { RecoveryPlans, type StandingPlan } from './recovery-plans.service.js';
import { type RecoveredBy, type RecoveryCase, takenOf } from './recovery.js';
import { type OwedRecovery, RecoveriesStore } from './recoveries.store.js';

/** What is open of a case. */
export const openOf = ({ open }: RecoveryCase): Fen => sum(open.map(({ amount }) => amount));

const basis = { source: '社会保险经办条例 第四十六条', status: 'national' } as const;

/** Why something was paid in error. */
const causeOf = ({ what, cause }: OwedRecovery): Words => {
  if (what === 'redetermined') return { zh: '待遇重新核定', en: 'reckoned anew' };
  const known = Object.entries({
    ...endings,
    ...Object.fromEntries(Object.entries(suspensions).map(([code, { words }]) => [code, words])),
  }).find(([code]) => code === cause)?.[1];
  return known ?? { zh: '更正后多发', en: 'a correction' };
};

/** What was paid in error, what of it came back, and what is left. */
const stepsOf = (one: OwedRecovery): ExplanationStep[] => {
  const { firstMonth, lastMonth, amount, open } = one;
  const [zh, back] = [causeOf(one).zh, formatYuan(subtract(amount, open))];
  return [
    stepOf(
      { zh: '多领', en: 'Paid in error' },
      `${firstMonth === lastMonth ? firstMonth : `${firstMonth} – ${lastMonth}`}（${zh}）`,
      formatYuan(amount),
      basis,
    ),
    stepOf({ zh: '已退回、抵扣或核销', en: 'Came back, kept back or written off' }, '', back, basis),
    stepOf(
      { zh: '尚应退回', en: 'Still to be given back' },
      `${formatYuan(amount)} − ${back}`,
      formatYuan(open),
      basis,
    ),
  ];
};

/** The earliest instalment of which something is open. */
const nextOf = (plan: StandingPlan | undefined): RecoveryInstalmentDto | null => {
  const at = plan?.parts.findIndex(({ open }) => open > zeroFen) ?? -1;
  const part = plan?.parts[at];
  if (plan === undefined || part === undefined) return null;
  return {
    agreement: plan.number,
    dueOn: part.dueOn,
    place: at + 1,
    of: plan.parts.length,
    open: formatYuan(part.open),
    lapsed: plan.state === 'broken',
  };
};

const shown = (one: OwedRecovery, plan: StandingPlan | undefined): OwedRecoveryDto => ({
  id: one.claimId,
  reference: recoveryReference(one.number),
  scheme: one.scheme,
  schemeName: schemeName(one.scheme),
  benefitName: describedBenefit(one.kind).words,
  cause: causeOf(one),
  firstMonth: one.firstMonth,
  lastMonth: one.lastMonth,
  amount: formatYuan(one.amount),
  open: formatYuan(one.open),
  instalment: nextOf(plan),
  explanation: { steps: stepsOf(one), parameterVersions: [] },
});

@Injectable()
export class Recoveries {
  constructor(
    private readonly store: RecoveriesStore,
    private readonly plans: RecoveryPlans,
    private readonly transfers: FundTransfersService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Held until the transaction ends; null: there is none. */
  hold(tx: Transaction, number: number): Promise<RecoveryCase | null> {
    return this.store.hold(tx, number, this.clock.today());
  }

  /** Several, held in order; those that there are not are left out. */
  holdAll(tx: Transaction, numbers: readonly number[]): Promise<readonly RecoveryCase[]> {
    return this.store.holdAll(tx, numbers, this.clock.today());
  }

  /** By benefit: the recoveries that ids are about, which are of benefits or of months of them; held until the transaction ends. */
  holdOf(tx: Transaction, ids: readonly string[]): Promise<Map<string, RecoveryCase>> {
    return this.store.holdOf(tx, ids, this.clock.today());
  }

  /** What somebody was paid in error and has not given back, with its reason. */
  async owedBy(tx: Transaction, payeeId: string): Promise<OwedRecoveryDto[]> {
    const owed = await this.store.owedBy(tx, payeeId);
    const plans = await this.plans.of(
      tx,
      owed.map(({ claimId }) => claimId),
    );
    return owed.map((one) => shown(one, plans.get(one.claimId)));
  }

  /**
   * Takes a sum of a case that is held and has as much open. Money by the bank lies in temporary receipts of the fund; what is written off was an
   * expense and stays one (cash basis). Throws Refused `fund-short`.
   */
  async take(tx: Transaction, of: RecoveryCase, amount: Fen, by: RecoveredBy): Promise<void> {
    const at = this.clock.now();
    const taken = takenOf(of.open, amount);
    for (const part of taken) await this.store.takePart(tx, part.id, part.amount, by, at);
    const [earlier, thisYear] = [true, false].map((wanted) =>
      sum(taken.filter(({ earlierYear }) => earlierYear === wanted).map((part) => part.amount)),
    ) as [Fen, Fen];
    if (by.how === 'written-off') return;
    // Of this year, what is kept back is an expense less and one more: nothing moves.
    if (thisYear > zeroFen && by.how === 'transfer')
      await this.transfers.book(tx, of.scheme, 'suspense-recovery', thisYear);
    if (earlier > zeroFen)
      await this.transfers.book(
        tx,
        of.scheme,
        by.how === 'transfer' ? 'suspense-other-income' : 'offset-earlier-year',
        earlier,
      );
  }

  /** Keeps back so much of a case each month from now on, also of what is due and unpaid. */
  async agree(
    tx: Transaction,
    of: RecoveryCase,
    monthly: Fen,
    approvalId: string,
    until: PlainMonth,
  ): Promise<void> {
    await this.store.addOffset(tx, { approvalId, claimId: of.claimId, monthly, at: this.clock.now() });
    await this.keepBack(tx, [of.payeeId], until);
  }

  /**
   * Keeps back what was agreed of the open lines of people up to a month: once of a month of a benefit, of the same fund, and never more than may be
   * (`recovery.least-left-share`). Throws Refused `parameter-missing`, `fund-short`.
   */
  async keepBack(tx: Transaction, payees: readonly string[], until: PlainMonth): Promise<void> {
    const offsets = await this.store.offsets(tx, payees);
    if (offsets.length === 0) return;
    const least = await this.policy.value(tx, this.clock.today(), rateOf('recovery.least-left-share'));
    for (const offset of offsets)
      for (const line of await this.store.linesToKeep(tx, offset, until)) {
        const of = await this.hold(tx, offset.number);
        if (of === null || of.open.length === 0) break;
        const kept = [offset.monthly, openOf(of), largestPart(line, least)].reduce((one, other) =>
          smaller(one, other),
        );
        if (kept === zeroFen) continue;
        const entitlementId = await this.store.divide(tx, line, kept);
        await this.take(tx, of, kept, { how: 'offset', entitlementId });
      }
  }
}
