/** Reads files of a head and of rows with serials, as banks and the tax authority answer with: every row once, what is wrong with a row told beside the others. */
import type { ProblemCode } from '#libs/contract/problems.js';
import { csvPieces, type CsvRecord } from '../../ground/csv/csv-records.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import { surveyFile } from '../../ground/csv/text-encoding.js';
import { delimiterOf } from './statement-file.js';

/** What a row is, or what is wrong with it. */
export type SerialRow<Row> = Row | { readonly field: string; readonly code: ProblemCode };

/** Reads a file however long it is: `take` is given its rows as far as they were read. `head` null: the file has no row at all. */
export const readSerialPieces = async <Head, Row extends object>(
  path: string,
  readHead: (record: CsvRecord) => Head,
  readRow: (record: CsvRecord) => SerialRow<Row>,
  take: (rows: readonly Row[], findings: readonly RowFinding[]) => void | Promise<void>,
): Promise<{ readonly head: Head | null; readonly digest: string }> => {
  const survey = await surveyFile(path);
  const delimiter = await delimiterOf(path, survey);
  let head: Head | null = null;
  for await (const { records } of csvPieces(path, survey, delimiter)) {
    const [rows, findings]: [Row[], RowFinding[]] = [[], []];
    for (const record of records) {
      if (head === null) {
        head = readHead(record);
        continue;
      }
      const read = readRow(record);
      if ('code' in read) findings.push({ line: record.row, ...(read as Omit<RowFinding, 'line'>) });
      else rows.push(read);
    }
    await take(rows, findings);
  }
  return { head, digest: survey.digest };
};

/** Reads a file of some thousand rows. `head` null: the file has no row at all. */
export const readSerialRows = async <Head, Row extends { readonly row: number; readonly serial: number }>(
  path: string,
  readHead: (record: CsvRecord) => Head,
  readRow: (record: CsvRecord) => SerialRow<Row>,
): Promise<{
  readonly head: Head | null;
  readonly rows: readonly Row[];
  readonly findings: readonly RowFinding[];
  readonly digest: string;
}> => {
  const rows: Row[] = [];
  const findings: RowFinding[] = [];
  const serials = new Set<number>();
  const read = await readSerialPieces(path, readHead, readRow, (some, found) => {
    findings.push(...found);
    for (const row of some) {
      if (serials.has(row.serial)) findings.push({ line: row.row, field: 'serial', code: 'row-repeated' });
      serials.add(row.serial);
      rows.push(row);
    }
  });
  return { ...read, rows, findings: findings.toSorted((one, other) => one.line - other.line) };
};
