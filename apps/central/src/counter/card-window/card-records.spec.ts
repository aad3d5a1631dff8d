/** Promises of what a service leaves behind: a key belongs to who pressed, and refusals are on record as well as deeds. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { CardWindow, holderOf, newcomer, type ServiceBody } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';
import { KeysService } from '../../cards/keys/keys.service.js';

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
  await counter.addStaff('0002', '王芳', 'window-clerk', 'delingha-2017');
});
afterAll(() => counter.close());

const audited = (action: string, subject: string) =>
  counter.query(
    'select staff_number as by, detail from audit_event where action = $1 and subject = $2 order by id',
    [action, subject],
  );

/** A service for the holder of a demonstration card, of that card. */
const serviceFor = async (id: string, service: ServiceBody['service']): Promise<ServiceBody> => {
  const who = holderOf(counter, id);
  const card = (await desk.file(who)).body.cards.find(({ state }) => state === 'enabled');
  if (card === undefined) throw new Error(`${id} has no card in use`);
  return { service, ...who, cardId: card.id };
};

it('gives the answer of a key to the clerk who has pressed, and to no other', async () => {
  const [body, key] = [await serviceFor('han-deming', 'loss'), randomUUID()];
  expect((await desk.serve(body, key)).status).toBe(200);
  expect(await desk.as('0002', () => desk.serve(body, key))).toMatchObject({
    status: 422,
    body: { code: 'key-reused' },
  });
  expect((await desk.serve(body, key)).headers['idempotency-replayed']).toBe('true');
});

it('puts a service that was refused on record, with its reason and once', async () => {
  const [body, key] = [await serviceFor('zhao-yulan', 'loss-lifting'), randomUUID()];
  for (const replayed of [undefined, 'true']) {
    const { headers, body: answer } = await desk.serve(body, key);
    expect([answer.code, headers['idempotency-replayed']]).toEqual(['card-not-lost', replayed]);
  }
  expect(await audited('card-service.refused', key)).toEqual([
    { by: '0001', detail: { service: 'loss-lifting', code: 'card-not-lost' } },
  ]);
});

it('keeps with the life of the card why it was cancelled', async () => {
  const body = { ...(await serviceFor('zhao-yulan', 'cancellation')), reason: '迁出本市' };
  expect((await desk.serve(body)).status).toBe(200);
  expect(
    await counter.query('select reason, staff_number as by from card_event where card_id = $1 and act = $2', [
      body.cardId,
      'cancel',
    ]),
  ).toEqual([{ reason: '迁出本市', by: '0001' }]);
});

it.each([
  ['approval', 'card-application.approved', {}],
  ['rejection', 'card-application.rejected', { reason: '照片不清' }],
])('puts the %s of an application on record under its own name', async (decision, action, body) => {
  const number = await desk.apply(newcomer());
  const answer = await desk.as('0301', () =>
    counter.ask('POST', `/v1/card-applications/${number}/${decision}`, body),
  );
  expect(answer.status).toBe(200);
  expect(await audited(action, number)).toMatchObject([{ by: '0301' }]);
});

it('answers a key again without asking the vault, since a use of a key would be on record nowhere', async () => {
  const { body: session } = await counter.tap('caireng-zhuoma');
  const asked = jest.spyOn(counter.app.get(KeysService, { strict: false }), 'checkProof');
  const key = randomUUID();
  const changed = await desk.serveWithCard('caireng-zhuoma', session, { service: 'pin-change' }, key);
  expect(changed.status).toBe(200);
  const again = await desk.serveWithCard('caireng-zhuoma', session, { service: 'pin-change' }, key);
  expect([again.body, again.headers['idempotency-replayed']]).toEqual([changed.body, 'true']);
  expect(asked).toHaveBeenCalledTimes(1);
  asked.mockRestore();
});
