/** Reads files of separated rows piece by piece: however long the file, a few blocks of it are in memory. */
import Papa from 'papaparse';
import { Refused } from '../http/refused.js';
import { withoutMark } from './csv-line.js';
import { decodeLines, lineBlocks, type FileSurvey } from './text-encoding.js';

export type CsvRecord = {
  /** Place in the file, its first line being row 1; empty lines count, as they do in a spreadsheet. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Its quotes do not pair up. */
  readonly broken: boolean;
  /** No line end follows: the last of a file, whole or cut off. */
  readonly unended: boolean;
};

export type CsvPiece = {
  readonly records: readonly CsvRecord[];
  /** Bytes of the file read so far. */
  readonly bytesRead: number;
};

/** What separates the cells of a row: a comma, or what a spreadsheet writes for one in other countries. */
export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** What Papa Parse's own parser gives for one piece of text. */
type Parsed = {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly code: string; readonly row?: number }[];
  readonly meta: { readonly cursor: number };
};

// A quoted field that never ends would swallow the file.
const longestRecord = 1024 * 1024;

// Zeros stand at the end of a file whose disk was full or that was cut off by a power failure; DOS ended texts with 1A.
const isEmptyLine = (cells: readonly string[]): boolean =>
  cells.every((cell) => cell.replaceAll('\0', '').replaceAll('\u001A', '').trim() === '');

/** The text of whole lines, each ended by a line feed. */
const textOf = (block: Buffer, { encoding, lineEnd }: FileSurvey): string => {
  const text = decodeLines(block, encoding, lineEnd);
  return lineEnd === '\r' ? text.replaceAll('\r', '\n') : text.replaceAll('\r\n', '\n');
};

/** The records of a file, empty lines left out. Lines end with CR LF, LF or CR; quoted fields may hold separators, quotes and line ends. */
export async function* csvPieces(
  path: string,
  file: FileSurvey,
  delimiter: Delimiter = ',',
): AsyncGenerator<CsvPiece> {
  const parser = new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"' });
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
        unended: isLast && index === data.length - 1 && !text.endsWith('\n'),
      }))
      .filter(({ cells }) => !isEmptyLine(cells));
  };
  for await (const block of lineBlocks(path, file)) {
    bytesRead += block.length;
    yield { records: parse(rest + textOf(block, file), false), bytesRead };
  }
  if (rest !== '') yield { records: parse(rest, true), bytesRead };
}

/** The first records of a file as a separator gives them, empty lines too. */
export const firstRecords = async (
  path: string,
  file: FileSurvey,
  count: number,
): Promise<(delimiter: Delimiter) => readonly (readonly string[])[]> => {
  let text = '';
  for await (const block of lineBlocks(path, file)) {
    text = textOf(block, file);
    break;
  }
  return (delimiter) =>
    (
      new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"', preview: count }).parse(
        text,
        0,
        false,
      ) as Parsed
    ).data;
};
