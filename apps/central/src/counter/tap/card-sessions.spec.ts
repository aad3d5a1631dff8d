/** Promises of the tap: only a genuine, usable card opens a session, and only its own window sees it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { externalCryptogram } from '#libs/cards/key-diversification.js';
import { Counter } from '../../../../../test/support/counter.js';
import { KeysService } from '../../cards/keys/keys.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

describe('opening a card session', () => {
  it.each(['caireng-zhuoma', 'wang-jianguo'])('says who holds %s, with the number masked', async (card) => {
    const { status, body } = await counter.tap(card);
    expect(status).toBe(201);
    expect(body.holder.name).toBe(counter.card(card).label);
    expect(body.holder.maskedNumber).toMatch(/^63\*{14}\d[\dX]$/);
    expect(body.card.state).toEqual({ zh: '正常', en: 'Normal' });
    expect(body.card.bankAccount).toMatch(/^6217 \*{4} \*{4} 0001$|^6217 \*{4} \*{4} \d{4}$/);
    expect(
      body.dues.every(
        ({ explanation }) => explanation.steps.length > 0 && explanation.parameterVersions.length > 0,
      ),
    ).toBe(true);
    expect(JSON.stringify(body)).not.toContain(counter.card(card).files.ef06['08']);
  });

  it.each([
    ['caireng-zhuoma', true, true],
    ['liu-chunhua', true, false],
    ['qi-shengli', false, false],
  ])('says what the bank account of %s can do', async (card, has, pays) => {
    const { body } = await counter.tap(card);
    expect([body.card.bankAccount !== null, body.card.bankAccountPays]).toEqual([has, pays]);
  });

  it.each([
    ['not-registered', 404, 'card-unknown'],
    ['he-xiaojun', 409, 'card-lost'],
  ])('refuses %s', async (card, status, code) => {
    expect(await counter.tap(card)).toMatchObject({ status, body: { code } });
  });

  it.each([
    ['yang-fan', 'card-sealed'],
    ['bai-ling', 'card-expired'],
  ])('lets %s prove itself, says why it cannot pay, and takes no payment from it', async (card, code) => {
    const { status, body } = await counter.tap(card);
    expect(status).toBe(201);
    expect(body).toMatchObject({ refusal: { code }, dues: [], entitlements: [] });
    const due = { id: '00000000-0000-4000-8000-000000000000', amount: '500.00' };
    expect(await counter.pay(card, body, [due])).toMatchObject({ status: 409, body: { code } });
  });

  it('opens for somebody whose pension cannot be assessed, and says of each month why', async () => {
    const [claim] = await counter.query<{ id: string; first: string }>(
      `select b.id, b.first_month as first from benefit_claim b join person n on n.id = b.person_id where n.name = $1 and b.scheme = '170'`,
      [counter.card('zhao-yulan').label],
    );
    // Before the amounts of it are on record; no claim would be granted so.
    const asGranted = (how: 'disable' | 'enable') =>
      counter.query(`alter table benefit_claim ${how} trigger benefit_claim_redetermined`);
    await asGranted('disable');
    await counter.query(
      `update benefit_claim set first_month = '2011-12', last_month = '2011-12' where id = $1`,
      [claim?.id],
    );
    const { status, body } = await counter.tap('zhao-yulan');
    expect(status).toBe(201);
    expect(body.unassessed[0]?.zh).toContain('2011-12 暂不能核定');
    await counter.query('update benefit_claim set first_month = $2, last_month = null where id = $1', [
      claim?.id,
      claim?.first,
    ]);
    await asGranted('enable');
    const after = (await counter.tap('zhao-yulan')).body;
    expect([after.unassessed, after.entitlements.length > 0]).toEqual([[], true]);
  });

  it('warns that a card ends from the day on which it can be renewed, wherever the bureau sets it', async () => {
    const tell = async (validUntil: string): Promise<readonly string[]> => {
      await counter.query('update card set valid_until = $2 where card_number = $1', [
        cardNumber,
        validUntil,
      ]);
      return (await counter.tap('caireng-zhuoma')).body.warnings.map(({ zh }) => zh);
    };
    const { card } = (await counter.tap('caireng-zhuoma')).body;
    const { cardNumber, validUntil } = card;
    expect(await tell('2027-01-23')).toContain('卡片 60 天后到期，请办理换领');
    expect(await tell('2027-01-24')).toEqual([]);
    await counter.query(
      `insert into policy_parameter values ('card.renewal-days-before@2026-11-24', 'card.renewal-days-before', '2026-11-24', 'integer', '90', '决定', 'local')`,
    );
    counter.clock.move(61_000);
    expect(await tell('2027-01-24')).toContain('卡片 61 天后到期，请办理换领');
    await tell(validUntil);
  });

  it('says of a card that can be used that nothing is in its way', async () => {
    expect((await counter.tap('caireng-zhuoma')).body.refusal).toBeNull();
  });

  it('refuses a copy that has the data but not the keys, ends its session, and puts it on record', async () => {
    const opened = await counter.openSession('copied-card');
    const result = counter.answer(counter.card('copied-card'), {
      processFactor: fromHex(opened.body.processFactor),
      source: fromHex(opened.body.source),
    });
    const url = `/v1/card-sessions/${opened.body.id}/proof`;
    const checked = jest.spyOn(counter.app.get(KeysService, { strict: false }), 'checkProof');
    expect(await counter.ask('POST', url, { result })).toMatchObject({
      status: 403,
      body: { code: 'card-not-genuine' },
    });
    expect(await counter.ask('POST', url, { result })).toMatchObject({
      body: { code: 'card-session-ended' },
    });
    const loss = { service: 'temporary-loss', cardSessionId: opened.body.id, cardProof: '0'.repeat(16) };
    expect(
      await counter.ask('POST', '/v1/card-services', loss, { 'idempotency-key': randomUUID() }),
    ).toMatchObject({ body: { code: 'card-session-ended' } });
    // Each use of a key is on record: what is refused before its answer matters uses none.
    expect(checked).toHaveBeenCalledTimes(1);
    checked.mockRestore();
    expect(
      await counter.query(
        `select 1 from audit_event where action = 'card.not-genuine' and card_session_id = $1`,
        [opened.body.id],
      ),
    ).toHaveLength(1);
  });

  it('refuses a card whose chip is not the registered one', async () => {
    const { files } = counter.card('caireng-zhuoma');
    const answer = await counter.ask('POST', '/v1/card-sessions', {
      identificationCode: files.ef05['01'],
      cardNumber: Buffer.from(files.ef05['07'] ?? '', 'hex').toString('latin1'),
      historicalBytes: '00'.repeat(13),
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'card-not-genuine' } });
  });

  it('answers a challenge once: an answer seen on the wire opens nothing more', async () => {
    const opened = await counter.openSession('caireng-zhuoma');
    const result = counter.answer(counter.card('caireng-zhuoma'), {
      processFactor: fromHex(opened.body.processFactor),
      source: fromHex(opened.body.source),
    });
    expect((await counter.ask('POST', `/v1/card-sessions/${opened.body.id}/proof`, { result })).status).toBe(
      201,
    );
    const next = await counter.openSession('caireng-zhuoma');
    expect(await counter.ask('POST', `/v1/card-sessions/${next.body.id}/proof`, { result })).toMatchObject({
      body: { code: 'card-not-genuine' },
    });
  });

  it('asks nothing for medical insurance of an allowance family, and keeps that it was waived', async () => {
    const { status, body } = await counter.tap('danba-jiancuo');
    expect(status).toBe(201);
    expect(body.dues.map(({ scheme }) => scheme)).toEqual(['170']);
    expect(
      await counter.query(
        `select state from due where scheme = '390' and person_id = (select person_id from due where id = $1)`,
        [body.dues[0]?.id],
      ),
    ).toEqual([{ state: 'waived' }]);
  });

  it('assesses once, however often the card is tapped', async () => {
    const first = await counter.tap('zhao-yulan');
    const second = await counter.tap('zhao-yulan');
    expect(second.body.entitlements).toEqual(first.body.entitlements);
    expect(first.body.entitlements.map(({ period }) => period)).toEqual([
      '2026-11',
      '2026-10',
      '2026-09',
      '2026-08',
      '2026-07',
      '2026-06',
    ]);
  });

  it('tells the whole tier of an assisted person, their own share, what the government pays of it and its subsidy apart', async () => {
    const person = 'ma-xiulan';
    const { body: before } = await counter.tap(person);
    const due = before.dues.find(({ scheme }) => scheme === '170');
    const ordinary = due?.tiers.find(({ tier }) => tier === '200.00');
    expect(ordinary).toMatchObject({ amount: '200.00', governmentPart: '0.00', subsidy: '40.00' });
    await counter.query('alter table person disable trigger person_corrected_by_approval');
    await counter.query(
      `update person set category = 'severely-disabled' where id = (select person_id from due where id = $1)`,
      [due?.id],
    );
    await counter.query('delete from due where id = $1', [due?.id]);
    const { body: after } = await counter.tap(person);
    expect(
      after.dues.find(({ scheme }) => scheme === '170')?.tiers.find(({ tier }) => tier === '200.00'),
    ).toEqual({
      tier: '200.00',
      amount: '100.00',
      governmentPart: '100.00',
      subsidy: '40.00',
    });
  });

  it('assesses a year anew when it has become a back-payment: no subsidy any more', async () => {
    const before = (await counter.tap('han-deming')).body.dues.find(({ scheme }) => scheme === '170');
    expect(before?.tiers.some(({ subsidy }) => subsidy !== '0.00')).toBe(true);
    const [now, day] = [counter.clock.instant, 24 * 3600_000];
    counter.clock.move(60 * day);
    await counter.authenticate();
    await counter.signIn();
    const dues = (await counter.tap('han-deming')).body.dues.filter(({ scheme }) => scheme === '170');
    expect(dues.map(({ period }) => period)).toEqual(['2027', '2026']);
    expect(dues[1]?.id).toBe(before?.id);
    expect(dues[1]?.tiers.every(({ subsidy }) => subsidy === '0.00')).toBe(true);
    counter.clock.instant = now;
    await counter.authenticate();
    await counter.signIn();
  });
});

describe('an open session', () => {
  it('gives a v3 card what opens EF06, for that card only', async () => {
    const { body: session } = await counter.tap('wang-jianguo');
    const cardChallenge = '0102030405060708';
    const { body } = await counter.ask<{ data: string }>(
      'POST',
      `/v1/card-sessions/${session.id}/external-authentications`,
      { cardChallenge },
    );
    const { keys, algorithm } = counter.card('wang-jianguo');
    const expected = externalCryptogram(
      fromHex(keys.rksse),
      { cardChallenge: fromHex(cardChallenge), factor: fromHex(body.data.slice(16)) },
      algorithm,
    );
    expect(body.data.slice(0, 16)).toBe(toHex(expected));
  });

  it('that ends while the vault is asked gets nothing of what it gives, and no use of it is on record', async () => {
    const { body: session } = await counter.tap('wang-jianguo');
    const keys = counter.app.get(KeysService, { strict: false });
    const ask = keys.authenticateExternally.bind(keys);
    const pulled = jest.spyOn(keys, 'authenticateExternally').mockImplementationOnce(async (...asked) => {
      const given = await ask(...asked);
      await counter.ask('DELETE', `/v1/card-sessions/${session.id}`);
      return given;
    });
    const url = `/v1/card-sessions/${session.id}/external-authentications`;
    expect(await counter.ask('POST', url, { cardChallenge: '0102030405060708' })).toMatchObject({
      status: 409,
      body: { code: 'card-session-ended' },
    });
    expect(pulled).toHaveBeenCalledTimes(1);
    pulled.mockRestore();
    expect(
      await counter.query(
        `select 1 from audit_event where card_session_id = $1 and detail->>'purpose' = 'external-authentication'`,
        [session.id],
      ),
    ).toEqual([]);
  });

  it('reveals the full number only with a purpose, and records who asked why', async () => {
    const { body: session } = await counter.tap('caireng-zhuoma');
    const url = `/v1/card-sessions/${session.id}/reveals`;
    expect(await counter.ask('POST', url, { purpose: '' })).toMatchObject({
      status: 400,
      body: { code: 'malformed-request' },
    });
    const { body } = await counter.ask<{ socialSecurityNumber: string }>('POST', url, {
      purpose: '核对户口簿',
    });
    expect(Buffer.from(counter.card('caireng-zhuoma').files.ef06['08'] ?? '', 'hex').toString('latin1')).toBe(
      body.socialSecurityNumber,
    );
    const [event] = await counter.query<{ staff_number: string; detail: { purpose: string } }>(
      `select staff_number, detail from audit_event where action = 'person.number-revealed'`,
    );
    expect(event).toEqual({ staff_number: '0001', detail: { purpose: '核对户口簿' } });
  });

  it('compares the chip with the register and names what differs', async () => {
    const { body: session } = await counter.tap('caireng-zhuoma');
    const url = `/v1/card-sessions/${session.id}/chip-comparisons`;
    const socialSecurityNumber = Buffer.from(
      counter.card('caireng-zhuoma').files.ef06['08'] ?? '',
      'hex',
    ).toString('latin1');
    expect((await counter.ask('POST', url, { socialSecurityNumber, name: '才仁卓玛' })).body).toEqual({
      agrees: true,
      behind: false,
      differences: [],
    });
    expect((await counter.ask('POST', url, { socialSecurityNumber, name: '旧名' })).body).toMatchObject({
      agrees: false,
      behind: true,
      differences: [{ zh: '姓名' }],
    });
  });

  it('ends with the card, and ending it again is no error', async () => {
    const { body: session } = await counter.tap('caireng-zhuoma');
    const url = `/v1/card-sessions/${session.id}`;
    expect((await counter.ask('DELETE', url)).status).toBe(204);
    expect((await counter.ask('DELETE', url)).status).toBe(204);
    expect(await counter.ask('GET', url)).toMatchObject({
      status: 409,
      body: { code: 'card-session-ended' },
    });
  });

  it('goes stale', async () => {
    const { body: session } = await counter.tap('caireng-zhuoma');
    counter.clock.move(61 * 60_000);
    await counter.authenticate();
    await counter.signIn();
    expect(await counter.ask('GET', `/v1/card-sessions/${session.id}`)).toMatchObject({
      body: { code: 'card-session-ended' },
    });
  });
});
