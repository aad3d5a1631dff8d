/** Promises of the maker's file as it is written: whole under its name whoever else writes there, and nothing of it when it cannot be begun. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt, generateKeyPair, type CryptoKey } from 'jose';
import { makerFileFormat, type MakerFileHeader } from '#libs/cards/maker-file.js';
import type { MakerKey } from './card-makers.service.js';
import { MakerFileWriter } from './maker-file-writer.js';

let folder: string;
let maker: MakerKey;
let signingKey: CryptoKey;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-maker-file-'));
  const { publicKey } = await generateKeyPair('ECDH-ES', { crv: 'X25519' });
  maker = { key: publicKey, thumbprint: 'T' };
  signingKey = (await generateKeyPair('EdDSA')).privateKey;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const headerOf = (batch: string): MakerFileHeader => ({
  format: makerFileFormat,
  part: 'header',
  batch,
  areaCode: '632802',
  maker: 'M1',
  depot: 'D01',
  items: 0,
});

it('is whole when two batches are written to one place at the same time: that of the later one', async () => {
  const target = join(folder, 'to-maker.data');
  const writers = [];
  for (const batch of ['2026-000001', '2026-000002'])
    writers.push(await MakerFileWriter.begin(target, headerOf(batch), maker, signingKey));
  for (const writer of writers) await writer.end();
  for (const writer of writers) await writer.publish();
  const lines = readFileSync(target, 'utf8').split(/(?<=\n)/);
  const digest = createHash('sha256').update(lines.slice(0, -1).join('')).digest('hex');
  expect(decodeJwt(lines.at(-1)?.trim() ?? '')).toMatchObject({ batch: '2026-000002', digest });
  expect(readdirSync(folder)).toEqual(['to-maker.data']);
});

it('leaves nothing where its first line cannot be written', async () => {
  const { publicKey } = await generateKeyPair('EdDSA');
  const before = readdirSync(folder);
  await expect(
    MakerFileWriter.begin(join(folder, 'never.data'), headerOf('2026-000003'), maker, publicKey),
  ).rejects.toThrow(TypeError);
  expect(readdirSync(folder)).toEqual(before);
});
