/**
 * Reads the first sheet of a workbook (XLSX: ECMA-376, a ZIP of XML) as the text of a table, so that everything behind sees one kind of
 * file. What a spreadsheet did to a number before it was saved is as damaged in here as in its CSV, and is found by the same rules.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import sax from 'sax';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { addDays, date } from '#libs/kernel/plain-date.js';
import { Refused } from '../http/refused.js';
import { csvLine } from './csv-line.js';
import { surveyFile, type FileEncoding, type FileSurvey } from './text-encoding.js';

/** A table as it is read: its survey, and where its text lies. */
export type SurveyedTable = {
  readonly survey: FileSurvey;
  readonly path: string;
  /** Takes away what was written out. */
  readonly dispose: () => Promise<void>;
};

/** More than the text of any city's list, and less than a disk: a small archive may say that it holds anything. */
const mostBytes = 1024 * 1024 * 1024;
const mostEntries = 10_000;
const mostSharedBytes = 256 * 1024 * 1024;
/** A sheet has so many columns, and rows, at most (ECMA-376). */
const [mostColumns, mostRows] = [16_384, 1_048_576];

const isWorkbook = async (path: string): Promise<boolean> => {
  let file;
  try {
    file = await open(path);
  } catch {
    // Whoever surveys it says so.
    return false;
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('hex') === '504b0304';
  } finally {
    await file.close();
  }
};

const unreadable = (why: string): Refused => new Refused('encoding-unknown', `XLSX: ${why}`);

type Listener = {
  readonly open?: (name: string, attribute: (name: string) => string) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
  /** Called after each piece of the part. */
  readonly piece?: () => Promise<void>;
};

/** The name without its namespace. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const readPart = async (
  archive: ZipFile,
  entry: Entry,
  listener: Listener,
  most = mostBytes,
): Promise<void> => {
  const parser = sax.parser(true, { position: false });
  const faults: Error[] = [];
  // The parser calls its listeners by these names, and has no others.
  Object.assign(parser, {
    onerror: (fault: Error) => faults.push(fault),
    onopentag: ({ name, attributes }: sax.Tag) =>
      listener.open?.(localName(name), (asked) => attributes[asked] ?? ''),
    onclosetag: (name: string) => listener.close?.(localName(name)),
    ontext: (text: string) => listener.text?.(text),
    oncdata: (text: string) => listener.text?.(text),
  });
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const piece of await archive.openReadStreamPromise(entry)) {
    bytes += (piece as Buffer).length;
    if (bytes > most) throw unreadable('too large');
    parser.write(decoder.decode(piece as Buffer, { stream: true }));
    if (faults.length > 0) throw unreadable('XML');
    await listener.piece?.();
  }
  // Ended in the middle of something, it is an error as well.
  parser.write(decoder.decode()).close();
  if (faults.length > 0) throw unreadable('XML');
};

/** `BC12` → 54: the place of its column from 0. */
const columnOf = (reference: string): number => {
  let place = 0;
  for (const letter of /^[A-Z]+/.exec(reference)?.[0] ?? '') place = place * 26 + letter.charCodeAt(0) - 64;
  return place - 1;
};

/** Built-in formats of days (ECMA-376 18.8.30), and those of East Asia. */
const isDayFormat = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

/** Which styles of cells show a day. */
const dayStyles = async (archive: ZipFile, entry: Entry | undefined): Promise<readonly boolean[]> => {
  const own = new Map<number, string>();
  const styles: number[] = [];
  let isInCells = false;
  if (entry !== undefined)
    await readPart(archive, entry, {
      open: (name, attribute) => {
        if (name === 'numFmt') own.set(Number(attribute('numFmtId')), attribute('formatCode'));
        if (name === 'cellXfs') isInCells = true;
        if (name === 'xf' && isInCells) styles.push(Number(attribute('numFmtId')));
      },
      close: (name) => {
        if (name === 'cellXfs') isInCells = false;
      },
    });
  return styles.map((id) => {
    const code = own.get(id);
    return code === undefined
      ? isDayFormat(id)
      : /[yd年月日]/iu.test(code.replaceAll(/"[^"]*"|\[[^\]]*\]/g, ''));
  });
};

/** Texts that cells share, in their order; what stands above a character to say it aloud is no part of it. */
const sharedTexts = async (archive: ZipFile, entry: Entry | undefined): Promise<readonly string[]> => {
  const texts: string[] = [];
  let [text, isText, isPhonetic] = ['', false, false];
  if (entry !== undefined)
    await readPart(
      archive,
      entry,
      {
        open: (name) => {
          if (name === 'si') text = '';
          if (name === 'rPh') isPhonetic = true;
          isText = name === 't' && !isPhonetic;
        },
        text: (piece) => {
          if (isText) text += piece;
        },
        close: (name) => {
          isText = false;
          if (name === 'rPh') isPhonetic = false;
          if (name === 'si') texts.push(text);
        },
      },
      mostSharedBytes,
    );
  return texts;
};

type Parts = ReadonlyMap<string, Entry>;

/** The part of the first sheet, and whether its days are counted from 1904. */
const firstSheet = async (archive: ZipFile, parts: Parts): Promise<{ entry: Entry; from1904: boolean }> => {
  const [book, relations] = [parts.get('xl/workbook.xml'), parts.get('xl/_rels/workbook.xml.rels')];
  if (book === undefined || relations === undefined) throw unreadable('no workbook');
  let [id, from1904] = ['', false];
  await readPart(archive, book, {
    open: (name, attribute) => {
      if (name === 'sheet' && id === '') id = attribute('r:id');
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attribute('date1904'));
    },
  });
  let target = '';
  await readPart(archive, relations, {
    open: (name, attribute) => {
      if (name === 'Relationship' && attribute('Id') === id) target = attribute('Target');
    },
  });
  const entry = parts.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  if (entry === undefined) throw unreadable('no sheet');
  return { entry, from1904 };
};

const writeSheet = async (archive: ZipFile, path: string): Promise<void> => {
  const parts = new Map<string, Entry>();
  if (archive.entryCount > mostEntries) throw unreadable('too many parts');
  for await (const entry of archive.eachEntry()) parts.set(entry.fileName, entry);
  const { entry, from1904 } = await firstSheet(archive, parts);
  const texts = await sharedTexts(archive, parts.get('xl/sharedStrings.xml'));
  const isDay = await dayStyles(archive, parts.get('xl/styles.xml'));
  const dayZero = date(from1904 ? '1904-01-01' : '1899-12-30');
  const out = createWriteStream(path, { mode: 0o600 });
  // A disk that is full is told by the write that waits for it.
  const failed = new Promise<never>((_, reject) => out.once('error', reject));
  failed.catch(() => undefined);
  let [lines, rowsWritten] = ['\uFEFF', 0];
  let [row, cells]: [number, string[]] = [0, []];
  let [place, kind, style, value, isValue] = [0, '', 0, '', false];
  const shown = (): string => {
    if (kind === 's') return texts[Number(value)] ?? '';
    if (kind === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    const isNumber = kind === '' || kind === 'n';
    return isNumber && isDay[style] === true && /^\d{1,6}(\.0+)?$/.test(value)
      ? addDays(dayZero, Number(value))
      : value;
  };
  await readPart(archive, entry, {
    open: (name, attribute) => {
      if (name === 'row') {
        // Rows without cells are left out of the file, and count.
        const told = Number(attribute('r'));
        row = Number.isInteger(told) && told > rowsWritten ? told : rowsWritten + 1;
        if (row > mostRows) throw unreadable('too many rows');
        cells = [];
      }
      if (name === 'c') {
        const reference = attribute('r');
        place = reference === '' ? cells.length : columnOf(reference);
        if (place < 0 || place >= mostColumns) throw unreadable('too many columns');
        [kind, style, value] = [attribute('t'), Number(attribute('s')), ''];
      }
      isValue = name === 'v' || name === 't';
    },
    text: (piece) => {
      if (isValue) value += piece;
    },
    close: (name) => {
      isValue = false;
      if (name === 'c' && value !== '') {
        while (cells.length < place) cells.push('');
        cells[place] = shown();
      }
      if (name === 'row') {
        lines += '\n'.repeat(row - rowsWritten - 1) + csvLine(cells);
        rowsWritten = row;
      }
    },
    piece: async () => {
      if (lines === '') return;
      const text = lines;
      lines = '';
      if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
    },
  });
  out.end(lines);
  await Promise.race([once(out, 'close'), failed]);
};

/**
 * Surveys a table, whether it is text or a workbook. Throws Refused as `surveyFile`; a workbook that is none, or has no sheet, is
 * `encoding-unknown`.
 */
export const surveyTable = async (path: string, told?: FileEncoding): Promise<SurveyedTable> => {
  if (!(await isWorkbook(path)))
    return { survey: await surveyFile(path, told), path, dispose: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'sscard-sheet-'));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const text = join(folder, 'sheet.csv');
  let archive: ZipFile | null = null;
  try {
    archive = await openPromise(path, { lazyEntries: true, autoClose: false });
    await writeSheet(archive, text);
    return { survey: await surveyFile(text, 'utf-8'), path: text, dispose };
  } catch (fault) {
    await dispose();
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new Refused('disk-full');
    if (fault instanceof Refused || code !== undefined) throw fault;
    // What the archive's reader says of bytes that are not as they should be.
    throw unreadable('ZIP');
  } finally {
    archive?.close();
  }
};
