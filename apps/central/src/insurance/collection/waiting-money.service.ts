/** Money that no rule could match: shown, and put on bills by a person. */
import { Injectable } from '@nestjs/common';
import { noticesNamedIn, noticeReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { fen, formatYuan, subtract, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { BillsStore } from './bills.store.js';
import { Gathered, PaymentBooking } from './payment-booking.service.js';
import { StatementsStore } from './statements.store.js';
import type { AssignedMoneyDto, WaitingMoneyPageDto } from './waiting-money.dto.js';
import { WaitingMoneyStore } from './waiting-money.store.js';

const yuanOf = (text: string): string => formatYuan(fen(BigInt(text)));

@Injectable()
export class WaitingMoney {
  constructor(
    private readonly database: Database,
    private readonly store: WaitingMoneyStore,
    private readonly statements: StatementsStore,
    private readonly bills: BillsStore,
    private readonly booking: PaymentBooking,
    private readonly policy: PolicyService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  list(
    filters: { readonly scheme: string | null; readonly why: string | null },
    ask: ListAsk,
  ): Promise<WaitingMoneyPageDto> {
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.store.list(tx, filters, ask);
      return {
        lines: rows.map((row) => ({
          ...row,
          schemeName: schemeName(row.scheme),
          amount: yuanOf(row.amount),
          waiting: yuanOf(row.waiting),
          candidates: [...row.candidates],
        })),
        next,
        total,
      };
    });
  }

  /**
   * Pays bills with money that waits, in the order named; what is over goes on waiting. Late fees run to the day the money came. Throws
   * Refused `money-not-waiting`, `bill-unknown`, `bill-of-another`, `bill-paid`, `bill-in-hand`, `parameter-missing`.
   */
  assign(
    statement: number,
    line: number,
    references: readonly string[],
    by: { readonly staffNumber: string; readonly terminalId: string },
  ): Promise<AssignedMoneyDto> {
    return this.database.transaction(async (tx) => {
      const held = await this.store.holdAsked(tx, statement, line);
      if (held === null) throw new Refused('money-not-waiting', `${statement}/${line}`);
      const notices = [...new Set(references.flatMap(noticesNamedIn))];
      const bills = await this.bills.hold(tx, held.scheme, { notices, units: [] });
      const named = notices.map((notice) => {
        const bill = bills.find(({ noticeNumber }) => noticeNumber === notice);
        if (bill === undefined) throw new Refused('bill-unknown', noticeReference(notice));
        if (bill.inHand !== null) throw new Refused('bill-in-hand', noticeReference(notice));
        return bill;
      });
      const [first] = named;
      if (first === undefined || notices.length < references.length) throw new Refused('bill-unknown');
      if (named.some(({ unit }) => unit !== first.unit)) throw new Refused('bill-of-another', first.unit);
      const gathered = new Gathered(await this.policy.parameters(tx), 'transfer', 'suspense');
      const rest = gathered.add({
        sourceId: held.statementId,
        sourceLine: held.line,
        amount: held.waiting,
        receivedOn: held.bookedOn,
        bills: named,
      });
      if (rest === held.waiting) throw new Refused('bill-paid', noticeReference(first.noticeNumber));
      await this.booking.book(tx, held.scheme, gathered);
      const at = this.clock.now();
      await this.statements.settle(
        tx,
        held.statementId,
        [
          {
            line: held.line,
            state: rest === zeroFen ? 'assigned' : 'in-suspense',
            why: rest === zeroFen ? null : 'overpaid',
            how: 'hand',
            unit: first.unit,
            suspense: rest,
            candidates: [first.unit],
          },
        ],
        { at, staffNumber: by.staffNumber },
      );
      await this.audit.append(tx, {
        at,
        action: 'statement-line.assigned',
        terminalId: by.terminalId,
        staffNumber: by.staffNumber,
        subject: `${statement}/${line}`,
        detail: { unit: first.unit, notices: references.join(' '), waiting: formatYuan(rest) },
      });
      return { unit: first.unit, paid: formatYuan(subtract(held.waiting, rest)), waiting: formatYuan(rest) };
    });
  }
}
