/**
 * Has bills of units collected elsewhere: an order goes to the bank that debits, or to the tax authority, which has its bills in hand until it
 * answers; what it collected is booked, the rest is free again.
 */
import { Injectable } from '@nestjs/common';
import { noticeReference, noticesNamedIn, orderReference } from '#libs/contributions/notice-number.js';
import { newId } from '#libs/kernel/ids.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { add, formatYuan, sum, zeroFen } from '#libs/money/fen.js';
import { collectorKey, collectorOf } from '#libs/schemes/collector.js';
import { Clock } from '../../ground/clock.js';
import { demandNoFindings, type RowFinding } from '../../ground/csv/row-findings.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { AssessmentService } from '../assessment/assessment.service.js';
import { ProjectBills } from '../assessment/project-bills.service.js';
import { BillsStore } from './bills.store.js';
import { ChannelOrdersStore, type Channel, type ChannelOrder, type SentRow } from './channel-orders.store.js';
import { readAnswer, writeOrder, type AnswerFile } from './channel-file.js';
import { DueCollections } from './due-collections.service.js';
import { Gathered, PaymentBooking } from './payment-booking.service.js';
import { payable } from './payable.js';
import { SentDuesStore } from './sent-dues.store.js';
import { StatementsStore } from './statements.store.js';

/** Amounts in yuan. `before`: nothing was done now, it stood already. */
export type ShownOrder = Omit<ChannelOrder, 'total' | 'collected'> & {
  readonly reference: string;
  readonly total: string;
  readonly collected: string;
  readonly before: boolean;
};

/** What is to be collected, for the months up to `through`; `answerBy`: the day an answer is expected by. */
export type CollectionAsk = {
  readonly channel: Channel;
  readonly scheme: string;
  readonly through: string;
  readonly answerBy?: PlainDate | null;
};

type By = { readonly staffNumber: string; readonly at: Date };

const shown = ({ total, collected, ...order }: ChannelOrder, before: boolean): ShownOrder => ({
  ...order,
  reference: orderReference(order.number),
  total: formatYuan(total),
  collected: formatYuan(collected),
  before,
});

@Injectable()
export class ChannelOrders {
  constructor(
    private readonly database: Database,
    private readonly store: ChannelOrdersStore,
    private readonly bills: BillsStore,
    private readonly statements: StatementsStore,
    private readonly booking: PaymentBooking,
    private readonly sentDues: SentDuesStore,
    private readonly dueCollections: DueCollections,
    private readonly assessment: AssessmentService,
    private readonly projects: ProjectBills,
    private readonly units: UnitsService,
    private readonly policy: PolicyService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Enters the account a unit agreed to be debited from; null: it agrees no longer. Throws Refused `unit-unknown`, `malformed-request`. */
  async agree(
    unit: string,
    account: { readonly number: string; readonly name: string } | null,
    staffNumber: string,
  ): Promise<void> {
    if (account !== null && (!/^[0-9A-Za-z-]{4,40}$/.test(account.number) || account.name.trim() === ''))
      throw new Refused('malformed-request', 'account');
    await this.database.transaction(async (tx) => {
      await this.units.get(tx, unit);
      const at = this.clock.now();
      await this.store.enterAgreement(tx, unit, account, { staffNumber, at });
      const action = account === null ? 'debit-agreement.ended' : 'debit-agreement.entered';
      await this.audit.append(tx, {
        at,
        action,
        staffNumber,
        subject: unit,
        detail: { account: account?.number ?? '' },
      });
    });
  }

  /**
   * Takes what is owed in a scheme for the months up to `through` in hand and writes the channel's file; an order of these that was not answered yet
   * is written again. `answerBy`: when its answer is expected. Throws Refused `collector-other`, `nothing-to-collect`, `parameter-missing`.
   */
  async send(ask: CollectionAsk, path: string, staffNumber: string): Promise<ShownOrder> {
    const { order, rows, before } = await this.open(ask, staffNumber);
    await writeOrder(path, order, rows);
    return shown(order, before);
  }

  /** As {@link send}, its file to be fetched later. */
  async begin(ask: CollectionAsk, staffNumber: string): Promise<ShownOrder> {
    const { order, before } = await this.open(ask, staffNumber);
    return shown(order, before);
  }

  private open(
    ask: CollectionAsk,
    staffNumber: string,
  ): Promise<{ readonly order: ChannelOrder; readonly rows: readonly SentRow[]; readonly before: boolean }> {
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx, ask.channel, ask.scheme);
      const known = await this.store.inHand(tx, ask.channel, ask.scheme, ask.through);
      const order = known ?? (await this.make(tx, ask, { staffNumber, at: this.clock.now() }));
      return { order, rows: await this.store.rows(tx, order.id), before: known !== null };
    });
  }

  private async make(
    tx: Transaction,
    { channel, scheme, through, answerBy = null }: CollectionAsk,
    by: By,
  ): Promise<ChannelOrder> {
    const parameters = await this.policy.parameters(tx);
    const askedOn = this.clock.today();
    const collector = collectorOf(parameters, scheme, askedOn);
    if (collector === null) throw new Refused('collector-unknown', `${collectorKey(scheme)} ${askedOn}`);
    if ((collector === 'tax') !== (channel === 'tax')) throw new Refused('collector-other', scheme);
    const agreements = new Map((await this.store.agreements(tx)).map((each) => [each.unit, each]));
    const owing = await this.store.owing(tx, scheme, through);
    const units = channel === 'tax' ? owing : owing.filter((unit) => agreements.has(unit));
    const held = await this.bills.hold(tx, scheme, { notices: [], units });
    const bills = held
      .filter(({ inHand, period }) => inHand === null && period <= through)
      .map((bill) => ({ bill, ...payable(parameters, askedOn, bill) }))
      .map(({ bill, open, fee }) => ({ bill, amount: add(open, fee) }))
      .filter(({ amount }) => amount > zeroFen)
      .map(({ bill, amount }) => ({
        bill: bill.id,
        due: null,
        agreement: null,
        amount,
        account: channel === 'debit' ? (agreements.get(bill.unit)?.account ?? null) : null,
        accountName: channel === 'debit' ? (agreements.get(bill.unit)?.accountName ?? null) : null,
      }));
    const dues = await this.sentDues.sendable(tx, channel, scheme, through, askedOn);
    const rows = [...bills, ...dues.map(({ id, ...due }) => ({ ...due, due: id, bill: null }))].map(
      (row, index) => ({ ...row, serial: index + 1 }),
    );
    if (rows.length === 0) throw new Refused('nothing-to-collect', `${scheme} ${through}`);
    const total = sum(rows.map(({ amount }) => amount));
    await this.store.add(tx, { id: newId(), channel, scheme, through, askedOn, answerBy, total }, rows, by);
    await this.sentDues.mark(
      tx,
      dues.map(({ id, own }) => ({ id, state: 'in-payment', amount: own, settledBy: null })),
    );
    const order = await this.store.inHand(tx, channel, scheme, through);
    if (order === null) throw new Error('an order that was made is not there');
    await this.tell(tx, 'channel-order.sent', order, by, { rows: order.rows, total: formatYuan(total) });
    return order;
  }

  /**
   * Takes in what a channel answered, whole or not at all; the same file again does nothing. Throws Refused `collection-unreadable`,
   * `collection-differs`, `collection-answered`, `rows-refused`, `parameter-missing`.
   */
  async answer(path: string, staffNumber: string): Promise<ShownOrder> {
    const { findings, answered } = await this.takeIn(path, staffNumber);
    await demandNoFindings(findings, path);
    if (answered === null) throw new Error('rows that do not fit were let through');
    return answered;
  }

  /** As {@link answer}, but tells what is wrong with rows; then nothing was done. `number`: of the order it has to be of. */
  async takeIn(
    path: string,
    staffNumber: string,
    number: number | null = null,
  ): Promise<{ readonly findings: readonly RowFinding[]; readonly answered: ShownOrder | null }> {
    const file = await readAnswer(path);
    if (file.findings.length > 0) return { findings: file.findings, answered: null };
    if (number !== null && file.order !== number)
      throw new Refused('collection-differs', orderReference(file.order));
    return this.database.transaction(async (tx) => {
      const asked = await this.store.byNumber(tx, file.order);
      if (asked === null) throw new Refused('collection-differs', orderReference(file.order));
      await this.store.lock(tx, asked.channel, asked.scheme);
      const order = (await this.store.byNumber(tx, file.order)) ?? asked;
      if (order.answeredBy === file.digest) return { findings: [], answered: shown(order, true) };
      if (order.answeredBy !== null) throw new Refused('collection-answered', orderReference(order.number));
      const sent = await this.store.rows(tx, order.id);
      const wrong = this.misfits(order, file, sent);
      if (wrong.length > 0) return { findings: wrong, answered: null };
      if (file.rows.length !== order.rows)
        throw new Refused('collection-differs', `${file.rows.length} / ${order.rows}`);
      await this.take(tx, order, file, sent, { staffNumber, at: this.clock.now() });
      return {
        findings: [],
        answered: shown((await this.store.byNumber(tx, file.order)) ?? order, false),
      };
    });
  }

  /** Rows that were never sent, or were sent otherwise. */
  private misfits(order: ChannelOrder, file: AnswerFile, sent: readonly SentRow[]): RowFinding[] {
    const today = this.clock.today();
    const bySerial = new Map(sent.map((row) => [row.serial, row]));
    return file.rows.flatMap(({ row, serial, reference, amount, collectedOn }): RowFinding[] => {
      const of = bySerial.get(serial);
      if (of === undefined) return [{ line: row, field: 'serial', code: 'collection-row-unsent' }];
      if (of.reference !== reference) return [{ line: row, field: 'notice', code: 'collection-row-changed' }];
      if (of.amount !== amount) return [{ line: row, field: 'amount', code: 'collection-row-changed' }];
      if (collectedOn !== null && (collectedOn < order.askedOn || collectedOn > today))
        return [{ line: row, field: 'day', code: 'collection-row-day' }];
      return [];
    });
  }

  private async take(
    tx: Transaction,
    order: ChannelOrder,
    file: AnswerFile,
    sent: readonly SentRow[],
    by: By,
  ): Promise<void> {
    const { id, scheme, channel } = order;
    const reference = orderReference(order.number);
    const held = await this.bills.hold(tx, scheme, {
      notices: sent.flatMap(({ reference: of, bill }) => (bill === null ? [] : noticesNamedIn(of))),
      units: [],
    });
    const byReference = new Map(held.map((bill) => [noticeReference(bill.noticeNumber), bill]));
    const dues = await this.dueCollections.hold(tx, sent, file);
    const ofDues = new Set(dues.map(({ sent: { serial } }) => serial));
    // The bank's statement may have told of the money first: then it waits in temporary receipts.
    const waiting =
      channel === 'debit' && file.collected > zeroFen
        ? await this.store.waitingLine(tx, scheme, reference, file.collected)
        : null;
    const way = channel === 'tax' ? 'fiscal-special' : waiting === null ? 'income' : 'suspense';
    const gathered = new Gathered(await this.policy.parameters(tx), channel, way);
    for (const { serial, reference: named, amount, collectedOn } of file.rows) {
      if (collectedOn === null || ofDues.has(serial)) continue;
      const bill = byReference.get(named);
      if (bill === undefined) throw new Error(`bill ${named} is gone`);
      const money = { sourceId: id, sourceLine: serial, amount, receivedOn: collectedOn, bills: [bill] };
      // A bill in hand stands as it was sent, and its late fee only grows.
      if (gathered.add(money) > zeroFen) throw new Refused('collection-differs', named);
    }
    let payments: ReadonlyMap<number, string> = new Map();
    await this.booking.book(tx, scheme, gathered, async () => {
      const { digest } = file;
      const taken = await this.dueCollections.take(tx, order, dues, {
        way,
        digest,
        staffNumber: by.staffNumber,
      });
      payments = taken.keys;
      return taken.movements;
    });
    await this.store.answer(tx, id, file, payments, by);
    if (waiting !== null) {
      await this.store.arrive(tx, id, waiting.statementId, waiting.line);
      const settled = {
        line: waiting.line,
        state: 'assigned',
        why: null,
        how: 'reference',
        unit: null,
        suspense: zeroFen,
        candidates: [],
      } as const;
      await this.statements.settle(tx, waiting.statementId, [settled], by);
    }
    for (const { unit, period } of await this.store.ranMeanwhile(tx, id)) {
      // A project may be billed before the month in which it begins.
      await this.projects.followAll(tx, { scheme, period, unitCode: unit });
      if (period > this.clock.today().slice(0, 7)) continue;
      await this.assessment.begin(tx, {
        scheme,
        period,
        reason: 'correction',
        unitCode: unit,
        askedBy: by.staffNumber,
      });
    }
    const detail = { rows: order.rows, collected: formatYuan(file.collected), digest: file.digest };
    await this.tell(tx, 'channel-order.answered', order, by, detail);
  }

  private tell(
    tx: Transaction,
    action: string,
    { number, channel, scheme }: ChannelOrder,
    { staffNumber, at }: By,
    detail: Record<string, string | number>,
  ): Promise<void> {
    return this.audit.append(tx, {
      at,
      action,
      staffNumber,
      subject: orderReference(number),
      detail: { channel, scheme, ...detail },
    });
  }
}
