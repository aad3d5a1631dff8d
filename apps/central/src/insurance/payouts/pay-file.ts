/**
 * The files of a run of benefits. Out: `H,run,fund,month,day,rows,total`, then `D,serial,account,account name,amount,remark` for each person. In:
 * `H,run,rows,rows paid,money paid`, then `D,serial,account,amount,result,reference,reason`; result `1` paid, `0` not paid, `2` not known yet.
 */
import { open } from 'node:fs/promises';
import { payRunReference, payRunsNamedIn } from '#libs/contributions/notice-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { cellText, codeText } from '#libs/kernel/sheet-cell.js';
import { type Fen, formatYuan } from '#libs/money/fen.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import type { CsvRecord } from '../../ground/csv/csv-records.js';
import { Refused } from '../../ground/http/refused.js';
import { readSerialPieces, type SerialRow } from '../collection/serial-rows.js';
import { moneyOf } from '../collection/statement-file.js';
import {
  type AnsweredItem,
  AnswerRows,
  type PayAnswer,
  type PayOutcome,
  type TakeRows,
} from './pay-answer.js';
import { readPayReport } from './pay-message.js';
import type { PayFile, PayRun } from './pay-run.js';

/** The file for the bank: what comes before its items, how some of them are written, and what comes after them. */
export const payFile = (
  run: Pick<PayRun, 'number' | 'scheme' | 'month'>,
  sums: { readonly rows: number; readonly total: Fen },
  { day, remark }: { readonly day: PlainDate; readonly remark: string },
): PayFile => {
  const head = ['H', payRunReference(run.number), run.scheme, run.month, day];
  return {
    before: csvLine([...head, String(sums.rows), formatYuan(sums.total)]),
    write: (items) =>
      items
        .map(({ serial, account, accountName, amount }) =>
          csvLine(['D', String(serial), account ?? '', accountName, formatYuan(amount), remark]),
        )
        .join(''),
    after: '',
  };
};

const count = (cell: string | undefined): number | null => {
  const text = codeText(cell ?? '');
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
};

const readHead = ({ row, cells }: CsvRecord) => {
  const [mark = '', named = '', rowsCell, paidCell, moneyCell] = cells;
  const [run, ...more] = payRunsNamedIn(codeText(named));
  const [rows, paidRows, paid] = [count(rowsCell), count(paidCell), moneyOf(moneyCell)];
  const isHead = codeText(mark).toUpperCase() === 'H' && more.length === 0;
  if (!isHead || run === undefined || rows === null || paidRows === null || paid === null)
    throw new Refused('pay-result-unreadable', `row ${row}`);
  return { run, rows, paidRows, paid };
};

const outcomes: Readonly<Record<string, PayOutcome>> = { '1': 'paid', '0': 'failed', '2': 'doubt' };

const readRow = ({ row, cells, broken }: CsvRecord): SerialRow<AnsweredItem> => {
  const [mark = '', serialCell, account = '', amountCell, result = '', reference = '', reason = ''] = cells;
  const [serial, amount, outcome] = [count(serialCell), moneyOf(amountCell), outcomes[codeText(result)]];
  const told = cellText(reason);
  const isText = [account, reference, told].every((text) => !text.includes('\0'));
  const isRow = !broken && codeText(mark).toUpperCase() === 'D' && told.length <= 200 && isText;
  if (!isRow || serial === null || outcome === undefined) return { field: 'ROW', code: 'row-malformed' };
  if (amount === null) return { field: 'amount', code: 'pay-row-changed' };
  return {
    row,
    serial,
    account: codeText(account),
    amount,
    outcome,
    reference: codeText(reference).slice(0, 64),
    reason: told,
  };
};

const isMessage = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return /^(?:\uFEFF)?\s*</u.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
};

/**
 * Reads what the bank answered, delimited or as a pain.002 message, however long it is: `take` is given its rows as they are read. Throws Refused
 * `file-empty`, `encoding-unknown`, `pay-result-unreadable`.
 */
export const readPayAnswer = async (path: string, take: TakeRows): Promise<PayAnswer> =>
  (await isMessage(path)) ? readPayReport(path, take) : readDelimited(path, take);

const readDelimited = async (path: string, take: TakeRows): Promise<PayAnswer> => {
  const answer = new AnswerRows(take);
  const { head, digest } = await readSerialPieces(path, readHead, readRow, async (rows, findings) => {
    for (const finding of findings) answer.find(finding);
    for (const row of rows) answer.add(row);
    await answer.flush();
  });
  await answer.flush(true);
  if (head === null) throw new Refused('pay-result-unreadable', 'row 1');
  const { paid, failed, doubt } = answer.sums;
  const all = paid.rows + failed.rows + doubt.rows;
  const isWhole = all === head.rows && paid.rows === head.paidRows && paid.amount === head.paid;
  return {
    run: head.run,
    month: null,
    original: null,
    digest,
    sums: answer.sums,
    differs: isWhole
      ? null
      : `${all} / ${head.rows}, ${paid.rows} / ${head.paidRows}, ${formatYuan(paid.amount)} / ${formatYuan(head.paid)}`,
    findings: answer.findings,
  };
};
