/** Promises of who serves themselves at a kiosk: what a holder may, with their own card alone, and nothing of anybody else's. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authority, type Act, type Permission } from '#libs/contract/authority.js';
import { cardServiceNames, holderServices } from '#libs/cards/card-services.js';
import {
  collectable,
  Counter,
  payable,
  type Reply,
  type Session,
} from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.goToKiosk();
}, 60_000);
afterAll(() => counter.close());

const tapped = async (card: string): Promise<Session> => {
  const { status, body } = await counter.tap(card);
  expect(status).toBe(201);
  return body;
};
const pay = (card: string, session: Session, key: string = randomUUID(), of: Session = session) =>
  counter.pay(card, session, payable(of), 'bank', key, 'pin');
const purpose = '本人自助查询';
const overview = (whose: object) =>
  counter.ask<object>('POST', '/v1/person-overviews', { purpose, ...whose });
const codeOf = ({ body }: Reply<object>): unknown => (body as { code?: string }).code;

const holders: readonly Act[] = [
  'card-sessions.open',
  'card-sessions.prove',
  'card-sessions.read',
  'card-sessions.read-standing',
  'card-sessions.pay-for',
  'card-services.perform',
  'payments.pay',
  'collections.collect',
  'person-overviews.read',
];

it('the table gives a holder exactly these acts', () => {
  const given = (Object.keys(authority) as Act[]).filter((act) => {
    const permission: Permission = authority[act];
    return Array.isArray(permission) && permission.includes('holder');
  });
  expect(given.toSorted()).toEqual(holders.toSorted());
});

describe('a holder at a kiosk', () => {
  it('pays what they owe with card and PIN, once, without clerk and shift', async () => {
    const session = await tapped('suonan-daiji');
    const key = randomUUID();
    const paid = await pay('suonan-daiji', session, key);
    expect(paid.body).toMatchObject({ state: 'succeeded', total: '900.00', channel: 'bank' });
    const again = await pay('suonan-daiji', session, key);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await counter.query('select staff_number, shift_id from operation where key = $1', [key])).toEqual(
      [{ staff_number: null, shift_id: null }],
    );
    const receipt = await counter.ask<{ operator: unknown; terminalName: string }>(
      'GET',
      `/v1/receipts/${paid.body.receiptNumber ?? ''}/document`,
    );
    expect(receipt.body).toMatchObject({ operator: null, terminalName: 'Z01' });
    expect(await counter.app.get(BooksService, { strict: false }).read()).toMatchObject({
      balanced: true,
      findings: [],
    });
  });

  it('collects what is theirs with the PIN', async () => {
    const session = await tapped('wang-jianguo');
    const collected = await counter.collect('wang-jianguo', session, collectable(session));
    expect(collected.body).toMatchObject({ state: 'succeeded', channel: 'bank' });
  });

  it('is refused cash, and a debit agreed to by a signature that nobody takes', async () => {
    const session = await tapped('han-deming');
    expect(codeOf(await counter.pay('han-deming', session, payable(session), 'cash'))).toBe(
      'cash-at-window-only',
    );
    expect(codeOf(await counter.pay('han-deming', session, payable(session), 'bank'))).toBe(
      'consent-missing',
    );
  });

  it("is refused what is another's: their dues, their benefits, their session", async () => {
    const own = await tapped('han-deming');
    const other = await tapped('ma-xiulan');
    expect(codeOf(await pay('han-deming', own, randomUUID(), other))).toBe('due-unknown');
    // Another's session, signed by one's own card.
    expect(codeOf(await pay('han-deming', other))).toBe('card-swapped');
  });

  it.each(cardServiceNames.filter((service) => !holderServices.has(service)))(
    'is sent to a window for %s',
    async (service) => {
      const session = await tapped('han-deming');
      const key = randomUUID();
      const body = counter.signed('han-deming', session, key, { service, cardSessionId: session.id });
      expect(codeOf(await counter.ask('POST', '/v1/card-services', body, { 'idempotency-key': key }))).toBe(
        'service-at-window',
      );
    },
  );

  it('pays for somebody whose own card was here, and for nobody by number', async () => {
    const other = await tapped('han-deming');
    const session = await tapped('ma-xiulan');
    const path = `/v1/card-sessions/${session.id}/paid-for`;
    const joined = await counter.ask('POST', path, {
      relation: 'spouse',
      ownSessionId: other.id,
      ownNonce: other.nonce,
    });
    expect(joined).toMatchObject({ status: 200, body: { relation: 'spouse' } });
    const { socialSecurityNumber, name } = await counter
      .query<{ socialSecurityNumber: string; name: string }>(
        `select social_security_number as "socialSecurityNumber", name from person where name = '杨帆'`,
      )
      .then(([row]) => row ?? { socialSecurityNumber: '', name: '' });
    const byNumber = { relation: 'parent', socialSecurityNumber, name, reason: '代缴' };
    expect(codeOf(await counter.ask('POST', path, byNumber))).toBe('service-at-window');
  });

  it('reads all about themselves as it is today, on record as such', async () => {
    const { id } = await tapped('han-deming');
    const { status, body } = await overview({ cardSessionId: id });
    expect(status).toBe(200);
    const [holder] = await counter.query<{ id: string; name: string }>(
      'select p.id, p.name from card_session s join person p on p.id = s.person_id where s.id = $1',
      [id],
    );
    expect(body).toMatchObject({ on: '2026-11-24', person: holder });
    expect(
      await counter.query(
        `select staff_number, terminal_id, card_session_id, subject, detail from audit_event
         where action = 'person-overviews.read' order by id desc limit 1`,
      ),
    ).toEqual([
      {
        staff_number: null,
        terminal_id: counter.terminalId,
        card_session_id: id,
        subject: holder?.id,
        detail: { purpose },
      },
    ]);
  });

  it("is sent to a window for all about another, by number, by a search, or by one's own card besides, and for a day before", async () => {
    const { id } = await tapped('han-deming');
    const [other] = await counter.query<{ id: string; number: string; name: string }>(
      `select id, social_security_number as number, name from person where name = '杨帆'`,
    );
    if (other === undefined) throw new Error('nobody to look at');
    const asked = await Promise.all(
      [
        {},
        { personId: other.id },
        { socialSecurityNumber: other.number },
        { socialSecurityNumber: other.number, name: other.name },
        { cardSessionId: id, personId: other.id },
        { cardSessionId: id, socialSecurityNumber: other.number, name: other.name },
        { cardSessionId: id, on: '2026-11-01' },
      ].map(overview),
    );
    expect(asked.map(codeOf)).toEqual(Array.from(asked, () => 'service-at-window'));
  });

  it('has nothing of what somebody of the staff may', async () => {
    const asked = await Promise.all([
      counter.ask('GET', '/v1/tills/own'),
      counter.ask('POST', '/v1/card-files', {}),
      counter.ask('POST', '/v1/past-acts', {}),
      counter.ask('GET', '/v1/staff'),
    ]);
    expect(asked.map(codeOf)).toEqual(Array.from(asked, () => 'sign-in-expired'));
  });
});

it('a window without a sign-in has nothing of it', async () => {
  const { authorization } = await counter.anotherTerminal(await counter.prepareTerminal('W09'));
  const asked = await counter.ask('POST', '/v1/card-sessions', {}, { authorization });
  expect(codeOf(asked)).toBe('sign-in-expired');
});

it('a session of a kiosk is nobody else’s, nor one of a window the kiosk’s', async () => {
  const session = await tapped('ma-xiulan');
  const { authorization } = await counter.anotherTerminal(await counter.prepareTerminal('Z02', 'kiosk'));
  const path = `/v1/card-sessions/${session.id}`;
  expect(codeOf(await counter.ask('GET', path, undefined, { authorization }))).toBe('card-session-ended');
  const all = { purpose, cardSessionId: session.id };
  expect(codeOf(await counter.ask('POST', '/v1/person-overviews', all, { authorization }))).toBe(
    'card-session-ended',
  );
  expect((await counter.ask('GET', path)).status).toBe(200);
});
