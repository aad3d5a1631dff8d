/** Reads a comma-separated file by the names of its columns. */
import type { ProblemCode } from '#libs/contract/problems.js';
import { Refused } from '../http/refused.js';
import { csvPieces, type CsvRecord } from './csv-records.js';
import { misfitBytes, type FileSurvey } from './text-encoding.js';

export type TableRow<Column extends string> = {
  /** As a spreadsheet counts them: the header is row 1. */
  readonly line: number;
  /** Without spaces at either end. */
  readonly values: Readonly<Record<Column, string>>;
  /** Its quotes, its number of columns or its bytes are wrong; the values are then not to be relied on. */
  readonly fault: { readonly field: string; readonly code: ProblemCode } | null;
};

/** Where each column stands. Throws Refused `column-missing`, `column-repeated`. */
const placesOf = <Column extends string>(
  header: CsvRecord,
  columns: readonly Column[],
): ReadonlyMap<Column, number> => {
  const names = header.cells.map((cell) => cell.trim().toUpperCase());
  const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Refused('column-repeated', repeated);
  return new Map(
    columns.map((column) => {
      const place = names.indexOf(column);
      if (place === -1) throw new Refused('column-missing', column);
      return [column, place];
    }),
  );
};

const faultOf = ({ cells, broken }: CsvRecord, width: number): TableRow<string>['fault'] => {
  if (broken || cells.length !== width) return { field: 'ROW', code: 'row-malformed' };
  return cells.some((cell) => misfitBytes(cell) !== null) ? { field: 'ROW', code: 'row-encoding' } : null;
};

/** The rows of a file that has at least these columns, in any order. Throws Refused for what is wrong with the file as a whole. */
export async function* csvTable<Column extends string>(
  path: string,
  file: FileSurvey,
  columns: readonly Column[],
): AsyncGenerator<TableRow<Column>> {
  let places: ReadonlyMap<Column, number> | null = null;
  let [width, rows] = [0, 0];
  for await (const { records } of csvPieces(path, file)) {
    for (const record of records) {
      if (places === null) {
        places = placesOf(record, columns);
        width = record.cells.length;
        continue;
      }
      rows += 1;
      const value = (column: Column): string => record.cells[places?.get(column) ?? -1]?.trim() ?? '';
      const values = Object.fromEntries(columns.map((column) => [column, value(column)])) as Record<
        Column,
        string
      >;
      yield { line: record.row, values, fault: faultOf(record, width) };
    }
  }
  if (rows === 0) throw new Refused('file-without-rows');
}
