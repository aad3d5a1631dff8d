/** Promises that nobody alone gives a card into use again: a PIN is reset or unblocked, and a formal loss lifted, as another person releases it, once. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardWindow, holderOf, type CardFile } from '../../../../../test/support/card-window.js';
import { Counter, type Session } from '../../../../../test/support/counter.js';

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
}, 60_000);
afterAll(() => counter.close());

type Offer = CardFile['cards'][number]['services'][number];
const offerOf = async (image: string, service: string): Promise<Offer | undefined> =>
  (await desk.file(holderOf(counter, image))).body.cards[0]?.services.find((one) => one.service === service);

const script = async (session: Session, purpose: string): Promise<string> => {
  const url = `/v1/card-sessions/${session.id}/scripts`;
  const { status, body } = await counter.ask<{ readonly code?: string }>('POST', url, {
    purpose,
    cardChallenge: '0102030405060708',
  });
  return status === 200 ? 'made' : (body.code ?? '');
};

it.each(['pin-reset', 'pin-unblock'] as const)(
  'makes no commands for %s, nor a record, before another person has released it; then both, once',
  async (service) => {
    const image = 'wang-jianguo';
    const { body: session } = await counter.tap(image);
    const serve = async (origin = {}) =>
      (await desk.serveWithCard(image, session, { service, ...origin })).body.code ?? 'done';
    expect(await script(session, service)).toBe('service-needs-second-person');
    expect(await serve()).toBe('service-needs-second-person');
    // A program at the window is no way around it.
    expect(await serve({ origin: 'http://hospital.example' })).toBe('service-needs-second-person');
    expect((await offerOf(image, service))?.secondPerson).toMatchObject({ state: 'needed' });

    const request = { service: 'second-person', secondPersonFor: service, reason: '持卡人忘记密码' } as const;
    const unsaid = await desk.serveWithCard(image, session, { ...request, reason: '   ' });
    expect(unsaid.body.code).toBe('malformed-request');
    const asked = await desk.serveWithCard(image, session, request);
    expect(asked.status).toBe(200);
    expect((await desk.rowsOf(asked.body.receiptNumber)).map(({ label }) => label.zh)).toEqual([
      '待审批',
      '事由',
      '下一步',
    ]);
    expect(await script(session, service)).toBe('service-waits-for-second-person');
    expect((await offerOf(image, service))?.secondPerson).toMatchObject({
      state: 'waiting',
      reason: '持卡人忘记密码',
      askedBy: '0001',
    });
    expect((await desk.serveWithCard(image, session, request)).body.code).toBe('approval-waiting');

    const id = (
      await counter.query<{ id: string }>('select id from approval where kind = $1 and state = $2', [
        service,
        'waiting',
      ])
    )[0]?.id;
    const approve = () => counter.ask<{ code?: string }>('POST', `/v1/approvals/${id}/approval`, {});
    expect((await approve()).status).toBe(403);
    expect((await desk.as('0301', approve)).status).toBe(200);
    expect((await offerOf(image, service))?.secondPerson).toMatchObject({
      state: 'approved',
      decidedBy: '0301',
    });
    expect((await desk.serveWithCard(image, session, request)).body.code).toBe('approval-decided');

    const { body: again } = await counter.tap(image);
    expect(await script(again, service)).toBe('made');
    expect((await desk.serveWithCard(image, again, { service })).status).toBe(200);
    expect(await script(again, service)).toBe('service-needs-second-person');
  },
);

it('says why it was turned down, and may be asked for again', async () => {
  const image = 'ma-xiulan';
  const { body: session } = await counter.tap(image);
  const { status } = await desk.release('pin-reset', holderOf(counter, image), session.card.id, 'rejection');
  expect(status).toBe(200);
  expect(await script(session, 'pin-reset')).toBe('service-needs-second-person');
  expect((await offerOf(image, 'pin-reset'))?.secondPerson).toMatchObject({
    state: 'rejected',
    decisionReason: '证件已核验',
    decidedBy: '0301',
  });
  expect((await desk.release('pin-reset', holderOf(counter, image), session.card.id)).status).toBe(200);
  expect(await script(session, 'pin-reset')).toBe('made');
});

it('lifts a formal loss as another person has released it, and the next one only as it is released again', async () => {
  const who = holderOf(counter, 'zhao-yulan');
  const { body: session } = await counter.tap('zhao-yulan');
  const serve = async (service: 'loss' | 'loss-lifting' | 'temporary-loss'): Promise<string> =>
    (await desk.serve({ service, ...who, cardId: session.card.id })).body.code ?? 'done';
  expect(await serve('loss')).toBe('done');
  expect(await serve('loss-lifting')).toBe('service-needs-second-person');
  await desk.release('loss-lifting', who, session.card.id);
  expect(await serve('loss-lifting')).toBe('done');
  expect(await serve('loss')).toBe('done');
  expect(await serve('loss-lifting')).toBe('service-needs-second-person');
  await desk.release('loss-lifting', who, session.card.id);
  expect(await serve('loss-lifting')).toBe('done');
  // Reported without proof, and over by itself.
  expect(await serve('temporary-loss')).toBe('done');
  expect(await serve('loss-lifting')).toBe('done');
});

it('is over with the day', async () => {
  const image = 'caireng-zhuoma';
  const { body: session } = await counter.tap(image);
  await desk.release('pin-unblock', holderOf(counter, image), session.card.id);
  counter.clock.move(24 * 3600_000);
  await counter.authenticate();
  await counter.signIn();
  const { body: next } = await counter.tap(image);
  expect(await script(next, 'pin-unblock')).toBe('service-needs-second-person');
});

it('is for one visit of the card once its chip was written, one soon after it, and for the record of it, also after midnight', async () => {
  const image = 'duojie-cairang';
  const { body: session } = await counter.tap(image);
  const release = () => desk.release('pin-reset', holderOf(counter, image), session.card.id);
  await release();
  expect(await script(session, 'pin-reset')).toBe('made');
  // What the card did not take is made again.
  expect(await script(session, 'pin-reset')).toBe('made');
  // Nor is a card that was pulled too early left with a PIN that nobody knows.
  const { body: soon } = await counter.tap(image);
  expect(await script(soon, 'pin-reset')).toBe('made');
  counter.clock.move(16 * 60_000);
  await counter.authenticate();
  await counter.signIn();
  const { body: later } = await counter.tap(image);
  expect(await script(later, 'pin-reset')).toBe('service-needs-second-person');
  expect((await release()).status).toBe(200);
  expect(await script(later, 'pin-reset')).toBe('made');

  counter.clock.move(24 * 3600_000);
  await counter.authenticate();
  await counter.signIn();
  const { body: next } = await counter.tap(image);
  const record = async () =>
    (await desk.serveWithCard(image, next, { service: 'pin-reset' })).body.code ?? 'done';
  expect([await record(), await record(), await record()]).toEqual([
    'done',
    'done',
    'service-needs-second-person',
  ]);
});

it('may be asked for today though nobody decided yesterday', async () => {
  const image = 'sun-lijuan';
  const request = { service: 'second-person', secondPersonFor: 'pin-unblock', reason: '连续输错' } as const;
  const ask = async () =>
    (await desk.serveWithCard(image, (await counter.tap(image)).body, request)).body.code ?? 'done';
  expect(await ask()).toBe('done');
  expect(await ask()).toBe('approval-waiting');
  counter.clock.move(24 * 3600_000);
  await counter.authenticate();
  await counter.signIn();
  expect(await ask()).toBe('done');
});

it('keeps in the database that only what was released is used, and once', async () => {
  const image = 'han-deming';
  const { body: session } = await counter.tap(image);
  const reason = '证件已核验';
  await desk.serveWithCard(image, session, {
    service: 'second-person',
    secondPersonFor: 'pin-reset',
    reason,
  });
  const use = () =>
    counter.query(
      `insert into service_release_use select id, gen_random_uuid(), now() from approval
       where subject = (select card_number from card where id = $1)`,
      [session.card.id],
    );
  await expect(use()).rejects.toThrow(/second person/);
});
