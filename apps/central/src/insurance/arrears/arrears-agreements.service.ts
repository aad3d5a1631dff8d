/**
 * Agrees that a unit pays what is overdue by instalments (分期缴纳协议): proposed with days and amounts, decided by another. While it is kept its
 * bills are not dunned; their late fee goes on by day. An instalment that is missed breaks it, and its bills are overdue again.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { checkInstalments, type Instalment } from '#libs/contributions/instalments.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import { type Fen, sum, yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import type { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { UnitBills } from '../collection/unit-bills.service.js';
import type { AgreementPageDto, AskAgreementDto } from './arrears-agreements.dto.js';
import { type AgreementState, ArrearsAgreementsStore } from './arrears-agreements.store.js';

/** What is decided. Amounts in yuan. */
type Agreement = {
  readonly unit: string;
  readonly unitName: string;
  readonly bills: readonly { readonly id: string; readonly notice: string; readonly open: string }[];
  readonly instalments: readonly { readonly dueOn: string; readonly amount: string }[];
  readonly guarantee: string | null;
  readonly reason: string;
};

const openOf = ({ bills }: Pick<Agreement, 'bills'>): Fen => sum(bills.map(({ open }) => yuan(open)));

@Injectable()
export class ArrearsAgreements implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: ArrearsAgreementsStore,
    private readonly bills: UnitBills,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Agreement>('arrears-agreement', {
      // What was paid, billed or agreed meanwhile is another sum, and has to be asked anew.
      current: async (tx, { content }) => ({ ...content, ...(await this.overdue(tx, content.unit)) }),
      describe: (_, { content }) => {
        const { unit, unitName, bills, instalments, guarantee, reason } = content;
        const open = displayYuan(openOf(content));
        return Promise.resolve({
          what: {
            zh: `${unitName} 分期缴纳欠费 ${open}，共 ${instalments.length} 期`,
            en: `${unitName} pays ${open} that is overdue in ${instalments.length} instalments`,
          },
          details: [
            { label: { zh: '单位编号', en: 'unit' }, value: { zh: unit, en: unit } },
            {
              label: { zh: '缴费通知单', en: 'notices' },
              value: both(bills.map(({ notice }) => notice).join(', ')),
            },
            ...instalments.map(({ dueOn, amount }) => ({
              label: both(dueOn),
              value: both(displayYuan(yuan(amount))),
            })),
            ...(guarantee === null
              ? []
              : [{ label: { zh: '担保', en: 'guarantee' }, value: both(guarantee) }]),
            { label: { zh: '理由', en: 'reason' }, value: both(reason) },
          ],
        });
      },
      approved: (tx, { id, content }) => {
        const instalments = this.check(content);
        return this.store.add(
          tx,
          {
            approvalId: id,
            unit: content.unit,
            open: openOf(content),
            guarantee: content.guarantee,
            at: this.clock.now(),
          },
          content.bills.map((bill) => ({ id: bill.id, open: yuan(bill.open) })),
          instalments,
        );
      },
    });
  }

  /**
   * Asks others to agree on instalments for all that a unit has overdue. Throws Refused `unit-unknown`, `nothing-overdue`, `instalments-unfit`,
   * `approval-waiting`, `parameter-missing`.
   */
  ask(
    unit: string,
    { instalments, guarantee, reason }: AskAgreementDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedApprovalDto> {
    return this.database.transaction(async (tx) => {
      const overdue = await this.overdue(tx, unit);
      if (overdue.bills.length === 0) throw new Refused('nothing-overdue', unit);
      const content: Agreement = {
        unit,
        ...overdue,
        instalments: instalments.map(({ dueOn, amount }) => ({ dueOn, amount })),
        guarantee: guarantee ?? null,
        reason,
      };
      this.check(content);
      const { id, state } = await this.approvals.ask<Agreement>(tx, {
        kind: 'arrears-agreement',
        subject: unit,
        content,
        amountFen: openOf(content),
        by,
        reason,
      });
      return { approval: id, state };
    });
  }

  list(
    filters: { readonly state: AgreementState | null; readonly unit: string | null },
    ask: ListAsk,
  ): Promise<AgreementPageDto> {
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.store.list(tx, filters, this.clock.today(), ask);
      return { agreements: [...rows], next, total };
    });
  }

  /** What a unit has overdue and open, without what is agreed on. */
  private async overdue(tx: Transaction, unit: string): Promise<Pick<Agreement, 'unitName' | 'bills'>> {
    const { unitName, bills } = await this.bills.listIn(tx, unit);
    return {
      unitName,
      bills: bills
        .filter(({ state, open }) => state === 'overdue' && open !== '0.00')
        .map(({ id, notice, open }) => ({ id, notice, open })),
    };
  }

  private check(content: Agreement): readonly Instalment[] {
    const read = content.instalments.map(({ dueOn, amount }): Instalment => {
      const day = parseDate(dueOn);
      if (day === null) throw new Refused('instalments-unfit', dueOn);
      return { dueOn: day, amount: yuan(amount) };
    });
    const checked = checkInstalments(read, openOf(content), this.clock.today());
    if (!checked.ok) throw new Refused('instalments-unfit', checked.refusal);
    return checked.value;
  }
}

const both = (text: string): { readonly zh: string; readonly en: string } => ({ zh: text, en: text });
