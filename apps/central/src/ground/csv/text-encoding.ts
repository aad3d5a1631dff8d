/** Which encoding a file of rows is in, and its text: bytes that do not fit are marked where they stand, not lost. */
import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Refused } from '../http/refused.js';

export const fileEncodings = ['utf-8', 'gb18030'] as const;
export type FileEncoding = (typeof fileEncodings)[number];

export type FileSurvey = {
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  readonly bytes: number;
  readonly encoding: FileEncoding;
  /** Bytes of a byte order mark at the start: 0 or 3. */
  readonly markBytes: number;
};

const lineFeed = 0x0a;
/** Small, since buffers outlive the garbage of a few rows: with 512 KB at a time 580,000 rows peaked at 354 MB instead of 204. */
const readBytes = 64 * 1024;
const longestLine = 1024 * 1024;

/** The file in blocks of whole lines; the last one may lack its line end. No byte of a character in either encoding is a line feed. */
export async function* lineBlocks(path: string, start = 0): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const piece of createReadStream(path, { highWaterMark: readBytes, start })) {
      const bytes: Buffer = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
      const end = bytes.lastIndexOf(lineFeed) + 1;
      if (end > 0) yield bytes.subarray(0, end);
      rest = bytes.subarray(end);
      if (rest.length > longestLine) throw new Refused('row-malformed', 'a line is longer than 1 MB');
    }
  } catch (fault) {
    const { code, syscall } = fault as NodeJS.ErrnoException;
    if (code !== undefined && syscall !== undefined) throw new Refused('file-unreadable', `${path}: ${code}`);
    throw fault;
  }
  if (rest.length > 0) yield rest;
}

function* linesOf(block: Buffer): Generator<Buffer> {
  for (let from = 0; from < block.length;) {
    const found = block.indexOf(lineFeed, from);
    const end = found === -1 ? block.length : found + 1;
    yield block.subarray(from, end);
    from = end;
  }
}

/**
 * Reads the whole file once: its digest, and its encoding by its byte order mark, else by what most of its lines are that
 * hold more than ASCII. Throws Refused `file-unreadable`, `file-empty`, `encoding-unknown`.
 */
export const surveyFile = async (path: string, told?: FileEncoding): Promise<FileSurvey> => {
  const digest = createHash('sha256');
  let [bytes, utf8Lines, otherLines, markBytes] = [0, 0, 0, 0];
  for await (const block of lineBlocks(path)) {
    if (bytes === 0) {
      if ((block[0] === 0xff && block[1] === 0xfe) || (block[0] === 0xfe && block[1] === 0xff))
        throw new Refused('encoding-unknown', 'UTF-16');
      // Nor does any text begin with a line that holds zeros: a spreadsheet or an archive under another name, or UTF-16.
      const end = block.indexOf(lineFeed);
      if (block.subarray(0, end === -1 ? block.length : end).includes(0))
        throw new Refused('encoding-unknown', 'binary');
      if (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) markBytes = 3;
    }
    digest.update(block);
    bytes += block.length;
    if (isAscii(block)) continue;
    const whole = isUtf8(block);
    for (const line of linesOf(block)) {
      if (whole) utf8Lines += 1;
      else if (!isAscii(line)) {
        if (isUtf8(line)) utf8Lines += 1;
        else otherLines += 1;
      }
    }
  }
  if (bytes === markBytes) throw new Refused('file-empty', path);
  const encoding = told ?? (markBytes > 0 || utf8Lines >= otherLines ? 'utf-8' : 'gb18030');
  return { digest: digest.digest('hex'), bytes, encoding, markBytes };
};

const decoder = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true });

/** Null where bytes do not fit. UTF-8 is checked and read by Node's own functions, several times as fast as its decoder. */
const decode = (bytes: Buffer, encoding: FileEncoding): string | null => {
  if (encoding === 'utf-8') return isUtf8(bytes) ? bytes.toString('utf8') : null;
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
  const bytewise = new TextDecoder(encoding, { fatal: true });
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
export const decodeLines = (block: Buffer, encoding: FileEncoding): string => {
  const whole = decode(block, encoding);
  if (encoding === 'utf-8' && whole !== null) return whole;
  // Most blocks of GB 18030 hold no line that is whole in UTF-8 as well, and then need not be read line by line.
  const lines = [...linesOf(block)];
  const isBad = (line: Buffer): boolean =>
    !isAscii(line) && (isForeign(line, encoding) || (whole === null && decode(line, encoding) === null));
  if (whole !== null && !lines.some(isBad)) return whole;
  return lines
    .map((line) => (isBad(line) ? markMisfit(line, encoding) : (decode(line, encoding) ?? '')))
    .join('');
};

/** The bytes in hex that a field's text was marked for; null when it is all right. */
export const misfitBytes = (text: string): string | null => misfit.exec(text)?.[1] ?? null;
