/** Reads files of a head and of rows with serials, as banks and the tax authority answer with: every row once, what is wrong with a row told beside the others. */
import type { ProblemCode } from '#libs/contract/problems.js';
import { csvPieces, type CsvRecord } from '../../ground/csv/csv-records.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import { surveyFile } from '../../ground/csv/text-encoding.js';
import { delimiterOf } from './statement-file.js';

/** `head` null: the file has no row at all. */
export const readSerialRows = async <Head, Row extends { readonly serial: number }>(
  path: string,
  readHead: (record: CsvRecord) => Head,
  readRow: (record: CsvRecord) => Row | { readonly field: string; readonly code: ProblemCode },
): Promise<{
  readonly head: Head | null;
  readonly rows: readonly Row[];
  readonly findings: readonly RowFinding[];
  readonly digest: string;
}> => {
  const survey = await surveyFile(path);
  const delimiter = await delimiterOf(path, survey);
  const rows: Row[] = [];
  const findings: RowFinding[] = [];
  const serials = new Set<number>();
  let head: Head | null = null;
  for await (const { records } of csvPieces(path, survey, delimiter))
    for (const record of records) {
      if (head === null) {
        head = readHead(record);
        continue;
      }
      const read = readRow(record);
      if ('code' in read) {
        findings.push({ line: record.row, ...read });
        continue;
      }
      if (serials.has(read.serial))
        findings.push({ line: record.row, field: 'serial', code: 'row-repeated' });
      serials.add(read.serial);
      rows.push(read);
    }
  return { head, rows, findings, digest: survey.digest };
};
