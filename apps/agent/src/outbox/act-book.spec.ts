/** Promises about keys: pressed twice, at once or later, by whatever service, a key is one act. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Act } from '#libs/contract/desk.js';
import { Attendant } from '../central/attendant.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { CentreClock } from '../ground/centre-clock.js';
import { readAgentConfig } from '../ground/config.js';
import { holderGone } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { refusal } from '../ground/refusal.js';
import { OutboxStore, type StoredAct } from './outbox.store.js';
import { ActTally } from './act-tally.js';
import { ActBook } from './act-book.service.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-acts-'));
let outbox: OutboxStore;
let book: ActBook;
let desk: DeskStore;
let staff: StaffToken;
/** As a start of the agent: what is not on the disk is gone. */
const open = (): void => {
  const config = readAgentConfig({ SSCARD_DATA: folder });
  outbox = new OutboxStore(config);
  const clock = new CentreClock();
  desk = new DeskStore(clock);
  staff = new StaffToken(clock);
  const attendant = new Attendant(new CentralClient(config, staff, clock), staff);
  book = new ActBook(outbox, staff, attendant, desk, clock, new ActTally(clock, desk));
};
const signIn = (): void =>
  staff.take({
    token: 'token',
    expiresAtMs: Date.now() + 60_000,
    staffNumber: '0001',
    name: '李四',
    role: 'window-clerk',
  });
beforeAll(open);
afterAll(() => {
  outbox.onApplicationShutdown();
  rmSync(folder, { recursive: true });
});

const of = { kind: 'payment', service: null } as const;
const stored: StoredAct = {
  key: 'k',
  kind: 'payment',
  service: null,
  channel: 'cash',
  total: '1.00',
  lines: [],
  maskedName: null,
  hands: [],
  handsDoneAt: null,
  undoes: null,
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
  const press = (digest: string): Promise<Act> => book.once('k', digest, of, enter);
  const atOnce = await Promise.allSettled([press('one'), press('one'), press('other')]);
  const act = { status: 'fulfilled', value: { key: 'k', state: 'sending' } };
  expect(atOnce).toMatchObject([act, act, keyReused]);
  expect(await Promise.allSettled([press('one'), press('other')])).toMatchObject([act, keyReused]);
  expect(entered).toBe(1);
});

it('what could not be entered leaves its key free', async () => {
  const refused = book.once('free', 'one', of, () => Promise.reject(new TypeError('no card')));
  await expect(refused).rejects.toThrow('no card');
  const act = await book.once('free', 'two', of, async () => book.add({ ...stored, key: 'free' }, null));
  expect(act.key).toBe('free');
});

const shownHands = (key: string) => desk.state.acts.find((act) => act.key === key)?.hands;

describe('what the hands have to do', () => {
  const payOut = [{ kind: 'pay-out', amount: '1.00' }] as const;

  it('is asked for once the act has succeeded, through the end of the card and a new start, until somebody says that it is done', () => {
    book.add({ ...stored, key: 'cash', kind: 'collection', maskedName: '王＊＊', hands: payOut }, 'visitor');
    expect(shownHands('cash')).toEqual([]);
    book.take('cash', { state: 'succeeded', problem: null, receiptNumber: '1' });
    desk.apply(holderGone);
    expect(shownHands('cash')).toEqual(payOut);

    outbox.onApplicationShutdown();
    open();
    book.show();
    // With nobody here there are no hands, and nobody is shown whose they are.
    expect(desk.state.acts.map(({ key }) => key)).not.toContain('cash');
    expect(() => book.handsDone('cash')).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'sign-in-expired' }) }),
    );
    signIn();
    book.show();
    expect(desk.state.acts.find(({ key }) => key === 'cash')).toMatchObject({
      maskedName: '王＊＊',
      hands: payOut,
    });
    book.handsDone('cash');
    expect(shownHands('cash')).toEqual([]);
    book.show();
    expect(outbox.withHands()).toEqual([]);
  });

  it('is nothing for an act that was refused', () => {
    book.add({ ...stored, key: 'refused', hands: payOut }, null);
    book.take('refused', { state: 'refused', problem: refusal('due-paid').problem, receiptNumber: null });
    expect(shownHands('refused')).toEqual([]);
    expect(outbox.withHands()).toEqual([]);
  });
});
