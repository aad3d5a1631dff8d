/** Documents of claims for specs: a picture and a paper made here, and handing in what a claim is asked for. */
import { crc32, deflateSync } from 'node:zlib';
import jpegCodec from 'jpeg-js';
import type { Counter } from './counter.js';

const chunk = (kind: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/** Grey of one shade; another shade is another file. `said`: the size its header tells. */
export const pngPicture = (
  shade = 200,
  { width = 400, height = 400 } = {},
  said: { readonly width: number; readonly height: number } = { width, height },
): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(said.width, 0);
  header.writeUInt32BE(said.height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width, shade)]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

export const jpegPicture = (width = 400, height = 500): Buffer =>
  Buffer.from(jpegCodec.encode({ width, height, data: Buffer.alloc(width * height * 4, 0x77) }, 60).data);

/** One empty page. */
export const pdfPaper = (more = ''): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n` +
      `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R${more}>>\nstartxref\n0\n%%EOF\n`,
    'latin1',
  );

type HandedIn = { readonly id: string; readonly code?: string; readonly detail?: string };

/** Hands a file in as a document of somebody, as whoever is signed in. */
export const handInPaper = (
  counter: Counter,
  person: string,
  document: string,
  file: Buffer,
  name = 'scan.png',
) =>
  counter.ask<HandedIn>(
    'POST',
    `/v1/people/${person}/claim-documents?${new URLSearchParams({ document, name }).toString()}`,
    file,
    { 'content-type': 'application/octet-stream' },
  );

/** Hands in these documents, one picture each, and gives their ids. */
export const handInPapers = async (
  counter: Counter,
  person: string,
  ...documents: readonly string[]
): Promise<string[]> => {
  const ids: string[] = [];
  for (const document of documents) {
    const { status, body } = await handInPaper(counter, person, document, pngPicture());
    if (status !== 201) throw new Error(`${document}: ${status} ${body.detail ?? ''}`);
    ids.push(body.id);
  }
  return ids;
};
