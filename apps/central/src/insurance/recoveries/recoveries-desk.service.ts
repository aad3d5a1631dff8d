/** What is to be recovered of benefits: listed, and what is asked of others for it – keeping a sum back each month, or writing off what cannot be had. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { recoveriesNamedIn, recoveryReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { monthOf } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import { type Fen, fen, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { RecoveryCase } from '../benefits/recovery.js';
import { openOf, Recoveries } from '../benefits/recoveries.service.js';
import { RecoveryPlans, type StandingPlan } from '../benefits/recovery-plans.service.js';
import { RecoveriesListStore, type RecoveryState } from './recoveries-list.store.js';
import type { AskedOfRecoveryDto, RecoveryAgreementDto, RecoveryPageDto } from './recovery.dto.js';

/** What is decided. Amounts in yuan. */
type Content = {
  readonly reference: string;
  readonly name: string;
  readonly scheme: string;
  readonly open: string;
  /** Kept back each month, or written off. */
  readonly amount: string;
  readonly reason: string;
};

const agreementOf = (plan: StandingPlan | undefined): RecoveryAgreementDto | null =>
  plan === undefined
    ? null
    : {
        number: plan.number,
        state: plan.state,
        overdue: formatYuan(plan.overdue),
        instalments: plan.parts.map(({ dueOn, amount, open }) => ({
          dueOn,
          amount: formatYuan(amount),
          open: formatYuan(open),
        })),
      };

const yuanOf = (text: string): string => formatYuan(fen(BigInt(text)));
const both = (text: string): { readonly zh: string; readonly en: string } => ({ zh: text, en: text });
const kinds = { offset: 'recovery-offset', 'write-off': 'recovery-write-off' } as const;

@Injectable()
export class RecoveriesDesk implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: RecoveriesListStore,
    private readonly recoveries: Recoveries,
    private readonly plans: RecoveryPlans,
    private readonly people: PeopleService,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    for (const what of ['offset', 'write-off'] as const)
      this.approvals.handle<Content>(kinds[what], {
        // What came back meanwhile leaves less open: what was asked no longer fits, or still does.
        current: async (tx, { content }) => {
          const open = openOf(await this.get(tx, content.reference));
          return open < yuan(content.amount) || open === zeroFen ? null : content;
        },
        describe: (_, { content }) => Promise.resolve(describe(what, content)),
        approved: async (tx, { id, content }) => {
          const recovery = await this.get(tx, content.reference);
          const amount = yuan(content.amount);
          if (what === 'offset')
            await this.recoveries.agree(tx, recovery, amount, id, monthOf(this.clock.today()));
          else {
            demandOpen(recovery, amount);
            await this.recoveries.take(tx, recovery, amount, { how: 'written-off', approvalId: id });
          }
        },
      });
  }

  list(
    filters: { readonly scheme: string | null; readonly state: RecoveryState | null },
    ask: ListAsk,
  ): Promise<RecoveryPageDto> {
    return this.database.read(async (tx) => {
      const [number = null] = recoveriesNamedIn(ask.search ?? '');
      const { rows, next, total } = await this.store.list(tx, { ...filters, number }, ask);
      for (const { payeeId } of rows) noteLookedUp(payeeId);
      const plans = await this.plans.of(
        tx,
        rows.map(({ claimId }) => claimId),
      );
      return {
        recoveries: rows.map(({ number: of, kind, personNumber, monthly, ...row }) => ({
          reference: recoveryReference(of),
          claimId: row.claimId,
          scheme: row.scheme,
          schemeName: schemeName(row.scheme),
          benefitName: describedBenefit(kind).words,
          payeeId: row.payeeId,
          name: row.name,
          maskedNumber: maskSocialSecurityNumber(personNumber as SocialSecurityNumber),
          diedOn: row.diedOn,
          openedAt: row.openedAt.toISOString(),
          firstMonth: row.firstMonth,
          lastMonth: row.lastMonth,
          amount: yuanOf(row.amount),
          byTransfer: yuanOf(row.byTransfer),
          atWindow: yuanOf(row.atWindow),
          byOffset: yuanOf(row.byOffset),
          writtenOff: yuanOf(row.writtenOff),
          open: yuanOf(row.open),
          monthly: monthly === null ? null : yuanOf(monthly),
          agreement: agreementOf(plans.get(row.claimId)),
        })),
        next,
        total,
      };
    });
  }

  /** Asks others. Throws Refused `recovery-unknown`, `recovery-closed`, `recovery-above-open`, `payee-died`, `malformed-request`, `approval-waiting`. */
  ask(
    asked: {
      readonly what: 'offset' | 'write-off';
      readonly reference: string;
      /** Null: all that is open. */
      readonly amount: string | null;
      readonly reason: string;
    },
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedOfRecoveryDto> {
    const { what, reference, reason } = asked;
    return this.database.transaction(async (tx) => {
      const recovery = await this.get(tx, reference);
      noteLookedUp(recovery.payeeId);
      const open = openOf(recovery);
      if (open === zeroFen) throw new Refused('recovery-closed', reference);
      const amount = asked.amount === null ? open : yuan(asked.amount);
      if (amount === zeroFen) throw new Refused('malformed-request', 'amount');
      demandOpen(recovery, amount);
      const payee = await this.people.get(tx, recovery.payeeId);
      if (what === 'offset' && payee.diedOn !== null) throw new Refused('payee-died', payee.diedOn);
      const { id, state } = await this.approvals.ask<Content>(tx, {
        kind: kinds[what],
        subject: reference,
        content: {
          reference,
          name: payee.name,
          scheme: recovery.scheme,
          open: formatYuan(open),
          amount: formatYuan(amount),
          reason,
        },
        amountFen: what === 'offset' ? open : amount,
        by,
        reason,
      });
      return { approval: id, state };
    });
  }

  private async get(tx: Transaction, reference: string): Promise<RecoveryCase> {
    const [number] = recoveriesNamedIn(reference);
    const recovery = number === undefined ? null : await this.recoveries.hold(tx, number);
    if (recovery === null) throw new Refused('recovery-unknown', reference);
    return recovery;
  }
}

const demandOpen = (recovery: RecoveryCase, amount: Fen): void => {
  const open = openOf(recovery);
  if (amount > open) throw new Refused('recovery-above-open', formatYuan(open));
};

const describe = (what: 'offset' | 'write-off', content: Content) => {
  const { reference, name, scheme, open, amount, reason } = content;
  const [fund, of] = [schemeName(scheme), displayYuan(yuan(amount))];
  return {
    what:
      what === 'offset'
        ? {
            zh: `${name} 多领${fund.zh}待遇，每月抵扣 ${of}`,
            en: `${of} a month kept back of ${name} for benefits of ${fund.en} paid in error`,
          }
        : {
            zh: `${name} 多领${fund.zh}待遇，核销 ${of}`,
            en: `${of} of ${name} written off for benefits of ${fund.en} paid in error`,
          },
    details: [
      { label: { zh: '追回编号', en: 'recovery' }, value: both(reference) },
      { label: { zh: '尚未追回', en: 'open' }, value: both(displayYuan(yuan(open))) },
      { label: { zh: '理由', en: 'reason' }, value: both(reason) },
    ],
  };
};
