/** Promises of acts at a centre that is ill: told to the clerk as what it is, given up when it is over, and never sent for ever. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ProblemCode } from '#libs/contract/problems.js';
import { openIllCentre, type IllCentre } from '../../../../test/support/ill-centre.js';
import { Attendant } from '../central/attendant.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { nobody } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { CentreClock } from '../ground/centre-clock.js';
import { createLog } from '../ground/logging.js';
import { ActTally } from '../outbox/act-tally.js';
import { ActBook } from '../outbox/act-book.service.js';
import { OutboxStore, type StoredAct } from '../outbox/outbox.store.js';
import { DeliveryService, type PressedAct } from './delivery.service.js';

/** What the centre says to an act, and to a question after one. */
let saidToActs: ProblemCode;
let saidToQuestions: ProblemCode;
let sent: string[];
let centre: IllCentre;
let outbox: OutboxStore;
let desk: DeskStore;
let book: ActBook;
let delivery: DeliveryService;

beforeEach(async () => {
  [saidToActs, saidToQuestions, sent] = ['internal-fault', 'not-found', []];
  centre = await openIllCentre(({ method, headers }) => {
    if (method !== 'POST') return saidToQuestions;
    sent.push(String(headers['idempotency-key']));
    return saidToActs;
  });
  const { config } = centre;
  outbox = new OutboxStore(config);
  const clock = new CentreClock();
  const staff = new StaffToken(clock);
  staff.take({
    token: 'staff',
    expiresAtMs: Date.now() + 600_000,
    staffNumber: '0001',
    name: '张三',
    role: 'window-clerk',
  });
  desk = new DeskStore(clock);
  const central = new CentralClient(config, staff, clock);
  const attendant = new Attendant(central, staff);
  book = new ActBook(outbox, staff, attendant, desk, clock, new ActTally(clock, desk));
  delivery = new DeliveryService(central, staff, attendant, outbox, book, createLog('silent'));
});
afterEach(async () => {
  await delivery.beforeApplicationShutdown();
  outbox.onApplicationShutdown();
  centre.close();
});

const pressed = (key: string): PressedAct => ({
  key,
  kind: 'till-draw',
  service: null,
  channel: 'cash',
  total: '1.00',
  requestDigest: key,
  cardSessionId: null,
  staffNumber: '0001',
  body: { scheme: '170', amount: '1.00' },
});

/** Waits for what is so in the end; each pause between tries is ended as a link that comes back ends it. */
const until = async (isSo: () => boolean): Promise<void> => {
  for (let time = 0; time < 400 && !isSo(); time += 1) {
    delivery.wake();
    await wait(25);
  }
  expect(isSo()).toBe(true);
};

const shown = (key: string) => desk.state.acts.find((act) => act.key === key);

it('after five faults of the centre in a row the clerk is told that a person has to look, and it is sent rarely', async () => {
  delivery.submit(pressed('a'), nobody);
  await until(() => shown('a')?.problem?.code === 'act-stuck');
  expect(sent).toHaveLength(5);
  expect(shown('a')).toMatchObject({
    state: 'sending',
    problem: { code: 'act-stuck', retry: 'after-review' },
  });
  const tried = sent.length;
  await wait(1_000);
  expect(sent).toHaveLength(tried);

  // One definite answer ends it, whatever went before.
  saidToActs = 'not-permitted';
  await until(() => shown('a')?.state === 'refused');
  expect(shown('a')?.problem?.code).toBe('not-permitted');
});

it.each<ProblemCode>(['malformed-request', 'not-permitted', 'key-reused', 'body-too-large', 'due-paid'])(
  'a refusal of the act by the centre (%s) is final, and it is never sent again',
  async (code) => {
    saidToActs = code;
    delivery.submit(pressed('a'), nobody);
    await until(() => shown('a')?.state === 'refused');
    expect(shown('a')?.problem?.code).toBe(code);
    delivery.wake();
    delivery.resume();
    await wait(500);
    expect(sent).toEqual(['a']);
    expect(outbox.find('a')?.body).toBeNull();
  },
);

it('an act that has lain too long lapses, however many newer ones stand before it on the list', async () => {
  const old: StoredAct = {
    ...pressed('old'),
    lines: [],
    maskedName: null,
    hands: [],
    handsDoneAt: null,
    undoes: null,
    body: '{}',
    state: 'sending',
    problem: null,
    receiptNumber: null,
    print: null,
    copies: 0,
    startedAt: new Date(Date.now() - 26 * 3_600_000).toISOString(),
    lastSentAt: null,
    calledOffAt: null,
  };
  outbox.add(old);
  saidToActs = 'due-paid';
  for (let number = 0; number < 60; number += 1) delivery.submit(pressed(`newer ${number}`), nobody);
  await until(() => outbox.undecided().length === 1);
  delivery.resume();
  await until(() => outbox.find('old')?.state === 'refused');
  expect(outbox.find('old')?.problem?.code).toBe('act-lapsed');
  // It was asked about and never sent.
  expect(sent).not.toContain('old');
});

it.each([
  ['a day ahead', 86_400_000],
  ['ten hours ahead', 10 * 3_600_000],
])('gives nothing up because the clock of its own machine is %s', async (_, offMs) => {
  const { config } = centre;
  const wrong = new CentreClock({ wallMs: () => Date.now() + offMs, steadyMs: () => performance.now() });
  const nobodyHere = new StaffToken(wrong);
  const central = new CentralClient(config, nobodyHere, wrong);
  const attendant = new Attendant(central, nobodyHere);
  const started = new DeliveryService(
    central,
    nobodyHere,
    attendant,
    outbox,
    new ActBook(outbox, nobodyHere, attendant, desk, wrong, new ActTally(wrong, desk)),
    createLog('silent'),
  );
  const stored: StoredAct = {
    ...pressed('of a moment ago'),
    lines: [],
    maskedName: null,
    hands: [],
    handsDoneAt: null,
    undoes: null,
    body: '{}',
    state: 'sending',
    problem: null,
    receiptNumber: null,
    print: null,
    copies: 0,
    startedAt: new Date().toISOString(),
    lastSentAt: null,
    calledOffAt: null,
  };
  outbox.add(stored);
  new ActBook(outbox, nobodyHere, attendant, desk, wrong, new ActTally(wrong, desk)).show();
  started.resume();
  await until(() => desk.state.acts[0]?.problem?.code === 'sign-in-expired');
  expect(outbox.find(stored.key)?.state).toBe('sending');
  await started.beforeApplicationShutdown();
});
