/** Promises of what was done before: a returning person's acts are found whole, at any window, newest first, and the look is on record. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { CardWindow, holderOf } from '../../../../../test/support/card-window.js';
import { Counter, payable } from '../../../../../test/support/counter.js';
import { TerminalsService } from '../../access/terminals/terminals.service.js';

type PastActs = components['schemas']['PastActsDto'];

const card = 'suonan-daiji';
const purpose = '办理记录';
let counter: Counter;
let number = '';

const past = (whose: object, headers = {}) =>
  counter.ask<PastActs & { readonly code?: string }>('POST', '/v1/past-acts', { purpose, ...whose }, headers);

beforeAll(async () => {
  counter = await Counter.open();
  const { body: session } = await counter.tap(card);
  const [first] = payable(session);
  if (first === undefined) throw new Error('nothing is due');
  number = (await counter.pay(card, session, [first])).body.receiptNumber ?? '';
  await counter.ask('DELETE', `/v1/card-sessions/${session.id}`);
}, 60_000);
afterAll(() => counter.close());

describe('what was done before', () => {
  it('is found by the card that is in again, and is no more than an entry needs', async () => {
    const { body: session } = await counter.tap(card);
    const { status, body } = await past({ cardSessionId: session.id });
    expect(status).toBe(200);
    expect(body).toEqual({
      acts: [
        {
          key: expect.any(String),
          kind: 'payment',
          service: null,
          channel: 'cash',
          total: '500.00',
          state: 'succeeded',
          businessDate: '2026-11-24',
          startedAt: expect.any(String),
          terminalName: '一号窗口',
          receiptNumber: number,
          undoneBy: null,
        },
      ],
      next: null,
    });
  });

  it('is found at another window by document, where its receipt is printed as the next copy', async () => {
    await counter.ask('POST', `/v1/receipts/${number}/prints`);
    const { window } = counter;
    const terminals = counter.app.get(TerminalsService, { strict: false });
    await counter.enrol(await terminals.prepare('W02', '二号窗口'));
    await counter.signIn();
    try {
      const { body } = await past(holderOf(counter, card));
      expect(body.acts).toMatchObject([{ receiptNumber: number, terminalName: '一号窗口' }]);
      expect((await counter.ask('POST', `/v1/receipts/${number}/prints`)).body).toMatchObject({ copy: 2 });
    } finally {
      counter.window = window;
      await counter.authenticate();
      await counter.signIn();
    }
  });

  it('comes a page at a time, whole and each act once, also where many began at one moment', async () => {
    await counter.query(
      `insert into operation (key, terminal_id, staff_number, person_id, kind, channel, body_digest, total_fen, state, problem_code,
         business_date, started_at)
       select uuidv7(), terminal_id, staff_number, person_id, kind, channel, body_digest, total_fen, 'refused', 'due-paid',
         business_date, started_at - interval '1 hour' * (n / 25) from operation, generate_series(1, 50) n where receipt_number = $1`,
      [number],
    );
    const found: string[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const { body } = await past({
        ...holderOf(counter, card),
        ...(after === undefined ? {} : { after }),
      });
      expect(body.acts.length).toBeLessThanOrEqual(20);
      found.push(...body.acts.map(({ startedAt, key }) => `${startedAt} ${key}`));
      after = body.next;
    }
    expect(new Set(found).size).toBe(51);
    expect(found).toEqual(found.toSorted().toReversed());
  });

  it.each(['2026-99-99T99:99:99.999Z', '2026-02-30T00:00:00.000Z', '0000-01-01T00:00:00.000Z'])(
    'goes on after no moment such as %s',
    async (moment) => {
      const { status, body } = await past({ ...holderOf(counter, card), after: `${moment} ${randomUUID()}` });
      expect([status, body.code]).toEqual([400, 'malformed-request']);
    },
  );

  it('is nobody’s but the clerk’s to look at, of a card that is in, and every look is on record with its purpose', async () => {
    const ended = await past({ cardSessionId: randomUUID() });
    expect([ended.status, ended.body.code]).toEqual([409, 'card-session-ended']);
    await counter.signIn('0301');
    expect((await past(holderOf(counter, card))).body.code).toBe('not-permitted');
    await counter.signIn();
    const looks = await counter.query<{ detail: Record<string, unknown> }>(
      `select detail from audit_event where action = 'past-acts.list' order by id`,
    );
    expect(looks[0]?.detail).toEqual({ purpose, shown: 1 });
    expect(looks.slice(-2).map(({ detail }) => detail['refused'])).toEqual([
      'card-session-ended',
      'not-permitted',
    ]);
  });

  it('is found of whoever has no card, of whom nothing was done', async () => {
    const desk = new CardWindow(counter);
    const [person] = await counter.query<{ social_security_number: string; name: string }>(
      'select social_security_number, name from person where id not in (select person_id from operation where person_id is not null) limit 1',
    );
    const who = { socialSecurityNumber: person?.social_security_number ?? '', name: person?.name ?? '' };
    expect((await desk.file(who)).status).toBe(200);
    expect((await past(who)).body).toEqual({ acts: [], next: null });
  });
});
