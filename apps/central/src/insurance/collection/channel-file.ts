/**
 * The files of what is collected elsewhere. Out: `H,order,channel,scheme,day,rows,total`, then `D,serial,reference,payer,name,account,account name,amount`
 * for each bill of a unit (`JF…`) and each due of a person (`GR…`). In: `H,order,rows,rows collected,money collected`, then `D,serial,reference,amount,1 or 0,day collected,reason`.
 */
import {
  dueReference,
  duesNamedIn,
  ordersNamedIn,
  orderReference,
  noticeReference,
  noticesNamedIn,
} from '#libs/contributions/notice-number.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { cellText, codeText } from '#libs/kernel/sheet-cell.js';
import { type Fen, formatYuan, sum } from '#libs/money/fen.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import type { CsvRecord } from '../../ground/csv/csv-records.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import { Refused } from '../../ground/http/refused.js';
import { writeWhole } from '../../ground/whole-file.js';
import type { ChannelOrder, SentRow } from './channel-orders.store.js';
import { readSerialRows } from './serial-rows.js';
import { dayOf, moneyOf } from './statement-file.js';

/** What became of a row; `collectedOn` null: it was not collected. */
export type AnsweredRow = {
  readonly row: number;
  readonly serial: number;
  /** What the row is called: the notice of a bill, or the row's reference. */
  readonly reference: string;
  readonly amount: Fen;
  readonly collectedOn: PlainDate | null;
  readonly reason: string;
};

export type AnswerFile = {
  readonly order: number;
  readonly digest: string;
  readonly collected: Fen;
  readonly rows: readonly AnsweredRow[];
  readonly findings: readonly RowFinding[];
};

/** The file for a bank or the tax authority. */
export const orderText = (order: ChannelOrder, rows: readonly SentRow[]): string => {
  const head = [orderReference(order.number), order.channel, order.scheme, order.askedOn];
  const lines = rows.map(({ serial, reference, payer, payerName, account, accountName, amount }) =>
    csvLine([
      'D',
      String(serial),
      reference,
      payer,
      payerName,
      account ?? '',
      accountName ?? '',
      formatYuan(amount),
    ]),
  );
  return [csvLine(['H', ...head, String(order.rows), formatYuan(order.total)]), ...lines].join('');
};

/** Writes the file for a bank or the tax authority, whole or not at all. */
export const writeOrder = (path: string, order: ChannelOrder, rows: readonly SentRow[]): Promise<void> =>
  writeWhole(path, (file) => file.appendFile(orderText(order, rows)));

const count = (cell: string | undefined): number | null => {
  const text = codeText(cell ?? '');
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
};

const readHead = ({ row, cells }: CsvRecord) => {
  const [mark = '', order = '', rows, collectedRows, collected] = cells;
  const [number, ...more] = ordersNamedIn(codeText(order));
  const [ofRows, ofCollected, money] = [count(rows), count(collectedRows), moneyOf(collected)];
  if (
    codeText(mark).toUpperCase() !== 'H' ||
    number === undefined ||
    more.length > 0 ||
    ofRows === null ||
    ofCollected === null ||
    money === null
  )
    throw new Refused('collection-unreadable', `row ${row}`);
  return { order: number, rows: ofRows, collectedRows: ofCollected, collected: money };
};

const readRow = ({
  row,
  cells,
  broken,
}: CsvRecord): AnsweredRow | { readonly field: string; readonly code: ProblemCode } => {
  const [mark = '', serialCell, named = '', amountCell = '', result = '', day, reason = ''] = cells;
  const serial = count(serialCell);
  if (broken || codeText(mark).toUpperCase() !== 'D' || serial === null || !/^[01]$/.test(codeText(result)))
    return { field: 'ROW', code: 'row-malformed' };
  const text = codeText(named);
  const [reference, ...more] = [
    ...noticesNamedIn(text).map(noticeReference),
    ...duesNamedIn(text).map(dueReference),
  ];
  if (reference === undefined || more.length > 0) return { field: 'notice', code: 'collection-row-changed' };
  const amount = moneyOf(amountCell);
  if (amount === null) return { field: 'amount', code: 'collection-row-changed' };
  const collectedOn = codeText(result) === '1' ? dayOf(day) : null;
  const told = cellText(reason);
  if ((codeText(result) === '1' && collectedOn === null) || told.length > 200 || told.includes('\0'))
    return { field: 'ROW', code: 'row-malformed' };
  return { row, serial, reference, amount, collectedOn, reason: told };
};

/**
 * Reads what a channel answered and proves that the file is whole by its counts and its total. Throws Refused `collection-unreadable`,
 * `collection-differs`.
 */
export const readAnswer = async (path: string): Promise<AnswerFile> => {
  const { head, rows, findings, digest } = await readSerialRows(path, readHead, readRow);
  if (head === null) throw new Refused('collection-unreadable', 'row 1');
  const taken = rows.filter(({ collectedOn }) => collectedOn !== null);
  const collected = sum(taken.map(({ amount }) => amount));
  if (findings.length === 0) {
    const counts = [rows.length, head.rows, taken.length, head.collectedRows];
    if (rows.length !== head.rows || taken.length !== head.collectedRows || collected !== head.collected)
      throw new Refused(
        'collection-differs',
        `${counts.join(' / ')}, ${formatYuan(collected)} / ${formatYuan(head.collected)}`,
      );
  }
  return { order: head.order, digest, collected, rows, findings };
};
