/** Promises that input nobody should send is refused with a code and a next step, wherever it is put. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter, payable, type Session } from '../../../../../test/support/counter.js';

let counter: Counter;
let session: Session;
let receipt = '';
beforeAll(async () => {
  counter = await Counter.open();
  session = (await counter.tap('suonan-daiji')).body;
  receipt = (await counter.pay('suonan-daiji', session, payable(session))).body.receiptNumber ?? '';
}, 60_000);
afterAll(() => counter.close());

const refused = async (
  method: 'GET' | 'POST',
  url: string,
  body?: object,
  headers = {},
): Promise<unknown> => {
  const answer = await counter.ask(method, url, body, headers);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body['nextStep']).toBeDefined();
  return answer.body['code'];
};

const newKey = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

describe('an address', () => {
  it.each(['%', '%E0%A4%A', '%ff', 'a'.repeat(200), '%00'])('that cannot be one: %s', async (number) => {
    expect(await refused('GET', `/v1/receipts/${number}`)).toBe('malformed-request');
  });

  it.each(['-1', '1.5', 'abc', '99999999999999999999', '9223372036854775808'])(
    'that lists from no number: %s',
    async (since) => {
      const url = `/v1/terminals/${counter.terminalId}/operations?since=${since}`;
      expect(await refused('GET', url)).toBe('malformed-request');
    },
  );

  it.each(['德令哈', '1'.repeat(19)])('of no receipt: %s', async (number) => {
    expect(await refused('GET', `/v1/receipts/${number}?code=AAAAAAAAAAAA`)).toBe('receipt-unknown');
    expect(await refused('POST', `/v1/receipts/${number}/prints`)).toBe('receipt-unknown');
  });

  it.each(['éééééééééééé', '😀AAAAAAAAAA'])('with no code: %s', async (code) => {
    const url = `/v1/receipts/${receipt}?code=${encodeURIComponent(code)}`;
    expect(await refused('GET', url)).toBe('receipt-unknown');
  });

  it.each(['code=A&code=B', 'code=%00', '%00=1'])('that says no one thing: %s', async (query) => {
    expect(await refused('GET', `/v1/receipts/${receipt}?${query}`)).toBe('malformed-request');
  });

  it.each(['0', '-1', '99999', '99999999999999999999', 'x'])('of no print: %s', async (copy) => {
    const url = `/v1/receipts/${receipt}/prints/${copy}/outcome`;
    expect(await refused('POST', url, { outcome: 'printed' })).toBe('receipt-unknown');
  });
});

describe('a body', () => {
  it.each(['\u0000\u0000', 'to see\u0000', '\ud800 half'])(
    'with text no database keeps: %j',
    async (purpose) => {
      expect(await refused('POST', `/v1/card-sessions/${session.id}/reveals`, { purpose })).toBe(
        'malformed-request',
      );
    },
  );

  it.each([
    ['payments', 'dues'],
    ['collections', 'entitlements'],
  ])('with lists in the list of %s', async (path, list) => {
    const body = {
      cardSessionId: session.id,
      channel: 'cash',
      cardProof: '00'.repeat(8),
      [list]: [[{ id: randomUUID(), amount: '1.00' }]],
      ...(path === 'collections' ? { pinVerified: true } : {}),
    };
    expect(await refused('POST', `/v1/${path}`, body, { 'idempotency-key': randomUUID() })).toBe(
      'malformed-request',
    );
  });

  it.each(['050.00', '00.10', '1.5', '1', '-1.00', '1e3', '99999999999.00', ' 1.00'])(
    'with an amount that is none: %s',
    async (amount) => {
      for (const way of ['draws', 'deposits'])
        expect(await refused('POST', `/v1/tills/own/${way}`, { scheme: '170', amount }, newKey())).toBe(
          'malformed-request',
        );
      const signed = { cardSessionId: session.id, channel: 'cash', cardProof: '00'.repeat(8) };
      const items = [{ id: randomUUID(), amount }];
      expect(await refused('POST', '/v1/payments', { ...signed, dues: items }, newKey())).toBe(
        'malformed-request',
      );
      const collection = { ...signed, entitlements: items, pinVerified: true };
      expect(await refused('POST', '/v1/collections', collection, newKey())).toBe('malformed-request');
    },
  );

  it.each([
    ['service', 'gift'],
    ['cardSessionId', 'none'],
    ['cardProof', 'xyz'],
    ['socialSecurityNumber', '63280219900101'],
    ['name', 'x'.repeat(61)],
    ['name', '名\u0000'],
    ['cardId', 17],
    ['applicationNumber', 'x'.repeat(41)],
    ['reason', '\ud800 half'],
    ['reason', 'x'.repeat(201)],
    ['photoDigest', 'g'.repeat(64)],
    ['guardian', 'somebody'],
    ['guardian', [{ socialSecurityNumber: '632802199001010001', name: '某人' }]],
    ['guardian', { name: '某人' }],
    ['agent', { socialSecurityNumber: '632802199001010001', name: '某人', relation: 'stranger' }],
    ['agent', null],
    ['guardian', null],
    ['change', { name: null }],
    ['phone', 'call me'],
    ['phone', '- - -'],
    ['unitCode', ''],
    ['depot', ['D01']],
    ['change', { name: '' }],
    ['change', { ethnicGroup: '1' }],
    ['change', { ethnicGroup: '99' }],
    ['change', { birthplace: '德令哈' }],
    ['change', { birthplace: '000000' }],
    ['change', { socialSecurityNumber: '632802199001010001' }],
    ['pin', '123456'],
  ])('of a card service with a %s that is none: %j', async (field, value) => {
    const body = {
      service: 'loss',
      socialSecurityNumber: '632802199001010001',
      name: '某人',
      [field]: value,
    };
    const answer = await counter.ask('POST', '/v1/card-services', body, { 'idempotency-key': randomUUID() });
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
    expect(answer.body['detail']).toContain(field);
  });

  it.each([
    ['not base64', 'photo of me', 'malformed-request'],
    ['nothing', '', 'photo-unfit'],
    ['no JPEG', Buffer.from('GIF89a').toString('base64'), 'photo-unfit'],
    ['too large', Buffer.alloc(103_000, 0xff).toString('base64'), 'photo-unfit'],
    ['huge', 'A'.repeat(500_000), 'body-too-large'],
  ])('with a photo that is %s', async (_, jpeg, code) => {
    expect(await refused('POST', '/v1/photos', { jpeg })).toBe(code);
  });

  it('nested without end, from anybody', async () => {
    const endless = `{"number":${'['.repeat(20_000)}${']'.repeat(20_000)},"name":"某人"}`;
    const asked = counter.ask('POST', '/v1/card-applications/track', endless, { authorization: '' });
    expect(await asked).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
  });

  it('with a key that is none', async () => {
    const body = { enrolmentCode: 'x'.repeat(24), publicKey: '!'.repeat(43) };
    expect(await refused('POST', '/v1/terminals/enrolments', body)).toBe('malformed-request');
  });
});
