/**
 * Reads a bank's statement of one account: a first line `H` with account, first and last day, opening and closing balance and the number of
 * lines, then a line `D` for each movement with the bank's serial number, day, money in, money out, balance, the other's account, name and
 * remark. Separated by commas, semicolons, tabs or `|`.
 */
import type { ProblemCode } from '#libs/contract/problems.js';
import { parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { cellText, codeDamage, codeText } from '#libs/kernel/sheet-cell.js';
import { add, type Fen, formatYuan, negate, parseYuan, subtract, sum, zeroFen } from '#libs/money/fen.js';
import { csvPieces, delimiters, type CsvRecord, type Delimiter } from '../../ground/csv/csv-records.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import { type FileSurvey, surveyFile } from '../../ground/csv/text-encoding.js';
import { Refused } from '../../ground/http/refused.js';

export type StatementHeader = {
  readonly account: string;
  readonly firstDay: PlainDate;
  readonly lastDay: PlainDate;
  readonly opening: Fen;
  readonly closing: Fen;
};

/** One movement; negative amounts went out. */
export type StatementLine = {
  readonly serial: string;
  readonly bookedOn: PlainDate;
  readonly amount: Fen;
  readonly payerAccount: string;
  readonly payerName: string;
  readonly memo: string;
};

export type StatementFile = StatementHeader & {
  readonly digest: string;
  readonly lines: readonly StatementLine[];
  readonly inFen: Fen;
  readonly outFen: Fen;
  /** What is wrong in which row; nothing of the file is taken then. */
  readonly findings: readonly RowFinding[];
};

const longest = { serial: 64, account: 40, name: 200, memo: 400 } as const;

/** An amount of a bank's file; what is empty is nothing. */
export const moneyOf = (cell: string | undefined): Fen | null => {
  const text = codeText(cell ?? '').replaceAll(',', '');
  return text === '' ? zeroFen : parseYuan(text);
};

/** A day of a bank's file, with dashes, slashes or neither. */
export const dayOf = (cell: string | undefined): PlainDate | null => {
  const text = codeText(cell ?? '').replaceAll('/', '-');
  return parseDate(/^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text);
};

const readHeader = ({ row, cells }: CsvRecord): StatementHeader & { readonly count: number } => {
  const [mark = '', account = '', first, last, opening, closing, count = ''] = cells;
  const firstDay = dayOf(first);
  const lastDay = dayOf(last);
  const [openingFen, closingFen] = [moneyOf(opening), moneyOf(closing)];
  if (
    codeText(mark).toUpperCase() !== 'H' ||
    !/^[0-9A-Za-z-]{4,40}$/.test(codeText(account)) ||
    firstDay === null ||
    lastDay === null ||
    firstDay > lastDay ||
    openingFen === null ||
    closingFen === null ||
    !/^\d{1,9}$/.test(codeText(count))
  )
    throw new Refused('statement-unreadable', `row ${row}`);
  return {
    account: codeText(account),
    firstDay,
    lastDay,
    opening: openingFen,
    closing: closingFen,
    count: Number(codeText(count)),
  };
};

type ReadLine = StatementLine & { readonly balance: Fen | null };

const no = (field: string, code: ProblemCode) => ({ field, code });

const readLine = (
  { cells, broken }: CsvRecord,
  header: StatementHeader,
): ReadLine | { readonly field: string; readonly code: ProblemCode } => {
  if (broken || cells.length < 9 || codeText(cells[0] ?? '').toUpperCase() !== 'D')
    return no('ROW', 'row-malformed');
  const [, serial = '', bookedOn, moneyIn, moneyOut, balance, account = '', name = '', memo = ''] = cells;
  for (const [field, text] of [
    ['serial', serial],
    ['account', account],
  ] as const) {
    const damage = codeDamage(codeText(text));
    if (damage !== null) return no(field, damage);
  }
  const on = dayOf(bookedOn);
  if (on === null || on < header.firstDay || on > header.lastDay) return no('day', 'statement-day');
  const [inFen, outFen, balanceFen] = [moneyOf(moneyIn), moneyOf(moneyOut), moneyOf(balance)];
  if (inFen === null || outFen === null || balanceFen === null) return no('amount', 'statement-amount');
  if (inFen < zeroFen || outFen < zeroFen || (inFen === zeroFen) === (outFen === zeroFen))
    return no('amount', 'statement-amount');
  const read = {
    serial: codeText(serial),
    bookedOn: on,
    amount: inFen > zeroFen ? inFen : negate(outFen),
    payerAccount: codeText(account),
    payerName: cellText(name),
    memo: cellText(memo),
    balance: codeText(balance ?? '') === '' ? null : balanceFen,
  };
  if (read.serial === '' || read.serial.length > longest.serial) return no('serial', 'row-malformed');
  if (
    read.payerAccount.length > longest.account ||
    read.payerName.length > longest.name ||
    read.memo.length > longest.memo ||
    [read.payerName, read.memo, read.serial, read.payerAccount].some((text) => text.includes('\0'))
  )
    return no('ROW', 'row-malformed');
  return read;
};

const codeTextStart = (line: string): string | undefined => /^["']?H["']?(.)/iu.exec(line)?.[1];

/** What separates the cells of a file that begins with `H`: it stands behind that letter. */
export const delimiterOf = async (path: string, survey: FileSurvey): Promise<Delimiter> => {
  for await (const { records } of csvPieces(path, survey, '|')) {
    const first = records[0]?.cells.join('|') ?? '';
    return delimiters.find((each) => each === codeTextStart(first)) ?? ',';
  }
  return ',';
};

/**
 * Reads a statement and proves that it is whole. Throws Refused `statement-unreadable` for what has no header, `statement-differs` where its
 * lines do not lead from the opening to the closing balance, naming the first row behind which something is missing.
 */
export const readStatement = async (path: string): Promise<StatementFile> => {
  const survey = await surveyFile(path);
  const findings: RowFinding[] = [];
  const lines: StatementLine[] = [];
  const serials = new Set<string>();
  let header: ReturnType<typeof readHeader> | null = null;
  let balance = zeroFen;
  let differs: string | null = null;
  const take = (record: CsvRecord): void => {
    if (header === null) {
      header = readHeader(record);
      balance = header.opening;
      return;
    }
    const read = readLine(record, header);
    if ('code' in read) {
      findings.push({ line: record.row, ...read });
      return;
    }
    if (serials.has(read.serial)) findings.push({ line: record.row, field: 'serial', code: 'row-repeated' });
    serials.add(read.serial);
    const { balance: told, ...line } = read;
    balance = add(balance, line.amount);
    if (told !== null && told !== balance && differs === null)
      differs = `row ${record.row}: ${formatYuan(told)}, reckoned ${formatYuan(balance)}`;
    lines.push(line);
  };
  const delimiter = await delimiterOf(path, survey);
  for await (const { records } of csvPieces(path, survey, delimiter))
    for (const record of records) take(record);
  if (header === null) throw new Refused('statement-unreadable', 'row 1');
  const { count, ...said } = header as ReturnType<typeof readHeader>;
  if (findings.length === 0) {
    if (differs !== null) throw new Refused('statement-differs', differs);
    if (lines.length !== count) throw new Refused('statement-differs', `${lines.length} / ${count}`);
    if (balance !== said.closing)
      throw new Refused('statement-differs', `${formatYuan(balance)} / ${formatYuan(said.closing)}`);
  }
  const inFen = sum(lines.filter(({ amount }) => amount > zeroFen).map(({ amount }) => amount));
  return {
    ...said,
    digest: survey.digest,
    lines,
    inFen,
    outFen: subtract(inFen, sum(lines.map(({ amount }) => amount))),
    findings,
  };
};
