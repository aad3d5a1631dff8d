/** Reads what was handed in as a document: its type as the content says it, whatever its name, and whether it is whole and can be looked at. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { readJpeg } from '#libs/cards/photo.js';
import { documentPixels, type DocumentType, mostDocumentBytes } from '#libs/contract/claim-documents.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import type { Words } from '#libs/kernel/words.js';

type Pixels = { readonly widthPixels: number; readonly heightPixels: number };

export type DocumentFile = {
  readonly type: DocumentType;
  /** SHA-256 of the content, hex. */
  readonly digest: string;
  /** Up to the end of the picture or paper: what programs write behind it is not kept. */
  readonly content: Uint8Array;
  /** Of a picture; null: a paper in pages. */
  readonly pixels: Pixels | null;
};

/** Why a file is no document, for whoever handed it in. */
export const documentFaults = {
  empty: { zh: '文件是空的', en: 'the file is empty' },
  'too-large': {
    zh: `大于 ${mostDocumentBytes / 1024 / 1024} MB`,
    en: `larger than ${mostDocumentBytes / 1024 / 1024} MB`,
  },
  'other-type': { zh: '内容不是 JPEG、PNG 或 PDF', en: 'its content is no JPEG, PNG or PDF' },
  broken: { zh: '文件残缺或损坏', en: 'the file is cut off or broken' },
  locked: { zh: 'PDF 设有密码', en: 'the PDF is locked by a password' },
  'too-few-pixels': {
    zh: `图片小于 ${documentPixels.least}×${documentPixels.least} 像素，看不清`,
    en: `the picture has fewer than ${documentPixels.least}×${documentPixels.least} pixels and cannot be read`,
  },
  'too-many-pixels': {
    zh: `图片任一边大于 ${documentPixels.mostEachWay} 像素，或总数过大`,
    en: `the picture has more than ${documentPixels.mostEachWay} pixels one way, or too many in all`,
  },
} as const satisfies Record<string, Words>;

type DocumentFault = keyof typeof documentFaults;

/** The part of a file that is the document, with what its content says; null: it is cut off or broken. */
type Read = { readonly bytes: number; readonly pixels: Pixels | null } | 'locked' | null;

const pngSignature = Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1');

/** Follows the chunks to the last, each with its check (ISO/IEC 15948, 5.3): a header first, then the picture. */
const readPng = (file: Buffer): Read => {
  let pixels: Pixels | null = null;
  let hasPicture = false;
  for (let at = pngSignature.length; at + 12 <= file.length;) {
    const [length, end] = [file.readUInt32BE(at), at + 12 + file.readUInt32BE(at)];
    if (end > file.length || crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4))
      return null;
    const kind = file.toString('latin1', at + 4, at + 8);
    if ((pixels === null) !== (kind === 'IHDR')) return null;
    if (kind === 'IHDR') {
      if (length !== 13) return null;
      pixels = { widthPixels: file.readUInt32BE(at + 8), heightPixels: file.readUInt32BE(at + 12) };
    }
    hasPicture ||= kind === 'IDAT' && length > 0;
    if (kind === 'IEND') return hasPicture ? { bytes: end, pixels } : null;
    at = end;
  }
  return null;
};

const readPicture = (file: Buffer): Read => {
  const read = readJpeg(file);
  if (read === null || read.bytes === null) return null;
  const { bytes, widthPixels, heightPixels } = read;
  return { bytes, pixels: { widthPixels, heightPixels } };
};

/** From its header to the mark of its end (ISO 32000-1, 7.5), behind which line ends alone may stand. */
const readPdf = (file: Buffer): Read => {
  const end = file.lastIndexOf('%%EOF');
  if (end === -1 || file.indexOf('startxref') === -1) return null;
  if (file.includes('/Encrypt')) return 'locked';
  return { bytes: end + '%%EOF'.length, pixels: null };
};

const readers: readonly (readonly [DocumentType, Buffer, (file: Buffer) => Read])[] = [
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff]), readPicture],
  ['image/png', pngSignature, readPng],
  ['application/pdf', Buffer.from('%PDF-', 'latin1'), readPdf],
];

/** What a file is as a document, or why it is none. */
export const readDocument = (bytes: Uint8Array): Result<DocumentFile, DocumentFault> => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length === 0) return refuse('empty');
  if (file.length > mostDocumentBytes) return refuse('too-large');
  const found = readers.find(([, mark]) => file.subarray(0, mark.length).equals(mark));
  if (found === undefined) return refuse('other-type');
  const [type, , reader] = found;
  const read = reader(file);
  if (read === null) return refuse('broken');
  if (read === 'locked') return refuse('locked');
  const { pixels } = read;
  if (pixels !== null) {
    const { widthPixels: width, heightPixels: height } = pixels;
    if (Math.min(width, height) < documentPixels.least) return refuse('too-few-pixels');
    if (Math.max(width, height) > documentPixels.mostEachWay || width * height > documentPixels.most)
      return refuse('too-many-pixels');
  }
  const content = file.subarray(0, read.bytes);
  return ok({ type, digest: createHash('sha256').update(content).digest('hex'), content, pixels });
};
