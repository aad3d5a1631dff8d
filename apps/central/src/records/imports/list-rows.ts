/** Reads the rows of lists of people: columns by their codes, number and name checked as those of applicants are. */
import type { ColumnWords } from '#libs/contract/file-imports.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { parseNumberOfLiving } from '#libs/identity/lifetime.js';
import { tidyName } from '#libs/identity/person-name.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ageOn } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { cellText, codeText, damageOfWrongCode, textDamage } from '#libs/kernel/sheet-cell.js';
import type { TablePiece, TableRecord } from '../../ground/csv/csv-table.js';
import { misfitBytes } from '../../ground/csv/text-encoding.js';
import { Refused } from '../../ground/http/refused.js';
import type { Reading } from './import-kind.js';
import { acceptedLine, refusedLine, type StagedPerson, type StagedRefusal } from './staged-row.js';

type Columns = Readonly<Record<string, ColumnWords>>;

/** Full years from which somebody is no child any more, as the control totals count them. */
const grownUpFrom = 16;
const longestName = 50;

/** Column → its place. Throws Refused for a column that is missing, repeated or unknown. */
const placesUnder = (columns: Columns, { row, cells }: TablePiece['header']): ReadonlyMap<string, number> => {
  const refusedAs = (code: ProblemCode, column: string): Refused =>
    new Refused(code, `row ${row}, column ${column}`);
  const places = new Map<string, number>();
  for (const [place, cell] of cells.entries()) {
    if (cell === '') continue;
    // Where the header is missing this is somebody's number, which goes into no message.
    if (!Object.hasOwn(columns, cell)) throw refusedAs('column-unknown', `#${place + 1}`);
    if (places.has(cell)) throw refusedAs('column-repeated', cell);
    places.set(cell, place);
  }
  for (const [column, { isRequired }] of Object.entries(columns))
    if (isRequired && !places.has(column)) throw refusedAs('column-missing', column);
  return places;
};

/** A cell by the code of its column; empty where the file does not have it. */
export type CellOf = (column: string) => string;

/** What a row says besides its person. */
type ReadContent = (code: CellOf, text: CellOf) => Result<object, StagedRefusal>;

const refusal = (code: ProblemCode, field: string, detail: string): Result<never, StagedRefusal> =>
  refuse({ code, field, detail });

const readPerson = (
  { cells, malformed }: TableRecord,
  code: CellOf,
  text: CellOf,
  today: PlainDate,
): Result<StagedPerson, StagedRefusal> => {
  const misfit = cells.findIndex((cell) => cell.includes('\uFFFD') && misfitBytes(cell) !== null);
  if (misfit !== -1) return refusal('row-encoding', `#${misfit + 1}`, misfitBytes(cells[misfit] ?? '') ?? '');
  if (malformed !== null) return refusal('row-malformed', '', malformed);
  const number = code('AAC002');
  if (number === '') return refusal('field-missing', 'AAC002', 'required');
  const person = parseNumberOfLiving(number, today);
  if (!person.ok) return refusal(damageOfWrongCode(number) ?? 'number-invalid', 'AAC002', person.refusal);
  const name = text('AAC003');
  if (textDamage(name) !== null) return refusal('sheet-value-lost', 'AAC003', '#');
  if (name === '') return refusal('field-missing', 'AAC003', 'required');
  const tidy = tidyName(name);
  if (tidy === '' || tidy.length > longestName || /[\p{Cc}\uFFFD\d]/u.test(tidy))
    return refusal('name-unfit', 'AAC003', `at most ${longestName} letters`);
  const { sex, birthDate } = person.value;
  return ok({
    number: person.value.number,
    name: tidy,
    sex,
    birthDate,
    isMinor: ageOn(birthDate, today) < grownUpFrom,
  });
};

/** How rows under a header become lines of COPY: the person, then what the row says besides. */
export const listReading =
  (columns: Columns, importId: number, today: PlainDate, readContent: ReadContent) =>
  (header: TablePiece['header']): Reading => {
    const places = placesUnder(columns, header);
    return (records) => {
      let lines = '';
      for (const record of records) {
        const cell = (column: string): string => record.cells[places.get(column) ?? -1] ?? '';
        const code: CellOf = (column) => codeText(cell(column));
        const text: CellOf = (column) => cellText(cell(column));
        const refused = (refusal: StagedRefusal): string =>
          refusedLine(importId, record.row, code('AAC002').replaceAll('\uFFFD', '?'), refusal);
        const person = readPerson(record, code, text, today);
        if (!person.ok) {
          lines += refused(person.refusal);
          continue;
        }
        const content = readContent(code, text);
        lines += content.ok
          ? acceptedLine(importId, record.row, person.value, { content: content.value })
          : refused(content.refusal);
      }
      return lines;
    };
  };
