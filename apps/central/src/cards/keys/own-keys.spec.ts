/** Central's own keys are renewed while it runs: what was signed before is verified afterwards, and a key that is over signs nothing. */
import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import type { components } from '#libs/contract/central-api.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Secrets } from '../../ground/secrets.js';
import { verificationCode, type StoredReceipt } from '../../records/receipts/receipt-document.js';
import { OwnKeysService } from './own-keys.service.js';

type Verification = components['schemas']['ReceiptVerificationDto'];

const by = { staffNumber: '0401' };

let counter: Counter;
/** Of the first key, and of the second. */
const receipts: string[] = [];
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

/** A receipt: cash into the clerk's till. */
const receipt = async (): Promise<string> => {
  const { status, body } = await counter.ask<{ receiptNumber?: string }>(
    'POST',
    '/v1/tills/own/draws',
    { scheme: '170', amount: '1.00' },
    { 'idempotency-key': randomUUID() },
  );
  expect(status).toBe(200);
  return body.receiptNumber ?? '';
};

const documentOf = async (number: string): Promise<StoredReceipt> => {
  const [row] = await counter.query<{ document: StoredReceipt }>(
    'select document from receipt where number = $1',
    [number],
  );
  if (row === undefined) throw new Error(`no receipt ${number}`);
  return row.document;
};

const store = async (document: StoredReceipt): Promise<void> => {
  await counter.query('alter table receipt disable trigger all');
  await counter.query('update receipt set document = $2 where number = $1', [
    document.number,
    JSON.stringify(document),
  ]);
  await counter.query('alter table receipt enable trigger all');
};

/** As the QR code of the paper leads to it, without any sign-in. */
const verify = async (number: string) => {
  const { verificationCode: code } = await documentOf(number);
  return counter.ask<Verification>('GET', `/v1/receipts/${number}?code=${code}`, undefined, {
    authorization: '',
    'x-staff-token': '',
  });
};

const ownKeys = (): OwnKeysService => counter.app.get(OwnKeysService, { strict: false });
const secrets = (): Secrets => counter.app.get(Secrets, { strict: false });

describe('the receipt key', () => {
  it('has a name on what it signs', async () => {
    const number = await receipt();
    expect((await documentOf(number)).keyId).toBe('1');
    expect((await verify(number)).body).toMatchObject({ verified: true, receipt: { keyId: '1' } });
    receipts.push(number);
  });

  it('verifies receipts from before keys had names', async () => {
    const number = receipts[0] ?? '';
    const { keyId: _, verificationCode: __, ...content } = await documentOf(number);
    const key = secrets().find('receipt')?.key ?? '';
    await store({ ...content, verificationCode: verificationCode(content, key) });
    expect((await verify(number)).body.verified).toBe(true);
  });

  it('is renewed on record, and taken up by a central that runs, which loses nothing', async () => {
    const before = await documentOf(receipts[0] ?? '');
    expect(await ownKeys().renew(by, 'receipt', null)).toMatchObject({ kind: 'receipt', id: '2' });
    counter.clock.move(4_000);
    expect((await documentOf(await receipt())).keyId).toBe('1');
    counter.clock.move(2_000);
    receipts.push(await receipt());
    expect((await documentOf(receipts[1] ?? '')).keyId).toBe('2');
    for (const number of receipts) expect((await verify(number)).body.verified).toBe(true);
    expect(await documentOf(receipts[0] ?? '')).toEqual(before);
    expect(
      await counter.query(`select staff_number, subject from audit_event where action = 'keys.renewed'`),
    ).toEqual([{ staff_number: '0401', subject: 'receipt key' }]);
  });

  it('makes no receipt any more once it is renewed, in whatever hands it is', async () => {
    counter.clock.move(120_000);
    const number = await receipt();
    const { verificationCode: _, keyId: __, ...content } = await documentOf(number);
    const first = secrets().find('receipt')?.key ?? '';
    await store({ ...content, verificationCode: verificationCode(content, first) });
    expect((await verify(number)).body.verified).toBe(false);
  });

  it('that is not here is said, with what to do, and not that the receipt is false', async () => {
    const number = await receipt();
    const file = join(counter.folder, 'central', 'signing-keys', 'receipt-2.json');
    renameSync(file, `${file}.away`);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await verify(number)).toMatchObject({ status: 503, body: { code: 'receipt-key-missing' } });
    renameSync(`${file}.away`, file);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await verify(number)).body.verified).toBe(true);
  });
});

const asks = async (): Promise<number> => (await counter.ask('GET', '/v1/tills/own')).status;

const kidOf = (token: string): unknown => decodeProtectedHeader(token).kid;

describe('the token key', () => {
  it('is renewed under the feet of whoever is signed in, and new tokens name the new one', async () => {
    await counter.authenticate();
    await counter.signIn();
    expect(kidOf(counter.staffToken)).toBe('1');
    await ownKeys().renew(by, 'token', null);
    counter.clock.move(6_000);
    expect(await asks()).toBe(200);
    await counter.signIn();
    expect(kidOf(counter.staffToken)).toBe('2');
    expect(await asks()).toBe(200);
  });

  it('is good for nothing once its last token has ended, nor is a name that nobody gave', async () => {
    const { staffToken } = counter;
    const forged = async (id: string, kid?: string): Promise<string> => {
      const now = Math.floor(counter.clock.now().getTime() / 1000);
      const key = await importJWK(secrets().find('token', id)?.key ?? {}, 'EdDSA');
      return new SignJWT(decodeJwt(staffToken))
        .setProtectedHeader({ alg: 'EdDSA', ...(kid === undefined ? {} : { kid }) })
        .setIssuedAt(now)
        .setExpirationTime(now + 60)
        .sign(key);
    };
    counter.clock.move(1_000_000);
    await counter.authenticate();
    for (const [token, status] of [
      [await forged('2', '2'), 200],
      [await forged('1', '1'), 401],
      [await forged('1'), 401],
      [await forged('2', '9'), 401],
    ] as const) {
      counter.staffToken = token;
      expect(await asks()).toBe(status);
    }
  });
});

describe('a renewal', () => {
  it('is for a time to come and in order, and two at once make two keys', async () => {
    const later = new Date(counter.clock.now().getTime() + 3_600_000);
    expect(await ownKeys().renew(by, 'notify', later)).toMatchObject({ id: '2', from: later.toISOString() });
    expect(secrets().current('notify', counter.clock.now()).id).toBe('1');
    for (const from of [counter.clock.now(), new Date(later.getTime() - 60_000)])
      await expect(ownKeys().renew(by, 'notify', from)).rejects.toMatchObject({ code: 'malformed-request' });
    const made = await Promise.all(
      [1, 2].map(() => ownKeys().renew(by, 'notify', new Date(later.getTime() + 1000))),
    );
    expect(made.map(({ id }) => id).toSorted()).toEqual(['3', '4']);
    expect(
      ownKeys()
        .list()
        .map(({ kind, id }) => `${kind} ${id}`),
    ).toEqual([
      'receipt 1',
      'receipt 2',
      'token 1',
      'token 2',
      'notify 1',
      'notify 2',
      'notify 3',
      'notify 4',
    ]);
  });
});
