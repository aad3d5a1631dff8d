/** Promises of the bank simulator over real HTTP: booked once, refused with a reason, faults as switched. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import type { BankAccount, BankAnswer, BankInstruction } from '#libs/contract/bank.js';
import type { BankFault } from '#libs/contract/bench.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Books } from './books.js';
import { Payouts } from './payouts.js';
import { createBankServer } from './server.js';

const directory = mkdtempSync(join(tmpdir(), 'sscard-bank-'));
const books = new Books(directory);
const payouts = new Payouts(books, directory);
const server: FastifyInstance = createBankServer(books, payouts, false);
let address: string;

beforeAll(async () => {
  address = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  payouts.close();
  books.close();
  rmSync(directory, { recursive: true });
});

it('keeps its books for its own user alone, also where they were open before', () => {
  const place = mkdtempSync(join(tmpdir(), 'sscard-bank-'));
  chmodSync(place, 0o755);
  const opened = new Books(place);
  try {
    opened.open({ account: '1', holderName: '王芳', balance: '1.00', state: 'active' });
    const modes = ['.', ...readdirSync(place)].map((name) => [
      name,
      statSync(join(place, name)).mode & 0o777,
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      '.': 0o700,
      'bank.sqlite': 0o600,
      'bank.sqlite-shm': 0o600,
      'bank.sqlite-wal': 0o600,
    });
  } finally {
    opened.close();
    rmSync(place, { recursive: true });
  }
});

const ask = async <T>(
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: T }> => {
  const response = await fetch(
    `${address}${path}`,
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  );
  return { status: response.status, body: (await response.json()) as T };
};
const open = (account: string, balance: string, state: BankAccount['state'] = 'active') =>
  ask<BankAccount>('/accounts', { account, holderName: '张三', balance, state });
const balance = async (account: string) => (await ask<BankAccount>(`/accounts/${account}`)).body.balance;
const instruct = (instruction: BankInstruction) => ask<BankAnswer>('/instructions', instruction);
const answered = (reference: string) => ask<BankAnswer>(`/instructions/${reference}`);
const setFault = (fault: BankFault) => ask('/faults', { fault });

let count = 0;
/** Fresh accounts and a fresh reference, so that no promise depends on another's bookings. */
const fresh = async (funds: { readonly person: string; readonly fund: string }) => {
  count += 1;
  const [person, fund, reference] = [`6217-${count}`, `9558-${count}`, `reference-${count}`];
  await open(person, funds.person);
  await open(fund, funds.fund);
  const instruction = (kind: 'debit' | 'credit', amount: string): BankInstruction => ({
    reference,
    kind,
    account: person,
    amount,
    counterparts: [{ account: fund, amount }],
  });
  return { person, fund, reference, instruction };
};

beforeEach(async () => {
  await setFault('normal');
});

describe('bank simulator', () => {
  it('takes a debit from the person and gives it to the funds, part by part', async () => {
    await open('6217-two-funds', '1000.00');
    await open('9558-pension', '0.00');
    await open('9558-medical', '5.00');
    const { body } = await instruct({
      reference: 'two-funds',
      kind: 'debit',
      account: '6217-two-funds',
      amount: '900.00',
      counterparts: [
        { account: '9558-pension', amount: '500.00' },
        { account: '9558-medical', amount: '400.00' },
      ],
    });
    expect(body).toEqual({
      reference: 'two-funds',
      outcome: 'succeeded',
      bankReference: expect.stringMatching(/^B\d{12}$/),
      bookedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(await balance('6217-two-funds')).toBe('100.00');
    expect(await balance('9558-pension')).toBe('500.00');
    expect(await balance('9558-medical')).toBe('405.00');
  });

  it.each(['nonsense', 'pending'] as const)(
    'books what it answers with %s, and answers properly once switched back',
    async (fault) => {
      const { person, reference, instruction } = await fresh({ person: '100.00', fund: '0.00' });
      await setFault(fault);
      const said = (await instruct(instruction('debit', '40.00'))).body as unknown as Record<string, unknown>;
      expect(['succeeded', 'refused']).not.toContain(said['outcome']);
      expect(said['reason']).toBeDefined();
      await setFault('normal');
      expect(await balance(person)).toBe('60.00');
      expect((await answered(reference)).body.outcome).toBe('succeeded');
    },
  );

  it.each([
    ['rejects', 400, 404],
    ['locked-out', 403, 403],
  ] as const)('books nothing while it is set to %s', async (fault, toInstruct, toAsk) => {
    const { person, reference, instruction } = await fresh({ person: '100.00', fund: '0.00' });
    await setFault(fault);
    expect([
      (await instruct(instruction('debit', '40.00'))).status,
      (await answered(reference)).status,
    ]).toEqual([toInstruct, toAsk]);
    await setFault('normal');
    expect(await balance(person)).toBe('100.00');
    expect((await answered(reference)).status).toBe(404);
  });

  it('gives a credit to the person out of the fund', async () => {
    const { person, fund, instruction } = await fresh({ person: '0.10', fund: '500.00' });
    expect((await instruct(instruction('credit', '123.45'))).body.outcome).toBe('succeeded');
    expect([await balance(person), await balance(fund)]).toEqual(['123.55', '376.55']);
  });

  it('answers a repetition with the first answer and books nothing more', async () => {
    const { person, reference, instruction } = await fresh({ person: '500.00', fund: '0.00' });
    const first = await instruct(instruction('debit', '400.00'));
    expect(await instruct(instruction('debit', '400.00'))).toEqual(first);
    expect(await answered(reference)).toEqual(first);
    expect(await balance(person)).toBe('100.00');
  });

  it('books one of many equal instructions that arrive together', async () => {
    const { person, instruction } = await fresh({ person: '500.00', fund: '0.00' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => instruct(instruction('debit', '100.00'))),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await balance(person)).toBe('400.00');
  });

  it('refuses a reference that comes back with other content, and books nothing', async () => {
    const { person, instruction } = await fresh({ person: '500.00', fund: '0.00' });
    await instruct(instruction('debit', '400.00'));
    const { status, body } = await instruct(instruction('debit', '50.00'));
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'reference-reused', retry: 'after-review' });
    expect(await balance(person)).toBe('100.00');
  });

  it('answers 404 for a reference that never arrived', async () => {
    const { status, body } = await answered('never-arrived');
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'not-found' });
  });

  it('refuses when the balance is one fen short, and keeps refusing that reference when money came in', async () => {
    const { person, fund, reference, instruction } = await fresh({ person: '399.99', fund: '1000.00' });
    const refused = await instruct(instruction('debit', '400.00'));
    expect(refused.body).toEqual({
      reference,
      outcome: 'refused',
      reason: { code: 'balance-short', zh: '账户余额不足', en: 'The balance is insufficient' },
    });
    await instruct({ ...instruction('credit', '100.00'), reference: `${reference}-in` });
    expect(await instruct(instruction('debit', '400.00'))).toEqual(refused);
    expect([await balance(person), await balance(fund)]).toEqual(['499.99', '900.00']);
  });

  it.each(['dormant', 'frozen', 'closed'] as const)('refuses a %s account, either way', async (state) => {
    await open(`6217-${state}`, '100.00', state);
    await open('9558-any', '100.00');
    for (const kind of ['debit', 'credit'] as const) {
      const { body } = await instruct({
        reference: `${state}-${kind}`,
        kind,
        account: `6217-${state}`,
        amount: '1.00',
        counterparts: [{ account: '9558-any', amount: '1.00' }],
      });
      expect(body).toMatchObject({ outcome: 'refused', reason: { code: `account-${state}` } });
    }
    expect(await balance(`6217-${state}`)).toBe('100.00');
  });

  it('refuses an unknown account on either side', async () => {
    const { person, fund, reference, instruction } = await fresh({ person: '10.00', fund: '0.00' });
    const unknownPerson = await instruct({ ...instruction('debit', '1.00'), account: '0000-nobody' });
    const unknownFund = await instruct({
      ...instruction('debit', '1.00'),
      reference: `${reference}-fund`,
      counterparts: [{ account: '0000-no-fund', amount: '1.00' }],
    });
    for (const { body } of [unknownPerson, unknownFund])
      expect(body).toMatchObject({ outcome: 'refused', reason: { code: 'account-unknown' } });
    expect([await balance(person), await balance(fund)]).toEqual(['10.00', '0.00']);
  });

  it('leaves an account that is open already as it is', async () => {
    await open('6217-seeded', '7.00');
    expect((await open('6217-seeded', '9999.00', 'frozen')).body).toMatchObject({
      balance: '7.00',
      state: 'active',
    });
  });

  it.each([
    ['parts that do not add up', { counterparts: [{ account: '9558-any', amount: '0.99' }] }],
    ['no counterpart', { counterparts: [] }],
    ['a zero amount', { amount: '0.00', counterparts: [{ account: '9558-any', amount: '0.00' }] }],
    ['one place', { amount: '1.0' }],
    ['a negative amount', { amount: '-1.00' }],
    ['a number for an amount', { amount: 1 }],
    ['an exponent', { amount: '1e2' }],
    ['an unknown field', { note: 'x' }],
    ['itself as counterpart', { counterparts: [{ account: '6217-any', amount: '1.00' }] }],
    ['an endless reference', { reference: 'x'.repeat(65) }],
  ])('refuses %s as malformed and stores nothing', async (_what, change) => {
    const body = {
      reference: 'malformed',
      kind: 'debit',
      account: '6217-any',
      amount: '1.00',
      counterparts: [{ account: '9558-any', amount: '1.00' }],
      ...change,
    };
    expect(await ask('/instructions', body)).toMatchObject({
      status: 400,
      body: { code: 'malformed-request' },
    });
    expect((await answered('malformed')).status).toBe(404);
  });

  it('refuses a body of one megabyte and one that is no JSON', async () => {
    expect(await ask('/instructions', { reference: 'x'.repeat(1 << 20) })).toMatchObject({
      status: 413,
      body: { code: 'body-too-large' },
    });
    const response = await fetch(`${address}/instructions`, {
      method: 'POST',
      body: '{"reference":',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
  });

  it('answers nothing to a foreign origin', async () => {
    const response = await fetch(`${address}/faults`, { headers: { origin: 'http://example.org' } });
    expect(response.status).toBe(403);
  });

  it('creates and destroys no money, whatever is instructed', async () => {
    const accounts = ['6217-pa', '6217-pb', '9558-fa', '9558-fb'] as const;
    for (const account of accounts) await open(account, '100.00');
    const account = fc.constantFrom(...accounts);
    const part = fc.record({ account, amount: fc.integer({ min: 1, max: 9000 }) });
    const total = (): bigint =>
      accounts.reduce((sum, each) => sum + BigInt((books.account(each)?.balance ?? '').replace('.', '')), 0n);
    let booked = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('debit' as const, 'credit' as const),
        account,
        fc.array(part, { minLength: 1, maxLength: 3 }),
        async (kind, person, parts) => {
          booked += 1;
          await instruct({
            reference: `property-${booked}`,
            kind,
            account: person,
            amount: formatYuan(fen(parts.reduce((sum, each) => sum + each.amount, 0))),
            counterparts: parts.map((each) => ({
              account: each.account,
              amount: formatYuan(fen(each.amount)),
            })),
          });
          expect(total()).toBe(40000n);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('bank with a fault switched on', () => {
  it('refuse: declines a new instruction, keeps to what it answered before, and books nothing', async () => {
    const { person, reference, instruction } = await fresh({ person: '500.00', fund: '0.00' });
    const first = await instruct({ ...instruction('debit', '100.00'), reference: `${reference}-before` });
    await setFault('refuse');
    expect((await instruct(instruction('debit', '400.00'))).body).toMatchObject({
      outcome: 'refused',
      reason: { code: 'declined' },
    });
    expect(await instruct({ ...instruction('debit', '100.00'), reference: `${reference}-before` })).toEqual(
      first,
    );
    expect(await balance(person)).toBe('400.00');
  });

  it('answer-lost: books, drops the line, and tells the outcome when asked again', async () => {
    const { person, reference, instruction } = await fresh({ person: '500.00', fund: '0.00' });
    await setFault('answer-lost');
    await expect(instruct(instruction('debit', '400.00'))).rejects.toThrow('fetch failed');
    expect((await answered(reference)).body).toMatchObject({ outcome: 'succeeded' });
    expect(await balance(person)).toBe('100.00');
  });

  it('down: drops every line, books nothing, and is 404 for that reference when it is back', async () => {
    const { person, reference, instruction } = await fresh({ person: '500.00', fund: '0.00' });
    await setFault('down');
    await expect(instruct(instruction('debit', '400.00'))).rejects.toThrow('fetch failed');
    await expect(answered(reference)).rejects.toThrow('fetch failed');
    expect((await ask('/faults')).body).toEqual({ fault: 'down' });
    await setFault('normal');
    expect((await answered(reference)).status).toBe(404);
    expect(await balance(person)).toBe('500.00');
  });

  it.each([
    ['after eight seconds', 'slow', 7900, 15_000],
    ['as soon as it is switched', 'normal', 0, 7000],
  ] as const)('slow: answers %s what it booked at once', async (_when, then, atLeastMs, atMostMs) => {
    const { person, instruction } = await fresh({ person: '500.00', fund: '0.00' });
    await setFault('slow');
    const startedMs = performance.now();
    const answering = instruct(instruction('debit', '400.00'));
    // The balance is asked for while the answer is still out.
    while ((await balance(person)) !== '100.00');
    if (then !== 'slow') await setFault(then);
    expect((await answering).body.outcome).toBe('succeeded');
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(atLeastMs);
    expect(tookMs).toBeLessThan(atMostMs);
  });
});

/** What is answered to these bytes until the connection ends, and after how long. */
const raw = (bytes: string): Promise<{ readonly text: string; readonly afterMs: number }> =>
  new Promise((settle, reject) => {
    const { hostname, port } = new URL(address);
    const beganMs = performance.now();
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => settle({ text, afterMs: performance.now() - beganMs }));
  });
const head = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n`;

describe('a request that is none', () => {
  it('ends when its body does not come, with a code', async () => {
    const { text, afterMs } = await raw(
      `${head('/accounts')}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    expect(text).toMatch(/^HTTP\/1.1 408 [\s\S]*"request-too-slow"/);
    expect(afterMs).toBeLessThan(20_000);
  }, 30_000);

  it.each([
    ['headers beyond all measure', `${head('/accounts')}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['no HTTP', 'how do you do\r\n\r\n', 400],
    ['an address nobody can read', `${head('/accounts/%zz-secret')}\r\n`, 400],
  ])('is answered with a problem that repeats nothing of it: %s', async (_, bytes, status) => {
    const { text } = await raw(bytes);
    expect(text).toContain(`HTTP/1.1 ${status} `);
    expect(text.toLowerCase()).toContain('content-type: application/problem+json');
    expect(text).not.toContain('secret');
  });
});
