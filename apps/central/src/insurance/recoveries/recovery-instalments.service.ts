/** Asks others to agree that what was paid in error is given back by instalments (分期退回协议), within what the law leaves of what the payee draws. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { checkInstalments, type Instalment } from '#libs/contributions/instalments.js';
import { recoveriesNamedIn } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { RecoveryCase } from '../benefits/recovery.js';
import { openOf, Recoveries } from '../benefits/recoveries.service.js';
import { RecoveryPlans } from '../benefits/recovery-plans.service.js';
import type { AskedOfRecoveryDto, AskRecoveryInstalmentsDto } from './recovery.dto.js';

/** What is decided. Amounts in yuan. */
type Content = {
  readonly reference: string;
  readonly name: string;
  readonly scheme: string;
  readonly open: string;
  readonly instalments: readonly { readonly dueOn: string; readonly amount: string }[];
  readonly reason: string;
};

/** At most so many years (assumed: no text says for how long what was paid in error may be given back). */
const yearsAtMost = 3;
const both = (text: string): { readonly zh: string; readonly en: string } => ({ zh: text, en: text });

@Injectable()
export class RecoveryInstalments implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly recoveries: Recoveries,
    private readonly plans: RecoveryPlans,
    private readonly people: PeopleService,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Content>('recovery-instalments', {
      // What came back meanwhile leaves another sum, and has to be asked anew.
      current: async (tx, { content }) => ({
        ...content,
        open: formatYuan(openOf(await this.get(tx, content.reference))),
      }),
      describe: (_, { content }) => Promise.resolve(describe(content)),
      approved: async (tx, { id, content }) => {
        const recovery = await this.get(tx, content.reference);
        const parts = await this.check(tx, recovery, content);
        await this.plans.agree(
          tx,
          { approvalId: id, claimId: recovery.claimId, open: openOf(recovery) },
          parts,
        );
      },
    });
  }

  /** Throws Refused `recovery-unknown`, `recovery-closed`, `instalments-unfit`, `instalments-unbearable`, `approval-waiting`, `parameter-missing`. */
  ask(
    reference: string,
    { instalments, reason }: AskRecoveryInstalmentsDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedOfRecoveryDto> {
    return this.database.transaction(async (tx) => {
      const recovery = await this.get(tx, reference);
      noteLookedUp(recovery.payeeId);
      const open = openOf(recovery);
      if (open === zeroFen) throw new Refused('recovery-closed', reference);
      const content: Content = {
        reference,
        name: (await this.people.get(tx, recovery.payeeId)).name,
        scheme: recovery.scheme,
        open: formatYuan(open),
        instalments: instalments.map(({ dueOn, amount }) => ({ dueOn, amount })),
        reason,
      };
      await this.check(tx, recovery, content);
      const { id, state } = await this.approvals.ask<Content>(tx, {
        kind: 'recovery-instalments',
        subject: reference,
        content,
        amountFen: open,
        by,
        reason,
      });
      return { approval: id, state };
    });
  }

  private async check(
    tx: Transaction,
    recovery: RecoveryCase,
    { instalments }: Content,
  ): Promise<readonly Instalment[]> {
    const read = instalments.map(({ dueOn, amount }): Instalment => {
      const day = parseDate(dueOn);
      if (day === null) throw new Refused('instalments-unfit', dueOn);
      return { dueOn: day, amount: yuan(amount) };
    });
    const checked = checkInstalments(read, openOf(recovery), this.clock.today(), yearsAtMost);
    if (!checked.ok) throw new Refused('instalments-unfit', checked.refusal);
    const most = await this.plans.bearable(tx, recovery.payeeId);
    const months = [...new Set(read.map(({ dueOn }) => dueOn.slice(0, 7)))];
    const largest = months
      .map((month) => sum(read.filter(({ dueOn }) => dueOn.startsWith(month)).map(({ amount }) => amount)))
      .reduce((one, other) => (one > other ? one : other), zeroFen);
    if (most !== null && largest > most) throw new Refused('instalments-unbearable', formatYuan(most));
    return checked.value;
  }

  private async get(tx: Transaction, reference: string): Promise<RecoveryCase> {
    const [number] = recoveriesNamedIn(reference);
    const recovery = number === undefined ? null : await this.recoveries.hold(tx, number);
    if (recovery === null) throw new Refused('recovery-unknown', reference);
    return recovery;
  }
}

const describe = ({ reference, name, scheme, open, instalments, reason }: Content) => {
  const [fund, whole] = [schemeName(scheme), displayYuan(yuan(open))];
  return {
    what: {
      zh: `${name} 分期退回多领${fund.zh}待遇 ${whole}，共 ${instalments.length} 期`,
      en: `${name} gives back ${whole} of ${fund.en}, paid in error, in ${instalments.length} instalments`,
    },
    details: [
      { label: { zh: '追回编号', en: 'recovery' }, value: both(reference) },
      ...instalments.map(({ dueOn, amount }) => ({
        label: both(dueOn),
        value: both(displayYuan(yuan(amount))),
      })),
      { label: { zh: '理由', en: 'reason' }, value: both(reason) },
    ],
  };
};
