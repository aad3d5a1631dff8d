/** Promises that nobody alone takes money with a card they hold: who was given its PIN does not pay out cash on it the same day. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { CardWindow, holderOf } from '../../../../../test/support/card-window.js';
import { collectable, Counter, type Session } from '../../../../../test/support/counter.js';

type Approvals = components['schemas']['ApprovalsDto'];

let counter: Counter;
const drawCash = (): Promise<unknown> =>
  counter.ask(
    'POST',
    '/v1/tills/own/draws',
    { scheme: '170', amount: '20000.00' },
    { 'idempotency-key': randomUUID() },
  );
beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0002', '王芳', 'window-clerk', 'password-of-test');
}, 60_000);
afterAll(() => counter.close());

/** Takes the card, has its PIN reset, and goes on with it as its holder would. */
const resetPin = async (card: string): Promise<Session> => {
  const { body: session } = await counter.tap(card);
  await new CardWindow(counter).release('pin-reset', holderOf(counter, card), session.card.id);
  const script = await counter.ask('POST', `/v1/card-sessions/${session.id}/scripts`, {
    purpose: 'pin-reset',
    cardChallenge: '0102030405060708',
  });
  expect(script.status).toBe(200);
  return session;
};

const waitingFor = async (staffNumber: string): Promise<Approvals['waiting']> => {
  const token = counter.staffToken;
  await counter.signIn(staffNumber);
  const { body } = await counter.ask<Approvals>('GET', '/v1/approvals?kind=collection-after-pin-reset');
  counter.staffToken = token;
  return body.waiting;
};

it('holds cash back from the clerk who reset the PIN, until another person releases it', async () => {
  await drawCash();
  const session = await resetPin('liu-chunhua');
  const items = collectable(session);
  expect(items.length).toBeGreaterThan(0);
  const refused = await counter.collect('liu-chunhua', session, items, 'cash');
  expect(refused.body).toMatchObject({ code: 'collection-needs-second-person' });
  // Tried again it waits once.
  await counter.collect('liu-chunhua', session, items, 'cash');
  const waiting = await waitingFor('0301');
  expect(waiting).toHaveLength(1);
  expect(waiting[0]).toMatchObject({ askedBy: '0001', state: 'waiting' });
  expect(await waitingFor('0001')).toEqual([]);

  const clerk = counter.staffToken;
  await counter.signIn('0301');
  const released = await counter.ask('POST', `/v1/approvals/${waiting[0]?.id}/approval`, {});
  expect(released).toMatchObject({ status: 200, body: { state: 'approved' } });
  counter.staffToken = clerk;
  // What was released, and nothing else.
  const [first] = items;
  expect(
    (await counter.collect('liu-chunhua', session, first === undefined ? [] : [first], 'cash')).body,
  ).toMatchObject({ code: 'collection-needs-second-person' });
  expect((await counter.collect('liu-chunhua', session, items, 'cash')).body).toMatchObject({
    state: 'succeeded',
  });
});

it('lets another clerk pay it, and the holder have it on their account', async () => {
  const session = await resetPin('zhao-yulan');
  const [first, ...others] = collectable(session);
  expect(first).toBeDefined();
  const one = first === undefined ? [] : [first];
  expect((await counter.collect('zhao-yulan', session, one, 'cash')).body).toMatchObject({
    code: 'collection-needs-second-person',
  });
  expect((await counter.collect('zhao-yulan', session, one, 'bank')).body).toMatchObject({
    state: 'succeeded',
  });
  await counter.signIn('0002', 'password-of-test');
  await drawCash();
  const { body: again } = await counter.tap('zhao-yulan');
  expect(others.length).toBeGreaterThan(0);
  expect((await counter.collect('zhao-yulan', again, others, 'cash')).body).toMatchObject({
    state: 'succeeded',
  });
});

it('is over with the day', async () => {
  await counter.signIn('0001');
  await resetPin('li-guirong');
  counter.clock.move(24 * 3600_000);
  await counter.authenticate();
  await counter.signIn('0001');
  const { body: session } = await counter.tap('li-guirong');
  const answer = await counter.collect('li-guirong', session, collectable(session), 'cash');
  expect(answer.body).not.toMatchObject({ code: 'collection-needs-second-person' });
});
