/** Books dues of persons that another channel collected: each is a payment with a receipt, as at a window, but taken at none. */
import { Injectable } from '@nestjs/common';
import { orderReference } from '#libs/contributions/notice-number.js';
import { accountPartOf, creditsOf } from '#libs/contributions/personal-account.js';
import { newId } from '#libs/kernel/ids.js';
import { monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { add, zeroFen, type Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { together } from '../../ground/database/row-writes.js';
import { ManyTransfers, type FundMovement } from '../../funds/ledger/many-transfers.service.js';
import { newOperations, operationLines, operationRow } from '../../records/operations/operation-rows.js';
import type { RecordedOperation } from '../../records/operations/operation.js';
import { receiptRow, receipts } from '../../records/receipts/receipt-rows.js';
import { ReceiptsService } from '../../records/receipts/receipts.service.js';
import { AccountCredits, type NewEntry } from '../accounts/account-credits.service.js';
import type { ChannelOrder, SentRow } from './channel-orders.store.js';
import type { AnsweredRow, AnswerFile } from './channel-file.js';
import { ways, type Gathered } from './payment-booking.service.js';
import { SentDuesStore, type HeldDue } from './sent-dues.store.js';

/** What a channel said of a due. */
export type AnsweredDue = { readonly sent: SentRow; readonly due: HeldDue; readonly answer: AnsweredRow };
type Paid = AnsweredDue & {
  readonly key: string;
  readonly on: PlainDate;
  readonly given: Given;
  readonly accountPart: Fen;
};
/** What the government pays of a chosen tier, and adds to it. */
type Given = { readonly governmentPart: Fen; readonly subsidy: Fen };

const write = together('collected-dues', { newOperations, operationLines, receipts });
const places = { debit: '银行批量扣款', tax: '税务征收' } as const;
const nothing: Given = { governmentPart: zeroFen, subsidy: zeroFen };

@Injectable()
export class DueCollections {
  constructor(
    private readonly store: SentDuesStore,
    private readonly accounts: AccountCredits,
    private readonly transfers: ManyTransfers,
    private readonly receipts: ReceiptsService,
    private readonly clock: Clock,
  ) {}

  /** The dues of an order with what was answered of each, held. */
  async hold(tx: Transaction, sent: readonly SentRow[], file: AnswerFile): Promise<AnsweredDue[]> {
    const held = await this.store.hold(
      tx,
      sent.flatMap(({ due }) => due ?? []),
    );
    const answers = new Map(file.rows.map((row) => [row.serial, row]));
    return sent.flatMap((row): AnsweredDue[] => {
      if (row.due === null) return [];
      const [due, answer] = [held.get(row.due), answers.get(row.serial)];
      if (due === undefined || answer === undefined || !due.inHand)
        throw new Error(`due ${row.due} is not in hand`);
      return [{ sent: row, due, answer }];
    });
  }

  /**
   * Pays what was collected and gives the rest free. Returns the movements still to be booked, and the key of each payment by serial. Locks
   * personal accounts, then the fund's, then the day's receipt numbers, as acts at windows do.
   */
  async take(
    tx: Transaction,
    order: ChannelOrder,
    dues: readonly AnsweredDue[],
    {
      way,
      digest,
      staffNumber,
    }: { readonly way: Gathered['way']; readonly digest: string; readonly staffNumber: string },
  ): Promise<{ readonly movements: readonly FundMovement[]; readonly keys: ReadonlyMap<number, string> }> {
    if (dues.length === 0) return { movements: [], keys: new Map() };
    const paid = dues.flatMap((each): Paid[] => {
      const { sent, due, answer } = each;
      if (answer.collectedOn === null) return [];
      const given = due.tiers.find(({ amount }) => amount === sent.amount) ?? nothing;
      const accountPart = due.creditsPersonalAccount ? accountPartOf(sent.amount, due.accountShare) : zeroFen;
      return [{ ...each, key: newId(), on: answer.collectedOn, given, accountPart }];
    });
    const { scheme } = order;
    if (paid.length > 0) {
      const credited = paid.filter(({ due }) => due.creditsPersonalAccount);
      if (credited.length > 0)
        await this.accounts.hold(tx, scheme, [...new Set(credited.map(({ due }) => due.personId))]);
      await this.transfers.hold(tx, scheme, [ways[way].premium]);
      await this.write(tx, order, paid, { digest, staffNumber });
      const entries = credited.flatMap(entriesOf);
      await this.accounts.enterPaid(tx, scheme, entries);
    }
    const keys = new Map(paid.map(({ sent, key }) => [sent.serial, key]));
    await this.store.mark(
      tx,
      dues.map(({ due, sent }) => {
        const settledBy = keys.get(sent.serial) ?? null;
        return settledBy === null
          ? { id: due.id, state: 'open', amount: due.amount, settledBy }
          : { id: due.id, state: 'paid', amount: sent.amount, settledBy };
      }),
    );
    const movements = paid.map(({ sent, key }) => ({
      kind: ways[way].premium,
      amount: sent.amount,
      operationKey: key,
    }));
    return { movements, keys };
  }

  private async write(
    tx: Transaction,
    { channel, number }: ChannelOrder,
    paid: readonly Paid[],
    { digest, staffNumber }: { readonly digest: string; readonly staffNumber: string },
  ): Promise<void> {
    const [now, today] = [this.clock.now(), this.clock.today()];
    const staffName = await this.store.staffName(tx, staffNumber);
    const documents = await this.receipts.prepareCollected(
      tx,
      paid.map(({ due, sent, given }) => ({
        kind: 'payment',
        channel,
        terminalName: places[channel],
        operator: { number: staffNumber, name: staffName },
        holder: { name: due.name, socialSecurityNumber: due.socialSecurityNumber, cardNumber: null },
        lines: [
          {
            scheme: due.scheme,
            period: due.period,
            amount: sent.amount,
            instalment: due.instalment,
            ...given,
          },
        ],
        bankReference: `${orderReference(number)}/${sent.serial}`,
        first: null,
      })),
      { today, now },
    );
    const numbered = paid.map((each, index) => {
      const document = documents[index];
      if (document === undefined) throw new Error('a payment without a receipt');
      return { ...each, document };
    });
    await write(tx, {
      newOperations: numbered.map(({ key, due, sent, document }) =>
        operationRow({
          key,
          terminalId: null,
          staffNumber,
          cardSessionId: null,
          personId: due.personId,
          kind: 'payment',
          channel,
          bodyDigest: digest,
          total: sent.amount,
          state: 'succeeded',
          receiptNumber: document.number,
          problemCode: null,
          problemDetail: null,
          businessDate: today,
          startedAt: now,
          finishedAt: now,
        } satisfies RecordedOperation),
      ),
      operationLines: numbered.map(({ key, due, sent, given, accountPart }) => ({
        operation_key: key,
        line: 1,
        scheme: due.scheme,
        period: due.period,
        subject_id: due.id,
        amount_fen: sent.amount.toString(),
        subsidy_fen: add(given.governmentPart, given.subsidy).toString(),
        account_part_fen: accountPart.toString(),
      })),
      receipts: numbered.map(({ key, document }) => receiptRow(key, document)),
    });
  }
}

/** What a payment adds to the account of whoever's due it was; interest runs from the month the money came. */
const entriesOf = ({ due, given, accountPart, key, on }: Paid): NewEntry[] =>
  creditsOf({ accountPart, ...given }).map(({ kind, amount }) => ({
    personId: due.personId,
    kind,
    amount,
    period: due.period,
    creditedIn: monthOf(on),
    participationId: null,
    billId: null,
    operationKey: key,
    part: null,
  }));
