/** Reads a table by the names of its columns, as people's programs write it: where its header stands, what separates its cells, which columns are blank. */
import type { ProblemCode } from '#libs/contract/problems.js';
import { cellText, codeDamage, codeText, textDamage } from '#libs/kernel/sheet-cell.js';
import { Refused } from '../http/refused.js';
import { csvPieces, delimiters, firstRecords, type CsvRecord, type Delimiter } from './csv-records.js';
import { misfitBytes, type FileSurvey } from './text-encoding.js';

/** A record whose cells stand under the header's. */
export type TableRecord = Pick<CsvRecord, 'row' | 'cells'> & {
  /** Why its cells cannot be relied on: the quotes, or how many columns of how many. */
  readonly malformed: string | null;
};

export type TablePiece = {
  /** The header, its blank columns at the end left out. */
  readonly header: { readonly row: number; readonly cells: readonly string[] };
  readonly records: readonly TableRecord[];
  /** Bytes of the file read so far. */
  readonly bytesRead: number;
};

/** A title, a date, a note: so many lines at most stand above a header. */
const linesAboveHeader = 5;

type Shape = { readonly delimiter: Delimiter; readonly headerRow: number };

/** Where the header stands and what separates its cells: the line and the separator by which most cells are known columns. */
const shapeOf = async (path: string, file: FileSurvey, known: ReadonlySet<string>): Promise<Shape> => {
  const recordsBy = await firstRecords(path, file, linesAboveHeader + 1);
  let [best, shape]: [number, Shape] = [1, { delimiter: ',', headerRow: 1 }];
  for (const delimiter of delimiters)
    for (const [index, cells] of recordsBy(delimiter).entries()) {
      const found = cells.filter((cell) => known.has(codeText(cell).toUpperCase())).length;
      if (found > best) [best, shape] = [found, { delimiter, headerRow: index + 1 }];
    }
  return shape;
};

const withoutBlanksAtEnd = (cells: readonly string[]): readonly string[] =>
  cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1);

/** A record under a header: blank cells at the end are neither too many nor too few. */
const underHeader = (
  { row, cells, broken, unended }: CsvRecord,
  header: readonly string[],
  blankPlaces: readonly number[],
): TableRecord => {
  if (broken) return { row, cells, malformed: 'quotes' };
  const width = header.length;
  if (cells.length === width && blankPlaces.length === 0) return { row, cells, malformed: null };
  const isAstray =
    cells.slice(width).some((cell) => cell.trim() !== '') ||
    blankPlaces.some((place) => (cells[place] ?? '').trim() !== '') ||
    // The last line of a file that was cut off is short as well.
    (unended && cells.length < width);
  if (isAstray) return { row, cells, malformed: `${cells.length} of ${width} columns` };
  return {
    row,
    cells: Array.from({ length: width }, (_, place) => cells[place] ?? ''),
    malformed: null,
  };
};

/**
 * The rows of a table that has some of the known columns. Title lines above the header, blank rows, and blank columns are left out; a row
 * may end before its last columns, as a spreadsheet writes rows whose last cells are blank. Throws Refused for what is wrong with the file.
 */
export async function* tablePieces(
  path: string,
  file: FileSurvey,
  known: ReadonlySet<string>,
): AsyncGenerator<TablePiece> {
  const { delimiter, headerRow } = await shapeOf(path, file, known);
  let header: TablePiece['header'] | null = null;
  let blankPlaces: readonly number[] = [];
  for await (const { records, bytesRead } of csvPieces(path, file, delimiter)) {
    let rows = records;
    if (header === null) {
      // Found as it is, a header of blanks alone is none.
      const place = records.findIndex(({ row }) => row >= headerRow);
      const [found] = records.slice(Math.max(0, place));
      if (found === undefined) continue;
      const above = records.slice(0, Math.max(0, place));
      if (above.some(({ cells }) => cells.some((cell) => /\d{15}/u.test(cell))))
        throw new Refused('rows-above-header', `row ${found.row}`);
      const cells = withoutBlanksAtEnd(found.cells).map((cell) => codeText(cell).toUpperCase());
      header = { row: found.row, cells };
      blankPlaces = cells.flatMap((cell, at) => (cell === '' ? [at] : []));
      rows = records.slice(above.length + 1);
    }
    const { cells } = header;
    yield { header, records: rows.map((record) => underHeader(record, cells, blankPlaces)), bytesRead };
  }
}

export type TableRow<Column extends string> = {
  /** As a spreadsheet counts them: the first line of the file is row 1. */
  readonly line: number;
  /** Out of what a spreadsheet wraps them in, without blanks at either end; codes without any. */
  readonly values: Readonly<Record<Column, string>>;
  /** Its quotes, its number of columns or its bytes are wrong, or a spreadsheet spoiled a cell; the values are then not to be relied on. */
  readonly fault: { readonly field: string; readonly code: ProblemCode } | null;
};

/** Where each column stands. Throws Refused `column-missing`, `column-repeated`. */
const placesOf = <Column extends string>(
  names: readonly string[],
  columns: readonly Column[],
): readonly (readonly [Column, number])[] => {
  const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Refused('column-repeated', repeated);
  return columns.map((column) => {
    const place = names.indexOf(column);
    if (place === -1) throw new Refused('column-missing', column);
    return [column, place];
  });
};

/** The rows of a file that has at least these columns, in any order; all but `texts` hold codes or numbers. Throws Refused for what is wrong with the file as a whole. */
export async function* csvTable<Column extends string>(
  path: string,
  file: FileSurvey,
  columns: readonly Column[],
  texts: readonly Column[],
): AsyncGenerator<TableRow<Column>> {
  const isText = (column: Column): boolean => texts.includes(column);
  const known = new Set<string>(columns);
  let places: readonly (readonly [Column, number])[] | null = null;
  let rows = 0;
  for await (const { header, records } of tablePieces(path, file, known)) {
    const where = (places ??= placesOf(header.cells, columns));
    for (const { row, cells, malformed } of records) {
      rows += 1;
      const values = Object.fromEntries(
        where.map(([column, place]) => {
          const cell = cells[place] ?? '';
          return [column, isText(column) ? cellText(cell) : codeText(cell)];
        }),
      ) as Record<Column, string>;
      const faultOf = (): TableRow<Column>['fault'] => {
        if (malformed !== null) return { field: 'ROW', code: 'row-malformed' };
        // A zero is no character of a text, and none of PostgreSQL's.
        if (cells.some((cell) => misfitBytes(cell) !== null || cell.includes('\0')))
          return { field: 'ROW', code: 'row-encoding' };
        for (const field of columns) {
          const damage = (isText(field) ? textDamage : codeDamage)(values[field]);
          if (damage !== null) return { field, code: damage };
        }
        return null;
      };
      yield { line: row, values, fault: faultOf() };
    }
  }
  if (rows === 0) throw new Refused('file-without-rows');
}
