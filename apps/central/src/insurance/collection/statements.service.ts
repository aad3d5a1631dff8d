/** Takes statements of the funds' banks in: whole or not at all, each movement once, and matches each line with what units owe. */
import { Injectable } from '@nestjs/common';
import {
  noticesNamedIn,
  ordersNamedIn,
  recoveriesNamedIn,
  subsidiesNamedIn,
  transfersNamedIn,
} from '#libs/contributions/notice-number.js';
import { matchLine, payerName, type KnownPayers } from '#libs/contributions/statement-matching.js';
import { newId } from '#libs/kernel/ids.js';
import { addDays, type PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { type Collector, collectorKey, collectorOf } from '#libs/schemes/collector.js';
import { ChunkedWork, chunksOver, type WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import { silentProgress, type Progress } from '../../ground/chunked-work/progress.js';
import { Clock } from '../../ground/clock.js';
import { demandNoFindings } from '../../ground/csv/row-findings.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { BillsStore } from './bills.store.js';
import { ChannelOrdersStore } from './channel-orders.store.js';
import { OutgoingLines } from './outgoing-lines.service.js';
import { payable } from './payable.js';
import { Gathered, PaymentBooking } from './payment-booking.service.js';
import { readStatement, type StatementFile, type StatementLine } from './statement-file.js';
import { StatementsStore, type BankStatement, type NewLine, type SettledLine } from './statements.store.js';

export type ImportedStatement = BankStatement & {
  /** It was taken in before: nothing was done now. */
  readonly before: boolean;
  /** How its lines ended, with the money of each; amounts in yuan. */
  readonly outcomes: readonly { readonly state: string; readonly lines: number; readonly amount: string }[];
};

/** A line as it was read, and how it is settled. */
export type LineToClaim = NewLine;
export type LineSettled = SettledLine;

/** The statement that lines are of. */
export type StatementOfLines = Pick<BankStatement, 'id' | 'scheme' | 'fundAccount'>;

/**
 * Looks for lines whose money is no unit's, before bills are looked through: books what is its own and says how each is settled; lines it
 * says nothing of are matched with bills, or wait for a person where they came to the fiscal special account (`1003`).
 */
export type ClaimsLines = (
  tx: Transaction,
  statement: StatementOfLines,
  lines: readonly LineToClaim[],
) => Promise<readonly LineSettled[]>;

const workKind = 'bank-statement';
const linesEach = 1000;
const insertedAtOnce = 5000;

const groupedBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].filter((text) => text !== '');

/** What a movement is matched by; other words and blanks may differ from file to file. */
const saysOf = ({ amount, bookedOn, payerAccount, payerName: name, memo }: StatementLine): string =>
  JSON.stringify([
    formatYuan(amount),
    bookedOn,
    payerAccount,
    payerName(name),
    [noticesNamedIn, ordersNamedIn, transfersNamedIn, subsidiesNamedIn, recoveriesNamedIn].map((named) =>
      named(memo),
    ),
  ]);

/** Throws Refused `collector-unknown`, naming the key and the day. */
const demandCollector = (parameters: Parameters, scheme: string, on: PlainDate): Collector => {
  const collector = collectorOf(parameters, scheme, on);
  if (collector === null) throw new Refused('collector-unknown', `${collectorKey(scheme)} ${on}`);
  return collector;
};

/** How a line is settled whose money was booked when the bank answered for a debit. */
const ofDebit = {
  state: 'paid',
  why: null,
  how: 'reference',
  unit: null,
  suspense: zeroFen,
  candidates: [],
} as const;

/** How a line is settled that came to the fiscal special account: what it is, its own papers say, or a person. */
export const unbooked = ({ line, amount }: NewLine, why: 'fiscal' | 'subsidy-differs'): LineSettled => ({
  line,
  state: 'unbooked',
  why,
  how: null,
  unit: null,
  suspense: amount,
  candidates: [],
});

@Injectable()
export class Statements {
  private readonly claims: ClaimsLines[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: StatementsStore,
    private readonly bills: BillsStore,
    private readonly orders: ChannelOrdersStore,
    private readonly booking: PaymentBooking,
    private readonly outgoing: OutgoingLines,
    private readonly policy: PolicyService,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {
    work.add(workKind, { words: { zh: '银行对账单', en: 'Statement of a bank' }, byItself: false });
  }

  /** Has somebody look through lines before bills are; called while the program is put together. */
  claimedBy(claim: ClaimsLines): void {
    this.claims.push(claim);
  }

  /**
   * Takes a file in, or goes on where it was interrupted. Throws Refused `statement-unreadable`, `statement-differs`, `rows-refused`,
   * `account-unknown`, `collector-unknown`, `statement-gap`, `statement-contradicts`: then nothing of it is taken.
   */
  async import(
    path: string,
    staffNumber: string,
    progress: Progress = silentProgress,
  ): Promise<ImportedStatement> {
    progress.begin({ zh: '读入', en: 'Reading' }, null);
    const file = await readStatement(path);
    await demandNoFindings(file.findings, path);
    const { statement, workId, before } = await this.database.transaction(async (tx) => {
      await this.store.lockAccount(tx, file.account);
      const known = await this.store.ofFile(tx, file.digest);
      const taken = known ?? (await this.take(tx, file, staffNumber));
      const id = await this.work.idOf(tx, workKind, taken.id);
      if (id === null) throw new Error(`no work is planned for statement ${taken.id}`);
      return { statement: taken, workId: id, before: known !== null };
    });
    const status = await this.database.read((tx) => this.work.status(tx, workId));
    await this.work.run(workId, (tx, chunk) => this.matchChunk(tx, statement.id, chunk), {
      // They would only wait for each other: every chunk books on the same accounts of the fund.
      workers: 1,
      label: { zh: '匹配', en: 'Matching' },
      progress,
    });
    const outcomes = await this.database.read((tx) => this.store.outcomes(tx, statement.id));
    return { ...statement, before: before && status.finishedAt !== null, outcomes };
  }

  private async take(tx: Transaction, file: StatementFile, staffNumber: string): Promise<BankStatement> {
    const fund = await this.store.fundOf(tx, file.account);
    if (fund === null) throw new Refused('account-unknown', file.account);
    const newest = await this.store.newest(tx, file.account);
    const follows = newest !== null && file.firstDay > newest.lastDay;
    if (
      newest !== null &&
      (file.firstDay > addDays(newest.lastDay, 1) || follows) &&
      file.opening !== newest.closing
    )
      throw new Refused(
        'statement-gap',
        `${newest.lastDay}: ${formatYuan(newest.closing)} / ${formatYuan(file.opening)}`,
      );
    const parameters = await this.policy.parameters(tx);
    for (const { amount, bookedOn } of file.lines)
      if (amount > zeroFen && fund.fundAccount === '1002') demandCollector(parameters, fund.scheme, bookedOn);
    const known = await this.demandNoContradiction(tx, file);
    const [id, at] = [newId(), this.clock.now()];
    await this.store.insert(tx, id, fund.scheme, file, { staffNumber, at }, known.size);
    const lines = file.lines.map((line, index) => ({ ...line, line: index + 1 }));
    const fresh = lines.filter(({ serial }) => !known.has(serial));
    for (let from = 0; from < fresh.length; from += insertedAtOnce)
      await this.store.insertLines(tx, id, file.account, fresh.slice(from, from + insertedAtOnce));
    await this.work.plan(
      tx,
      { kind: workKind, subject: id, plannedBy: staffNumber },
      chunksOver(1, file.lines.length, linesEach),
    );
    const statement = await this.store.byId(tx, id);
    await this.audit.append(tx, {
      at,
      action: 'statement.imported',
      staffNumber,
      subject: String(statement.number),
      detail: { account: file.account, lines: file.lines.length, known: known.size, digest: file.digest },
    });
    return statement;
  }

  /**
   * Serials of a file's movements that are known. Throws Refused `statement-contradicts` for the first that said something else before of
   * what it is matched by, or that is left out though the file covers its day; a part of a day that joins a known one is none too little.
   */
  private async demandNoContradiction(tx: Transaction, file: StatementFile): Promise<ReadonlySet<string>> {
    const known = await this.store.known(
      tx,
      file.account,
      file.lines.map(({ serial }) => serial),
    );
    for (const line of file.lines) {
      const before = known.get(line.serial);
      if (before !== undefined && saysOf(before) !== saysOf(line))
        throw new Refused('statement-contradicts', line.serial);
    }
    const missing = await this.store.leftOut(tx, file);
    if (missing !== null) throw new Refused('statement-contradicts', missing);
    return new Set(known.keys());
  }

  private async matchChunk(tx: Transaction, id: string, { first, last }: WorkChunk): Promise<void> {
    const { scheme, fundAccount } = await this.store.byId(tx, id);
    if (fundAccount === '1002') await this.outgoing.follow(tx, { id, scheme }, first, last);
    const lines = await this.store.newLines(tx, id, first, last);
    if (lines.length === 0) return;
    const claimed = new Map<number, SettledLine>();
    for (const claim of this.claims)
      for (const one of await claim(
        tx,
        { id, scheme, fundAccount },
        lines.filter(({ line }) => !claimed.has(line)),
      ))
        claimed.set(one.line, one);
    const settled =
      fundAccount === '1002'
        ? await this.matchWithBills(tx, { id, scheme }, lines, claimed)
        : lines.map((line) => claimed.get(line.line) ?? unbooked(line, 'fiscal'));
    await this.store.settle(tx, id, settled, { at: this.clock.now(), staffNumber: null });
  }

  /** Books lines on the bills they are for, or as temporary receipts; those that are claimed already stay as they are. */
  private async matchWithBills(
    tx: Transaction,
    { id, scheme }: Pick<BankStatement, 'id' | 'scheme'>,
    lines: readonly NewLine[],
    claimed: ReadonlyMap<number, SettledLine>,
  ): Promise<readonly SettledLine[]> {
    const parameters = await this.policy.parameters(tx);
    const arrived = await this.arrivals(tx, id, scheme, lines);
    const payers = await this.payers(tx, scheme, lines);
    const gathered = new Gathered(parameters, 'transfer', 'income');
    const settled = lines.map((line): SettledLine => {
      const taken = claimed.get(line.line);
      if (taken !== undefined) return taken;
      const debit = arrived.get(line.line);
      if (debit === 'booked') return { ...ofDebit, line: line.line };
      const found = matchLine(line, payers.known(parameters, line.bookedOn));
      const unit = found.matched ? found.unit : null;
      const bills = found.matched ? found.bills.flatMap(({ id: bill }) => payers.held.get(bill) ?? []) : [];
      const isTaken = debit === 'in-hand' || bills.some(({ inHand }) => inHand !== null);
      const isOthers = demandCollector(parameters, scheme, line.bookedOn) !== 'bureau';
      const rest = gathered.add({
        sourceId: id,
        sourceLine: line.line,
        amount: line.amount,
        receivedOn: line.bookedOn,
        bills: isTaken || isOthers ? [] : bills,
      });
      const why = isOthers ? 'other-channel' : isTaken ? 'in-hand' : found.matched ? 'overpaid' : found.why;
      return {
        line: line.line,
        state: rest === zeroFen ? 'paid' : 'in-suspense',
        why: rest === zeroFen ? null : why,
        how: found.matched ? found.how : null,
        unit,
        suspense: rest,
        candidates: found.matched ? [found.unit] : found.candidates,
      };
    });
    await this.booking.book(tx, scheme, gathered);
    return settled;
  }

  /** Lines with the money of debits: booked as the bank answered, or in hand until it does. */
  private async arrivals(
    tx: Transaction,
    id: string,
    scheme: string,
    lines: readonly NewLine[],
  ): Promise<ReadonlyMap<number, 'booked' | 'in-hand'>> {
    const naming = lines.flatMap((line) => {
      const [number, ...more] = ordersNamedIn(line.memo);
      return number === undefined || more.length > 0 ? [] : [{ ...line, number }];
    });
    const found = new Map<number, 'booked' | 'in-hand'>();
    if (naming.length === 0) return found;
    // Nobody takes an answer in meanwhile.
    await this.orders.lock(tx, 'debit', scheme);
    const numbers = naming.map(({ number }) => number);
    for (const order of await this.orders.debits(tx, scheme, numbers)) {
      const of = naming.filter(({ number }) => number === order.number);
      if (order.collected === null) for (const { line } of of) found.set(line, 'in-hand');
      const first = order.arrived ? undefined : of.find(({ amount }) => amount === order.collected);
      if (first === undefined) continue;
      await this.orders.arrive(tx, order.id, id, first.line);
      found.set(first.line, 'booked');
    }
    return found;
  }

  /** What the lines of a chunk may be for, held; what is open changes as lines are booked. */
  private async payers(tx: Transaction, scheme: string, lines: readonly NewLine[]) {
    const units = await this.store.unitsPaying(
      tx,
      distinct(lines.map(({ payerAccount }) => payerAccount)),
      distinct(lines.map((line) => payerName(line.payerName))),
    );
    const notices = [...new Set(lines.flatMap(({ memo }) => noticesNamedIn(memo)))];
    const bills = await this.bills.hold(tx, scheme, { notices, units: units.map(({ code }) => code) });
    const held = new Map(bills.map((bill) => [bill.id, bill]));
    const byNotice = new Map(bills.map((bill) => [bill.noticeNumber, bill]));
    const byUnit = groupedBy(bills, ({ unit }) => unit);
    const byAccount = groupedBy(units, ({ bankAccount }) => bankAccount ?? '');
    const byName = groupedBy(units, ({ name }) => payerName(name));
    const known = (parameters: Parameters, on: PlainDate): KnownPayers => ({
      billOfNotice: (notice) => {
        const bill = byNotice.get(notice);
        return bill === undefined ? undefined : payable(parameters, on, bill);
      },
      unitsOfAccount: (account) => byAccount.get(account) ?? [],
      unitsOfName: (name) => byName.get(payerName(name)) ?? [],
      billsOfUnit: (unit) =>
        (byUnit.get(unit) ?? [])
          .filter(({ open, feeOwed, inHand }) => (open > zeroFen || feeOwed > zeroFen) && inHand === null)
          .map((bill) => payable(parameters, on, bill)),
    });
    return { held, known };
  }
}
