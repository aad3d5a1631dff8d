/** Reads files of comma-separated rows piece by piece: however long the file, a few blocks of it are in memory. */
import Papa from 'papaparse';
import { Refused } from '../http/refused.js';
import { withoutMark } from './csv-line.js';
import { decodeLines, lineBlocks, type FileSurvey } from './text-encoding.js';

export type CsvRecord = {
  /** Place in the file, the header being row 1; empty lines count, as they do in a spreadsheet. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Its quotes do not pair up. */
  readonly broken: boolean;
};

export type CsvPiece = {
  readonly records: readonly CsvRecord[];
  /** Bytes of the file read so far. */
  readonly bytesRead: number;
};

/** What Papa Parse's own parser gives for one piece of text. */
type Parsed = {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly code: string; readonly row?: number }[];
  readonly meta: { readonly cursor: number };
};

// A quoted field that never ends would swallow the file.
const longestRecord = 1024 * 1024;

const isEmptyLine = (cells: readonly string[]): boolean => cells.length === 1 && cells[0] === '';

/** The records of a file, empty lines left out. Lines end with CR LF or LF; quoted fields may hold commas, quotes and line ends. */
export async function* csvPieces(path: string, file: FileSurvey): AsyncGenerator<CsvPiece> {
  const parser = new Papa.Parser({ delimiter: ',', newline: '\n', quoteChar: '"' });
  let rest = '';
  let row = 1;
  let bytesRead = file.markBytes;
  const parse = (text: string, isLast: boolean): CsvRecord[] => {
    const { data, errors, meta } = parser.parse(text, 0, !isLast) as Parsed;
    const broken = new Set(errors.map((error) => error.row));
    if (isLast && errors.some(({ code }) => code === 'MissingQuotes'))
      throw new Refused(
        'row-malformed',
        `row ${row + Math.max(0, data.length - 1)}: a quote is never closed`,
      );
    rest = text.slice(meta.cursor);
    if (rest.length > longestRecord)
      throw new Refused('row-malformed', `row ${row + data.length}: a quote is never closed`);
    const first = row;
    row += data.length;
    return data
      .map((cells, index) => ({
        row: first + index,
        cells: cells.map(withoutMark),
        broken: broken.has(index),
      }))
      .filter(({ cells }) => !isEmptyLine(cells));
  };
  for await (const block of lineBlocks(path, file.markBytes)) {
    bytesRead += block.length;
    yield {
      records: parse(rest + decodeLines(block, file.encoding).replaceAll('\r\n', '\n'), false),
      bytesRead,
    };
  }
  if (rest !== '') yield { records: parse(rest, true), bytesRead };
}
