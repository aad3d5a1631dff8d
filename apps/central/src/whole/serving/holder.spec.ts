/** Promises of who serves themselves at a kiosk: what a holder may, with their own card alone, and nothing of anybody else's. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
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
const outlook = (id: string) =>
  counter.ask<components['schemas']['PensionOutlookDto']>('GET', `/v1/card-sessions/${id}/pension-outlook`);
const codeOf = ({ body }: Reply<object>): unknown => (body as { code?: string }).code;

const holders: readonly Act[] = [
  'card-sessions.open',
  'card-sessions.prove',
  'card-sessions.read',
  'card-sessions.read-standing',
  'card-sessions.read-outlook',
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

  it('is told what their pension would come to, by their own record and on record, with each tier', async () => {
    const { id } = await tapped('suonan-daiji');
    const { status, body } = await outlook(id);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { scheme: '170', goesOn: true, on: '2026-11-24' },
    });
    expect(body.ways.filter(({ isAsNow }) => isAsNow)).toMatchObject([
      { type: 'resident', yearly: '500.00' },
    ]);
    const ends = body.ways.map(({ points }) => points.at(-1));
    // Born in May 1992, and paid for this year a moment ago: 26 more up to the year of the sixtieth birthday.
    expect(ends).toEqual(
      ends.map(() => expect.objectContaining({ month: '2052-05', furtherMonths: 26 * 12, missingMonths: 0 })),
    );
    const [person] = await counter.query<{ id: string }>(
      'select person_id as id from card_session where id = $1',
      [id],
    );
    expect(
      await counter.query(
        `select staff_number, subject from audit_event where action = 'card-sessions.read-outlook' order by id desc limit 1`,
      ),
    ).toEqual([{ staff_number: null, subject: person?.id }]);
  });

  it('is told an employee’s pension by the month of retirement, a woman’s for each post she may have', async () => {
    const { id } = await tapped('sun-lijuan');
    await counter.query(
      `with s as (select person_id from card_session where id = $1), u as (insert into unit (code, name, kind) values ('u-7', '测试厂', 'enterprise')),
         p as (insert into participation (person_id, scheme, category, unit_code, since) select person_id, '110', 'enterprise', 'u-7', '2026-01-01' from s
           returning id),
         r as (insert into assessment_run (scheme, period, reason, parameters_known_at, rules, state, planned_at, done_at)
           values ('110', '2026-01', 'period', now(), 1, 'done', now(), now()) returning number),
         l as (insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen)
           select p.id, '2026-10', 1, r.number, 600000, 96000, 48000, 0 from p, r)
       insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, paid_fen, made_at)
         select uuidv7(), 'u-7', '110', '2026-10', 1, 96000, 48000, '2026-11-15', 144000, now()`,
      [id],
    );
    const { body } = await outlook(id);
    expect(body).toMatchObject({ scheme: '110', goesOn: true, paidMonths: 1 });
    expect(body.ways.map(({ type }) => type)).toEqual(['female-worker', 'female-cadre']);
    for (const { points } of body.ways) {
      expect(points.filter(({ isAsNow }) => isAsNow)).toHaveLength(1);
      expect(points.length).toBeGreaterThan(3);
      const amounts = points.map(({ monthly }) => Number(monthly));
      expect(amounts).toEqual(amounts.toSorted((one, other) => one - other));
    }
  });

  it('is told in words why nothing can be estimated: a pension that is drawn, no scheme, a parameter that is missing', async () => {
    const drawing = await tapped('ma-xiulan');
    expect(codeOf(await outlook(drawing.id))).toBe('outlook-drawn');
    const { id } = await tapped('qi-shengli');
    const ofHolder = `person_id = (select person_id from card_session where id = '${id}')`;
    await counter.query(
      `with u as (insert into unit (code, name, kind) values ('u-8', '测试局', 'government'))
       update participation set scheme = '120', category = 'civil-servant', unit_code = 'u-8' where scheme = '170' and ${ofHolder}`,
    );
    expect(codeOf(await outlook(id))).toBe('service-at-window');
    await counter.query(
      `update participation set voided_at = now(), voided_by = '0001', void_reason = '录入错误' where scheme = '120' and ${ofHolder}`,
    );
    expect(codeOf(await outlook(id))).toBe('outlook-empty');
  });

  it("is refused another's estimate, and one of a session that has ended", async () => {
    const { id } = await tapped('han-deming');
    const { authorization } = await counter.anotherTerminal(await counter.prepareTerminal('Z03', 'kiosk'));
    const path = `/v1/card-sessions/${id}/pension-outlook`;
    expect(codeOf(await counter.ask('GET', path, undefined, { authorization }))).toBe('card-session-ended');
    expect(codeOf(await outlook(randomUUID()))).toBe('card-session-ended');
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
