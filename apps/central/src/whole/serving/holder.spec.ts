/** Promises of who serves themselves at a kiosk: what a holder may, with their own card alone, and nothing of anybody else's. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { authority, type Act, type Permission } from '#libs/contract/authority.js';
import { cardServiceNames, holderServices } from '#libs/cards/card-services.js';
import { holderOf } from '../../../../../test/support/card-holders.js';
import { CardWindow } from '../../../../../test/support/card-window.js';
import {
  collectable,
  Counter,
  payable,
  type Reply,
  type Session,
} from '../../../../../test/support/counter.js';
import { ApplicationApprovals } from '../../cards/lives/application-approvals.service.js';
import { Database } from '../../ground/database/database.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { portrait } from '../demonstration/portrait.js';

let counter: Counter;

/** Has a registration found to be somebody registered twice, as two of the staff do it at their desks. */
const mergeTwins = async (goes: string, stays: string): Promise<void> => {
  const idOf = async (image: string): Promise<string> => {
    const [card] = await counter.query<{ id: string }>(
      'select person_id as id from card where card_number = $1',
      [holderOf(counter.folder, image).cardNumber],
    );
    return card?.id ?? '';
  };
  const asked = await counter.ask<{ approval: string }>('POST', `/v1/people/${await idOf(goes)}/merge`, {
    keptId: await idOf(stays),
    source: '户口簿',
    reason: '同一人',
  });
  const decided = await new CardWindow(counter).as('0301', () =>
    counter.ask('POST', `/v1/approvals/${asked.body.approval}/approval`, {}),
  );
  expect(decided.status).toBe(200);
};
beforeAll(async () => {
  counter = await Counter.open();
  await mergeTwins('duojie-cairang', 'li-guirong');
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
const documentsOf = ({ id }: Session): string => `/v1/card-sessions/${id}/documents`;
const purpose = '本人自助查询';
const overview = (whose: object) =>
  counter.ask<object>('POST', '/v1/person-overviews', { purpose, ...whose });
const outlook = (id: string) =>
  counter.ask<components['schemas']['PensionOutlookDto']>('GET', `/v1/card-sessions/${id}/pension-outlook`);
type CardFile = components['schemas']['CardFileDto'];
type Operation = components['schemas']['OperationDto'];
const holderOfImage = (card: string) => holderOf(counter.folder, card);
const codeOf = ({ body }: Reply<object>): unknown => (body as { code?: string }).code;

const holders: readonly Act[] = [
  'card-sessions.open',
  'card-sessions.prove',
  'card-sessions.read',
  'card-sessions.read-standing',
  'card-sessions.read-outlook',
  'card-sessions.read-receipt',
  'card-sessions.print-receipt',
  'card-sessions.issue-document',
  'card-sessions.fetch-document',
  'card-sessions.pay-for',
  'card-services.perform',
  'payments.pay',
  'collections.collect',
  'person-overviews.read',
  'card-files.read',
];

it('the table gives a holder exactly these acts', () => {
  const given = (Object.keys(authority) as Act[]).filter((act) => {
    const permission: Permission = authority[act];
    return Array.isArray(permission) && permission.includes('holder');
  });
  expect(given.toSorted()).toEqual(holders.toSorted());
});

const serve = async (card: string, content: object, key: string = randomUUID()) => {
  const session = await tapped(card);
  const body = counter.signed(card, session, key, { cardSessionId: session.id, ...content });
  return counter.ask<Operation>('POST', '/v1/card-services', body, { 'idempotency-key': key });
};
const damaged = { service: 'replacement', reason: 'damaged' };
/** As somebody has it who applied before, and thought better of it. */
const bringPhoto = async (card: string): Promise<void> => {
  const { cardNumber } = holderOfImage(card);
  await counter.query(
    `with p as (insert into photo values (repeat('ab', 32), $2) on conflict do nothing)
     insert into card_application (person_id, reason, state, photo_digest, applied_at, applied_by)
     select person_id, 'damaged', 'withdrawn', repeat('ab', 32), '2026-01-05', '0001' from card where card_number = $1`,
    [cardNumber, Buffer.from(portrait())],
  );
};

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

  it('opens their own card file and nobody else’s', async () => {
    const { id } = await tapped('han-deming');
    const open = (whose: object) =>
      counter.ask<CardFile & { code?: string }>('POST', '/v1/card-files', { purpose, ...whose });
    const own = await open({ cardSessionId: id });
    expect(own.body).toMatchObject({ person: { name: '韩德明' }, applications: [] });
    const number = own.body.person?.maskedNumber ?? '';
    const [other] = await counter.query<{ number: string; name: string }>(
      `select social_security_number as number, name from person where name = '杨帆'`,
    );
    const asked = await Promise.all(
      [
        { socialSecurityNumber: other?.number },
        { socialSecurityNumber: other?.number, name: other?.name },
        { cardSessionId: id, socialSecurityNumber: other?.number, name: other?.name },
        {},
      ].map(open),
    );
    expect(asked.map(codeOf)).toEqual(Array.from(asked, () => 'service-at-window'));
    expect(number).toMatch(/\*/);
  });

  describe('who asks for another card in the place of their own', () => {
    it('is sent to a window with what somebody of the staff has to look at, and for a card that is lost or says what is no more', async () => {
      await bringPhoto('qi-shengli');
      const someone = { socialSecurityNumber: '11010119900307793X', name: '某人' };
      const asked = [
        { service: 'replacement', reason: 'lost' },
        { service: 'replacement', reason: 'change-of-data' },
        { ...damaged, photoDigest: 'ab'.repeat(32) },
        { ...damaged, phone: '13900000000' },
        { ...damaged, unitCode: 'U001' },
        { ...damaged, fee: '20.00' },
        { ...damaged, guardian: someone },
        { ...damaged, agent: { ...someone, relation: 'child' } },
        { ...damaged, cardId: randomUUID() },
      ];
      for (const content of asked)
        expect(codeOf(await serve('qi-shengli', content))).toBe('service-at-window');
      // Sealed, it was never anybody's to use.
      expect(codeOf(await serve('yang-fan', damaged))).toBe('service-at-window');
    });

    it('is told that a photo is missing, and that it is too early for a renewal', async () => {
      expect(codeOf(await serve('sun-lijuan', damaged))).toBe('photo-missing');
      expect(codeOf(await serve('sun-lijuan', { service: 'renewal' }))).toBe('renewal-too-early');
    });

    it('applies once, with the fee owed until the card is handed over and nobody of the staff behind it', async () => {
      const key = randomUUID();
      const session = await tapped('qi-shengli');
      const body = counter.signed('qi-shengli', session, key, {
        cardSessionId: session.id,
        ...damaged,
        depot: 'D01',
      });
      const ask = () => counter.ask<Operation>('POST', '/v1/card-services', body, { 'idempotency-key': key });
      const done = await ask();
      expect(done.body).toMatchObject({ state: 'succeeded', total: '0.00' });
      expect((await ask()).headers['idempotency-replayed']).toBe('true');
      expect(codeOf(await serve('qi-shengli', damaged))).toBe('application-open');
      const receipt = await counter.ask<{ rows: readonly { label: { zh: string }; value: string }[] }>(
        'GET',
        `/v1/receipts/${done.body.receiptNumber ?? ''}/document`,
      );
      expect(receipt.body).toMatchObject({
        operator: null,
        rows: expect.arrayContaining([
          expect.objectContaining({ value: '￥20.00，领卡时交' }),
          expect.objectContaining({ label: { zh: '领取地点', en: 'Collect at' } }),
        ]),
      });
      const applied = await counter.query<{ id: string }>(
        `select a.id::text, a.applied_by, a.fee_fen::text, p.state, p.asked_by from card_application a
         join approval p on p.kind = 'card-application' and p.subject = a.id::text
         join card c on c.person_id = a.person_id where c.card_number = $1 and a.state = 'applied'`,
        [holderOfImage('qi-shengli').cardNumber],
      );
      expect(applied).toMatchObject([
        { applied_by: 'holder', fee_fen: '2000', state: 'waiting', asked_by: 'holder' },
      ]);
      expect(
        await counter.query(`select staff_number from audit_event where action = 'card-application.asked'
          and subject = (select subject from audit_event where action = 'card-application.asked' order by id desc limit 1)`),
      ).toEqual([{ staff_number: null }]);
      const file = await counter.ask<CardFile>('POST', '/v1/card-files', {
        purpose,
        cardSessionId: session.id,
      });
      expect(file.body.applications[0]).toMatchObject({
        state: 'applied',
        feeState: 'owed',
        collectAt: '德令哈市社会保障卡服务中心',
        since: file.body.applications[0]?.appliedAt,
      });
      // A reviewer decides it as any other.
      await counter.app
        .get(Database, { strict: false })
        .transaction((tx) =>
          counter.app
            .get(ApplicationApprovals, { strict: false })
            .decide(tx, applied[0]?.id ?? '', 'approved', { number: '0301', role: 'reviewer' }),
        );
      const later = await counter.ask<CardFile>('POST', '/v1/card-files', {
        purpose,
        cardSessionId: session.id,
      });
      expect(later.body.applications[0]).toMatchObject({ state: 'approved' });
    });

    it('renews a card that ends soon', async () => {
      await bringPhoto('danba-jiancuo');
      const { cardNumber } = holderOfImage('danba-jiancuo');
      await counter.query(`update card set valid_until = '2026-12-20' where card_number = $1`, [cardNumber]);
      expect((await serve('danba-jiancuo', { service: 'renewal' })).body).toMatchObject({
        state: 'succeeded',
      });
    });
  });

  it('reports another card of theirs lost, and nobody else’s', async () => {
    const report = async (cardId: string | undefined) => {
      const session = await tapped('li-guirong');
      const key = randomUUID();
      const body = counter.signed('li-guirong', session, key, {
        cardSessionId: session.id,
        service: 'temporary-loss',
        cardId,
      });
      return counter.ask<Operation>('POST', '/v1/card-services', body, { 'idempotency-key': key });
    };
    const [other] = await counter.query<{ id: string }>('select id from card where card_number = $1', [
      holderOfImage('liu-chunhua').cardNumber,
    ]);
    expect(codeOf(await report(other?.id))).toBe('card-unknown');
    // Registered twice: the cards of both are theirs.
    const [twin] = await counter.query<{ id: string }>('select id from card where card_number = $1', [
      holderOfImage('duojie-cairang').cardNumber,
    ]);
    expect((await report(twin?.id)).body).toMatchObject({ state: 'succeeded' });
    expect(await counter.query('select state from card where id = $1', [twin?.id])).toEqual([
      { state: 'temporarily-lost' },
    ]);
    expect(codeOf(await report(twin?.id))).toBe('card-lost-already');
  });

  it('reads and prints a receipt of their own from whatever terminal and day, whole', async () => {
    const atKiosk = await tapped('caireng-zhuoma');
    const { body } = await pay('caireng-zhuoma', atKiosk);
    const number = body.receiptNumber ?? '';
    const { authorization } = await counter.anotherTerminal(await counter.prepareTerminal('Z04', 'kiosk'));
    // At a terminal where it did not arise nobody has it without a sign-in.
    const elsewhere = await counter.ask('GET', `/v1/receipts/${number}/document`, undefined, {
      authorization,
    });
    expect(codeOf(elsewhere)).toBe('sign-in-expired');
    const { id } = await tapped('caireng-zhuoma');
    const path = `/v1/card-sessions/${id}/receipts/${number}`;
    const read = await counter.ask<{ payerName: string; cardNumber: string }>('GET', path);
    expect(read).toMatchObject({ status: 200, body: { number, payerName: '才仁卓玛' } });
    expect(read.body.cardNumber).not.toContain('*');
    const copies = [await counter.ask('POST', `${path}/prints`), await counter.ask('POST', `${path}/prints`)];
    expect(copies.map(({ body: print }) => (print as { copy: number }).copy)).toEqual([1, 2]);
    expect(
      await counter.query(
        `select staff_number, terminal_id from audit_event
         where action = 'card-sessions.read-receipt' and subject = (select person_id::text from card_session where id = $1)`,
        [id],
      ),
    ).toEqual([{ staff_number: null, terminal_id: counter.terminalId }]);
    // The session is of the card in that kiosk's reader, and of no other's.
    expect(codeOf(await counter.ask('GET', path, undefined, { authorization }))).toBe('card-session-ended');
  });

  it("is refused another's receipt alike to one there is not, and prints none of them", async () => {
    const other = await tapped('suonan-daiji');
    const [theirs] = await counter.query<{ number: string }>(
      `select r.number from receipt r join operation o on o.key = r.operation_key
       join card_session s on s.id = $1 where o.person_id = s.person_id limit 1`,
      [other.id],
    );
    const { id } = await tapped('han-deming');
    const prints = (): Promise<object[]> => counter.query('select 1 from receipt_print');
    const before = await prints();
    const asked: Reply<object>[] = [];
    for (const number of [theirs?.number ?? '', '63280220200101000001'])
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/prints'],
      ] as const)
        asked.push(await counter.ask(method, `/v1/card-sessions/${id}/receipts/${number}${path}`));
    expect(asked.map(codeOf)).toEqual(Array.from(asked, () => 'receipt-not-own'));
    expect(await prints()).toEqual(before);
  });

  it('has a statement or certificate of their own printed, as any paper, with nobody of the staff behind it', async () => {
    const session = await tapped('suonan-daiji');
    const { id } = session;
    const path = documentsOf(session);
    const key = randomUUID();
    type Paper = components['schemas']['OwnDocumentDto'];
    const print = (kind: string, more: object = {}) =>
      counter.ask<Paper>('POST', path, { key: randomUUID(), kind, ...more });
    const { status, body } = await print('certificate', { key });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: '索南代吉',
      socialSecurityNumber: holderOfImage('suonan-daiji').socialSecurityNumber,
      purpose: '本人自助打印',
    });
    expect(body.lines).toContainEqual({ form: 'strong', text: '个人缴费 Person', value: '￥900.00' });
    expect((await print('certificate', { key })).body).toEqual(body);
    expect(codeOf(await print('statement', { key }))).toBe('key-reused');
    expect(
      await counter.query(
        'select kind, staff_number, card_session_id, terminal_id from issued_document where number = $1',
        [body.number],
      ),
    ).toEqual([
      { kind: 'certificate', staff_number: null, card_session_id: id, terminal_id: counter.terminalId },
    ]);
    const fetchFile = (path: string) => counter.ask<object>('GET', `${path}/${body.number}/file`);
    expect((await fetchFile(path)).status).toBe(200);
    expect(codeOf(await fetchFile(documentsOf(await tapped('ma-xiulan'))))).toBe('not-found');
    // Whoever is shown the paper can check it, and is told it is genuine.
    const { pathname, search } = new URL(body.verifyUrl);
    expect((await counter.ask('GET', `${pathname}${search}`)).body).toMatchObject({
      verified: true,
      number: body.number,
    });
    for (const kind of ['account', 'benefits']) {
      const { lines } = (await print(kind, { year: 2026 })).body;
      expect(lines.length).toBeGreaterThan(0);
      // A receipt printer has no narrow sign of the yuan, and no minus but the hyphen.
      expect(JSON.stringify(lines)).not.toMatch(/[¥−]/);
    }
    expect(codeOf(await print('account'))).toBe('malformed-request');
    expect(codeOf(await print('move'))).toBe('malformed-request');
    expect(
      await counter.query(
        `select distinct staff_number, terminal_id from audit_event where action = 'card-sessions.issue-document'
           and subject = (select person_id::text from card_session where id = $1)`,
        [id],
      ),
    ).toEqual([{ staff_number: null, terminal_id: counter.terminalId }]);
  });

  it("is refused a paper in another's session, and one for another's key", async () => {
    const asked = { key: randomUUID(), kind: 'certificate' };
    const theirs = documentsOf(await tapped('caireng-zhuoma'));
    expect((await counter.ask('POST', theirs, asked)).status).toBe(201);
    const elsewhere = await counter.anotherTerminal(await counter.prepareTerminal('Z05', 'kiosk'));
    expect(codeOf(await counter.ask('POST', theirs, asked, elsewhere))).toBe('card-session-ended');
    expect(codeOf(await counter.ask('POST', documentsOf(await tapped('han-deming')), asked))).toBe(
      'key-reused',
    );
  });

  it('has nothing of what somebody of the staff may', async () => {
    const asked = await Promise.all([
      counter.ask('GET', '/v1/tills/own'),
      counter.ask('POST', '/v1/photos', {}),
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
