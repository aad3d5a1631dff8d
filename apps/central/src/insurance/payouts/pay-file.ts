/**
 * The files of a run of benefits. Out: `H,run,fund,month,day,rows,total`, then `D,serial,account,account name,amount,remark` for each person. In:
 * `H,run,rows,rows paid,money paid`, then `D,serial,account,amount,result,reference,reason`; result `1` paid, `0` not paid, `2` not known yet.
 */
import { open } from 'node:fs/promises';
import type { ProblemCode } from '#libs/contract/problems.js';
import { payRunReference, payRunsNamedIn } from '#libs/contributions/notice-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { cellText, codeText } from '#libs/kernel/sheet-cell.js';
import { formatYuan, sum } from '#libs/money/fen.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import type { CsvRecord } from '../../ground/csv/csv-records.js';
import { Refused } from '../../ground/http/refused.js';
import { readSerialRows } from '../collection/serial-rows.js';
import { moneyOf } from '../collection/statement-file.js';
import type { AnsweredItem, PayAnswer, PayOutcome } from './pay-answer.js';
import { readPayReport } from './pay-message.js';
import type { PayItem, PayRun } from './pay-run.js';

/** The file for the bank. */
export const payFileText = (
  run: Pick<PayRun, 'number' | 'scheme' | 'month'>,
  items: readonly PayItem[],
  { day, remark }: { readonly day: PlainDate; readonly remark: string },
): string => {
  const lines = items.map(({ serial, account, accountName, amount }) =>
    csvLine(['D', String(serial), account ?? '', accountName, formatYuan(amount), remark]),
  );
  const head = ['H', payRunReference(run.number), run.scheme, run.month, day, String(items.length)];
  return [csvLine([...head, formatYuan(sum(items.map(({ amount }) => amount)))]), ...lines].join('');
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

const readRow = ({
  row,
  cells,
  broken,
}: CsvRecord): AnsweredItem | { readonly field: string; readonly code: ProblemCode } => {
  const [mark = '', serialCell, account = '', amountCell, result = '', reference = '', reason = ''] = cells;
  const [serial, amount, outcome] = [count(serialCell), moneyOf(amountCell), outcomes[codeText(result)]];
  const told = cellText(reason);
  const isRow = !broken && codeText(mark).toUpperCase() === 'D' && told.length <= 200 && !told.includes('\0');
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
 * Reads what the bank answered, delimited or as a pain.002 message, and proves that the file is whole. Throws Refused `file-empty`, `encoding-unknown`,
 * `pay-result-unreadable`, `pay-result-differs`.
 */
export const readPayAnswer = async (path: string): Promise<PayAnswer> =>
  (await isMessage(path)) ? readPayReport(path) : readDelimited(path);

const readDelimited = async (path: string): Promise<PayAnswer> => {
  const { head, rows, findings, digest } = await readSerialRows(path, readHead, readRow);
  if (head === null) throw new Refused('pay-result-unreadable', 'row 1');
  const taken = rows.filter(({ outcome }) => outcome === 'paid');
  const paid = sum(taken.map(({ amount }) => amount));
  const isWhole = rows.length === head.rows && taken.length === head.paidRows && paid === head.paid;
  if (findings.length === 0 && !isWhole)
    throw new Refused(
      'pay-result-differs',
      `${rows.length} / ${head.rows}, ${taken.length} / ${head.paidRows}, ${formatYuan(paid)} / ${formatYuan(head.paid)}`,
    );
  return { run: head.run, month: null, original: null, digest, paid, rows, findings };
};
