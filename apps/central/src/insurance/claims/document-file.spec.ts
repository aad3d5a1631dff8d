/** Promises that a document is known by its content, whatever its name, and that what cannot be looked at is refused with the reason. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { jpegPicture, pdfPaper, pngPicture } from '../../../../../test/support/claim-papers.js';
import { mostDocumentBytes } from '#libs/contract/claim-documents.js';
import { readDocument } from './document-file.js';

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const refusalOf = (bytes: Buffer): string | null => {
  const read = readDocument(bytes);
  return read.ok ? null : read.refusal;
};

describe('a document', () => {
  it('is a JPEG, a PNG or a PDF, with the digest of its content', () => {
    const [jpeg, png] = [jpegPicture(400, 500), pngPicture()];
    expect(readDocument(jpeg)).toMatchObject({
      ok: true,
      value: { type: 'image/jpeg', digest: digestOf(jpeg), pixels: { widthPixels: 400, heightPixels: 500 } },
    });
    expect(readDocument(png)).toMatchObject({
      ok: true,
      value: { type: 'image/png', digest: digestOf(png), pixels: { widthPixels: 400, heightPixels: 400 } },
    });
    expect(readDocument(pdfPaper())).toMatchObject({
      ok: true,
      value: { type: 'application/pdf', pixels: null },
    });
  });

  it('ends where its picture ends, whatever was written behind it', () => {
    for (const file of [jpegPicture(), pngPicture()])
      expect(readDocument(Buffer.concat([file, Buffer.from('MP4 of two seconds')]))).toMatchObject({
        ok: true,
        value: { digest: digestOf(file) },
      });
  });

  it('may lie anywhere in memory', () => {
    const png = pngPicture();
    const within = new Uint8Array(Buffer.concat([Buffer.alloc(5), png])).subarray(5);
    expect(readDocument(within)).toMatchObject({ ok: true, value: { digest: digestOf(png) } });
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['other-type', Buffer.from('photo of me.jpg')],
    ['other-type', Buffer.from('GIF89a')],
    ['other-type', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['other-type', Buffer.from('PK\u0003\u0004')],
    ['broken', jpegPicture().subarray(0, 500)],
    ['broken', Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
    ['broken', pngPicture().subarray(0, -4)],
    ['broken', pngPicture().subarray(0, 8)],
    ['broken', pdfPaper().subarray(0, 60)],
    ['locked', pdfPaper('/Encrypt 4 0 R')],
    ['too-few-pixels', pngPicture(0, { width: 299, height: 400 })],
    ['too-many-pixels', pngPicture(0, { width: 400, height: 400 }, { width: 10_001, height: 400 })],
    ['too-many-pixels', pngPicture(0, { width: 400, height: 400 }, { width: 10_000, height: 5001 })],
    ['too-large', Buffer.concat([pngPicture(), Buffer.alloc(mostDocumentBytes)])],
  ])('is refused as %s', (reason, file) => {
    expect(refusalOf(file)).toBe(reason);
  });

  it('with one bit turned is broken', () => {
    const png = pngPicture();
    png[60] = (png[60] ?? 0) ^ 1;
    expect(refusalOf(png)).toBe('broken');
  });

  it('of the least size, and of the most pixels, is taken', () => {
    expect(refusalOf(pngPicture(0, { width: 300, height: 300 }))).toBeNull();
    expect(refusalOf(pngPicture(0, { width: 400, height: 400 }, { width: 10_000, height: 5000 }))).toBeNull();
  });
});
