/** Reads the rows of the bank's and the card maker's files, each with what is wrong with it by itself. */
import { accountColumns, makerResults, resultColumns } from '#libs/cards/maker-file.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { parseBankAccount } from '#libs/identity/bank-account.js';
import { tidyName } from '#libs/identity/person-name.js';
import { parseSocialSecurityNumber } from '#libs/identity/social-security-number.js';
import { damageOfWrongCode } from '#libs/kernel/sheet-cell.js';
import { csvTable, type TableRow } from '../../ground/csv/csv-table.js';
import { surveyFile } from '../../ground/csv/text-encoding.js';
import type { IncomingFile } from './batch-files.service.js';
import type { FileRow } from './batch-files.store.js';

type Fault = FileRow['fault'];

const blankRow = (line: number, fault: Fault): FileRow => ({
  line,
  item: null,
  batch: null,
  cardNumber: null,
  identificationCode: null,
  historicalBytes: null,
  result: null,
  reason: null,
  socialSecurityNumber: null,
  name: null,
  bankAccount: null,
  fault,
});

const fault = (field: string, code: ProblemCode): Fault => ({ field, code });

const orNull = (text: string): string | null => (text === '' ? null : text);

const longestReason = 200;

/** One row of results; a spoiled one needs its item, its chip and a reason, a personalised one all that was sent. */
const readResult = ({ line, values, fault: broken }: TableRow<(typeof resultColumns)[number]>): FileRow => {
  if (broken !== null) return blankRow(line, broken);
  const { BATCH, ITEM, AAZ500, AAZ501, AAZ507, RESULT, REASON } = values;
  const result = RESULT.toLowerCase();
  const item = /^[1-9]\d{0,8}$/.test(ITEM) ? Number(ITEM) : null;
  const missing = (['BATCH', 'ITEM', 'AAZ507', 'RESULT'] as const).find((column) => values[column] === '');
  const wrong = (): Fault => {
    if (missing !== undefined) return fault(missing, 'field-missing');
    if (item === null) return fault('ITEM', 'value-unknown');
    if (!makerResults.some((known) => known === result)) return fault('RESULT', 'value-unknown');
    if (result === 'spoiled' && REASON === '') return fault('REASON', 'field-missing');
    if (REASON.length > longestReason) return fault('REASON', 'value-unknown');
    if (result === 'personalised' && AAZ500 === '') return fault('AAZ500', 'field-missing');
    if (result === 'personalised' && AAZ501 === '') return fault('AAZ501', 'field-missing');
    return null;
  };
  return {
    ...blankRow(line, wrong()),
    item,
    batch: orNull(BATCH),
    cardNumber: orNull(AAZ500.toUpperCase()),
    identificationCode: orNull(AAZ501.toUpperCase()),
    historicalBytes: orNull(AAZ507.toUpperCase()),
    result: orNull(result),
    reason: result === 'spoiled' ? orNull(REASON) : null,
  };
};

/** One row of accounts. */
const readAccount = ({ line, values, fault: broken }: TableRow<(typeof accountColumns)[number]>): FileRow => {
  if (broken !== null) return blankRow(line, broken);
  const missing = accountColumns.find((column) => values[column] === '');
  const account = parseBankAccount(values.AAE010);
  const number = parseSocialSecurityNumber(values.AAC002);
  const wrong = (): Fault => {
    if (missing !== undefined) return fault(missing, 'field-missing');
    const damage = number.ok ? null : damageOfWrongCode(values.AAC002);
    if (damage !== null) return fault('AAC002', damage);
    if (account.ok) return null;
    // Of sixteen digits the last one alone would be gone, and a zero that fails its check says nothing yet.
    const accountDamage = values.AAE010.length > 16 ? damageOfWrongCode(values.AAE010) : null;
    if (accountDamage !== null) return fault('AAE010', accountDamage);
    return fault('AAE010', account.refusal === 'check-digit' ? 'account-check-digit' : 'value-unknown');
  };
  return {
    ...blankRow(line, wrong()),
    socialSecurityNumber: number.ok ? number.value.number : orNull(values.AAC002),
    name: orNull(tidyName(values.AAC003)),
    bankAccount: orNull(values.AAE010),
  };
};

async function* mapped<From, To>(rows: AsyncIterable<From>, read: (row: From) => To): AsyncGenerator<To> {
  for await (const row of rows) yield read(row);
}

/** A file of results. Throws Refused for what is wrong with the file as a whole. */
export const openResults = async (path: string): Promise<IncomingFile> => {
  const survey = await surveyFile(path);
  return {
    digest: survey.digest,
    rows: () => mapped(csvTable(path, survey, resultColumns, ['REASON']), readResult),
  };
};

/** A file of accounts, likewise. */
export const openAccounts = async (path: string): Promise<IncomingFile> => {
  const survey = await surveyFile(path);
  return {
    digest: survey.digest,
    rows: () => mapped(csvTable(path, survey, accountColumns, ['AAC003']), readAccount),
  };
};
