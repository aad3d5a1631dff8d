/** Promises about keys: pressed twice, at once or later, by whatever service, a key is one act. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Act } from '#libs/contract/desk.js';
import { StaffToken } from '../central/staff-token.js';
import { readAgentConfig } from '../ground/config.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { OutboxStore, type StoredAct } from './outbox.store.js';
import { ActBook } from './act-book.service.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-acts-'));
let outbox: OutboxStore;
let book: ActBook;
beforeAll(() => {
  outbox = new OutboxStore(readAgentConfig({ SSCARD_DATA: folder }));
  book = new ActBook(outbox, new StaffToken(), new DeskStore());
});
afterAll(() => {
  outbox.onApplicationShutdown();
  rmSync(folder, { recursive: true });
});

const stored: StoredAct = {
  key: 'k',
  kind: 'payment',
  service: null,
  channel: 'cash',
  total: '1.00',
  requestDigest: 'one',
  body: '{}',
  cardSessionId: null,
  staffNumber: '0001',
  state: 'sending',
  problem: null,
  receiptNumber: null,
  print: null,
  copies: 0,
  startedAt: '2026-11-24T02:00:00.000Z',
  lastSentAt: null,
  calledOffAt: null,
};

it('a key is entered once, however often and by whom it is pressed', async () => {
  let entered = 0;
  const enter = async (): Promise<Act> => {
    entered += 1;
    await setImmediate();
    return book.add(stored, null);
  };
  const keyReused = { status: 'rejected', reason: { problem: { code: 'key-reused' } } };
  const press = (digest: string): Promise<Act> => book.once('k', digest, enter);
  const atOnce = await Promise.allSettled([press('one'), press('one'), press('other')]);
  const act = { status: 'fulfilled', value: { key: 'k', state: 'sending' } };
  expect(atOnce).toMatchObject([act, act, keyReused]);
  expect(await Promise.allSettled([press('one'), press('other')])).toMatchObject([act, keyReused]);
  expect(entered).toBe(1);
});

it('what could not be entered leaves its key free', async () => {
  const refused = book.once('free', 'one', () => Promise.reject(new TypeError('no card')));
  await expect(refused).rejects.toThrow('no card');
  const act = await book.once('free', 'two', async () => book.add({ ...stored, key: 'free' }, null));
  expect(act.key).toBe('free');
});
