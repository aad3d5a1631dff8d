/** Which encoding a file of rows is in, and its text: bytes that do not fit are marked where they stand, not lost. */
import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Refused } from '../http/refused.js';

export const fileEncodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
export type FileEncoding = (typeof fileEncodings)[number];

export type FileSurvey = {
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  /** As they are read: of a file in UTF-16, those of its text in UTF-8. */
  readonly bytes: number;
  readonly encoding: FileEncoding;
  /** Bytes of a byte order mark at the start: 0, 2 or 3. */
  readonly markBytes: number;
  /** What its lines end with, alone or last: a line feed, or the carriage return of old Macintosh files. */
  readonly lineEnd: LineEnd;
};

export type LineEnd = '\n' | '\r';

/** How the bytes of a file become lines. */
export type LineForm = Pick<FileSurvey, 'encoding' | 'markBytes' | 'lineEnd'>;

/** Small, since buffers outlive the garbage of a few rows: with 512 KB at a time 580,000 rows peaked at 354 MB instead of 204. */
const readBytes = 64 * 1024;
const longestLine = 1024 * 1024;

const isWide = (encoding: FileEncoding): boolean => encoding === 'utf-16le' || encoding === 'utf-16be';

/** Pieces of UTF-16 as pieces of UTF-8, in which no byte of a character is a line's end. */
async function* narrowed(pieces: AsyncIterable<Buffer>, encoding: FileEncoding): AsyncGenerator<Buffer> {
  const wide = new TextDecoder(encoding);
  for await (const piece of pieces) yield Buffer.from(wide.decode(piece, { stream: true }));
  const rest = wide.decode();
  if (rest !== '') yield Buffer.from(rest);
}

async function* piecesOf(path: string, start: number): AsyncGenerator<Buffer> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: readBytes, start }))
      yield piece as Buffer;
  } catch (fault) {
    const { code, syscall } = fault as NodeJS.ErrnoException;
    if (code !== undefined && syscall !== undefined) throw new Refused('file-unreadable', `${path}: ${code}`);
    throw fault;
  }
}

/** Pieces in blocks of whole lines; the last one may lack its line end. No byte of a character in UTF-8 or GB 18030 is a line's end. */
async function* blocksOf(pieces: AsyncIterable<Buffer>, lineEnd: LineEnd): AsyncGenerator<Buffer> {
  const mark = lineEnd.charCodeAt(0);
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = bytes.lastIndexOf(mark) + 1;
    if (end > 0) yield bytes.subarray(0, end);
    rest = bytes.subarray(end);
    if (rest.length > longestLine) throw new Refused('row-malformed', 'a line is longer than 1 MB');
  }
  if (rest.length > 0) yield rest;
}

/** The file behind its byte order mark in blocks of whole lines, in its own encoding; UTF-16 as UTF-8. */
export const lineBlocks = (
  path: string,
  { encoding, markBytes, lineEnd }: LineForm,
): AsyncIterable<Buffer> => {
  const pieces = piecesOf(path, markBytes);
  return blocksOf(isWide(encoding) ? narrowed(pieces, encoding) : pieces, lineEnd);
};

function* linesOf(block: Buffer, lineEnd: LineEnd): Generator<Buffer> {
  for (let from = 0; from < block.length;) {
    const found = block.indexOf(lineEnd, from);
    const end = found === -1 ? block.length : found + 1;
    yield block.subarray(from, end);
    from = end;
  }
}

/** What lies under the name of a text and is none, by its first bytes: the files of spreadsheets themselves. */
const otherFormats = [
  ['504b0304', 'XLSX'],
  ['d0cf11e0', 'XLS'],
] as const;

/** Byte order marks, by how they begin. */
const marks = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
] as const;

const fileStart = async (path: string): Promise<Buffer> => {
  for await (const piece of piecesOf(path, 0)) return piece;
  return Buffer.alloc(0);
};

/** How a file begins: its mark, and what its lines end with. Throws Refused `encoding-unknown` for what is no text. */
const formOf = (start: Buffer): LineForm & { readonly isMarked: boolean } => {
  const hex = start.subarray(0, 4).toString('hex');
  const other = otherFormats.find(([beginning]) => hex.startsWith(beginning));
  if (other !== undefined) throw new Refused('encoding-unknown', other[1]);
  const mark = marks.find(([beginning]) => hex.startsWith(beginning));
  const encoding = mark?.[1] ?? 'utf-8';
  const text = isWide(encoding) ? new TextDecoder(encoding).decode(start) : start.toString('latin1');
  // Between the rows of an old Macintosh file line feeds may stand within cells.
  const isMacintosh = (text.match(/\r(?!\n)/g) ?? []).length > (text.match(/\n/g) ?? []).length;
  const lineEnd = isMacintosh ? '\r' : '\n';
  // Nor does any text begin with a line that holds zeros: another kind of file under its name, or UTF-16 without a mark.
  if ((text.split(lineEnd, 1)[0] ?? '').includes('\0')) throw new Refused('encoding-unknown', 'binary');
  return { encoding, markBytes: (mark?.[0].length ?? 0) / 2, lineEnd, isMarked: mark !== undefined };
};

/**
 * Reads the whole file once: its digest, and its encoding by its byte order mark, else by what most of its lines are that
 * hold more than ASCII. Throws Refused `file-unreadable`, `file-empty`, `encoding-unknown`.
 */
export const surveyFile = async (path: string, told?: FileEncoding): Promise<FileSurvey> => {
  const { isMarked, ...form } = formOf(await fileStart(path));
  const digest = createHash('sha256');
  async function* digested(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      digest.update(piece);
      yield piece;
    }
  }
  const raw = digested(piecesOf(path, 0));
  const encoded = isWide(form.encoding) ? narrowed(raw, form.encoding) : raw;
  let [bytes, utf8Lines, otherLines] = [0, 0, 0];
  for await (const block of blocksOf(encoded, form.lineEnd)) {
    bytes += block.length;
    if (isMarked || isAscii(block)) continue;
    const whole = isUtf8(block);
    for (const line of linesOf(block, form.lineEnd)) {
      if (whole) utf8Lines += 1;
      else if (!isAscii(line)) {
        if (isUtf8(line)) utf8Lines += 1;
        else otherLines += 1;
      }
    }
  }
  // The decoder of UTF-16 takes the mark away.
  if (bytes === (isWide(form.encoding) ? 0 : form.markBytes)) throw new Refused('file-empty', path);
  const found = isMarked ? form.encoding : utf8Lines >= otherLines ? 'utf-8' : 'gb18030';
  // Bytes in pairs are UTF-16 whatever anybody says.
  const encoding = isWide(form.encoding) ? form.encoding : (told ?? found);
  return { ...form, digest: digest.digest('hex'), bytes, encoding };
};

const decoder = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true });

/** Null where bytes do not fit. UTF-8 is checked and read by Node's own functions, several times as fast as its decoder. */
const decode = (bytes: Buffer, encoding: FileEncoding): string | null => {
  if (encoding !== 'gb18030') return isUtf8(bytes) ? bytes.toString('utf8') : null;
  try {
    return decoder.decode(bytes);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return null;
    throw fault;
  }
};

/**
 * A line of UTF-8 in a file of GB 18030: two Chinese characters or more, and nothing else beyond ASCII. Bytes of Chinese text
 * in GB 18030 that read so by chance begin with a rare character; two-byte sequences would come up often, and do not count.
 */
const isForeign = (line: Buffer, encoding: FileEncoding): boolean =>
  encoding === 'gb18030' &&
  isUtf8(line) &&
  /^[ -~\s]*(?:[\u3000-\u9FFF\uFF00-\uFFEF][ -~\s]*){2,}$/.test(line.toString('utf8'));

/** Where the first byte stands that no text of this encoding can have there. */
const firstMisfit = (line: Buffer, encoding: FileEncoding): number => {
  const bytewise = new TextDecoder(encoding === 'gb18030' ? encoding : 'utf-8', { fatal: true });
  for (let at = 0; at < line.length; at++) {
    try {
      bytewise.decode(line.subarray(at, at + 1), { stream: true });
    } catch {
      return at;
    }
  }
  return line.length - 1;
};

/** Stands in a text for bytes that are none: U+FFFD, then the first of them in hex between angle brackets. */
const misfit = /\uFFFD<([0-9A-F ]+)>/;

const blank = (bytes: Buffer): string => bytes.toString('latin1').replaceAll(/[\u0080-\u00ff]/g, '\uFFFD');

const markMisfit = (line: Buffer, encoding: FileEncoding): string => {
  const at = isForeign(line, encoding) ? line.findIndex((byte) => byte > 0x7f) : firstMisfit(line, encoding);
  // The byte that broke it may belong to a character begun before it.
  const from = at > 0 && (line[at - 1] ?? 0) > 0x7f ? at - 1 : at;
  const hex = line
    .subarray(from, from + 4)
    .toString('hex')
    .toUpperCase()
    .replaceAll(/(..)(?=.)/g, '$1 ');
  return `${blank(line.subarray(0, from))}\uFFFD<${hex}>${blank(line.subarray(from))}`;
};

/** The text of whole lines. A line with bytes that do not fit the encoding comes back marked; `misfitBytes` finds the mark. */
export const decodeLines = (block: Buffer, encoding: FileEncoding, lineEnd: LineEnd): string => {
  const whole = decode(block, encoding);
  if (encoding !== 'gb18030' && whole !== null) return whole;
  // Most blocks of GB 18030 hold no line that is whole in UTF-8 as well, and then need not be read line by line.
  const lines = [...linesOf(block, lineEnd)];
  const isBad = (line: Buffer): boolean =>
    !isAscii(line) && (isForeign(line, encoding) || (whole === null && decode(line, encoding) === null));
  if (whole !== null && !lines.some(isBad)) return whole;
  return lines
    .map((line) => (isBad(line) ? markMisfit(line, encoding) : (decode(line, encoding) ?? '')))
    .join('');
};

/** The bytes in hex that a field's text was marked for; null when it is all right. */
export const misfitBytes = (text: string): string | null => misfit.exec(text)?.[1] ?? null;
