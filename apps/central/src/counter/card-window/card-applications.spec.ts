/** Promises of applications: complete or refused, one at a time, decided by somebody else, followed by whoever has number and name. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import { CardWindow, holderOf, newcomer, type ServiceBody } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';

type Schemas = components['schemas'];

let counter: Counter;
let desk: CardWindow;
let photoDigest = '';
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
  photoDigest = await desk.photo();
}, 60_000);
afterAll(() => counter.close());

const guardian = newcomer('19800101', '监护人');
const adult = newcomer();
const decide = (staff: string, number: string, act: 'approval' | 'rejection', body = {}) =>
  desk.as(staff, () =>
    counter.ask<Schemas['CardApplicationDto'] & { code?: string }>(
      'POST',
      `/v1/card-applications/${number}/${act}`,
      body,
    ),
  );
const track = (number: string, name: string) =>
  counter.ask<Schemas['TrackedApplicationDto']>('POST', '/v1/card-applications/track', { number, name });

const list = (query: string) =>
  counter.ask<Schemas['CardApplicationsDto'] & { code?: string }>('GET', `/v1/card-applications?${query}`);

describe('an application', () => {
  it('registers who was not, is receipted with its number, free of charge, and waits for the review', async () => {
    const who = newcomer();
    expect((await desk.file(who)).body).toMatchObject({ person: null, cards: [], applications: [] });
    const { status, body } = await desk.serve({
      service: 'application',
      ...who,
      photoDigest,
      phone: '13909770000',
      depot: 'D01',
      unitCode: 'U001',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: 'card-service',
      service: 'application',
      channel: 'none',
      total: '0.00',
      state: 'succeeded',
    });
    const receipt = await counter.ask<Schemas['ReceiptDto']>(
      'GET',
      `/v1/receipts/${body.receiptNumber}/document`,
    );
    expect(receipt.body).toMatchObject({
      kind: 'card-service',
      title: { zh: '申领社会保障卡' },
      payerName: who.name,
      lines: [],
    });
    expect(JSON.stringify(receipt.body)).not.toContain(who.socialSecurityNumber);
    const rows = Object.fromEntries(receipt.body.rows?.map(({ label, value }) => [label.zh, value]) ?? []);
    expect(rows).toMatchObject({
      工本费: '￥0.00',
      领取地点: '德令哈市社会保障卡服务中心',
      答复期限: '2026年12月8日',
      状态: '已申领，待审核',
    });
    const file = (await desk.file(who)).body;
    expect(file.person).toMatchObject({ name: who.name, phone: '13909770000' });
    expect(file.applications).toMatchObject([
      { number: rows['申领编号'], state: 'applied', answerBy: '2026-12-08', fee: '0.00' },
    ]);
    expect(file.services.find(({ service }) => service === 'application')?.refusal?.code).toBe(
      'application-open',
    );
    const verified = await counter.ask<{ verified: boolean }>(
      'GET',
      `/v1/receipts/${body.receiptNumber}?code=${receipt.body.verificationCode}`,
    );
    expect(verified.body.verified).toBe(true);
  });

  it('is made once per person, however many windows ask at once', async () => {
    const who = newcomer();
    const asked = Array.from({ length: 5 }, () =>
      desk.serve({ service: 'application', ...who, photoDigest }),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.flatMap(({ body }) => body.code ?? [])).toEqual(Array(4).fill('application-open'));
  });

  it('takes a guardian for a minor, and records both identities', async () => {
    const child = newcomer('20150505', '孩子');
    expect((await desk.file(child)).body.needsGuardian).toBe(true);
    await desk.apply(child, { guardian });
    expect(
      await counter.query(
        `select guardian_number, guardian_name from card_application a join person p on p.id = a.person_id
         where p.social_security_number = $1`,
        [child.socialSecurityNumber],
      ),
    ).toEqual([{ guardian_number: guardian.socialSecurityNumber, guardian_name: guardian.name }]);
  });

  it('may be made by an agent, whose identity is kept with the operation and named on the receipt', async () => {
    const who = newcomer('19500101');
    const agent = { ...newcomer('19800101', '女儿'), relation: 'child' } as const;
    const { body } = await desk.serve({ service: 'application', ...who, photoDigest, agent });
    expect(await desk.rowsOf(body.receiptNumber)).toContainEqual({
      label: { zh: '代办人', en: 'Agent' },
      value: `${agent.name}（子女）`,
    });
    expect(
      await counter.query('select number, name, relation from operation_agent where operation_key = $1', [
        body.key,
      ]),
    ).toEqual([{ number: agent.socialSecurityNumber, name: agent.name, relation: 'child' }]);
    const audit = await counter.query<{ detail: object }>(
      `select detail from audit_event where action = 'card-service.application' and subject = $1`,
      [body.receiptNumber],
    );
    expect(JSON.stringify(audit)).not.toMatch(new RegExp(`${agent.name}|${agent.socialSecurityNumber}`));
  });

  const minor = newcomer('20150101', '小');
  // [what, the request beside service, number, name and photo, code, detail]
  it.each([
    ['without a photo', { photoDigest: undefined }, 'photo-missing', undefined],
    ['with a photo nobody sent', { photoDigest: 'a'.repeat(64) }, 'photo-missing', 'photoDigest'],
    ['of a minor without a guardian', minor, 'guardian-missing', undefined],
    ['with a minor as guardian', { ...minor, guardian: newcomer('20140101') }, 'guardian-unfit', 'under 18'],
    ['with oneself as guardian', { ...minor, guardian: minor }, 'guardian-unfit', 'same person'],
    [
      'with a guardian whose number is wrong',
      { ...minor, guardian: { ...guardian, socialSecurityNumber: '632802198001011233' } },
      'guardian-unfit',
      'check-character',
    ],
    [
      'with somebody else as agent',
      { agent: { ...newcomer(), relation: 'other' as const } },
      null,
      undefined,
    ],
    [
      'with oneself as agent',
      { ...adult, agent: { ...adult, relation: 'other' as const } },
      'agent-unfit',
      'same person',
    ],
    [
      'with an agent under age',
      { agent: { ...newcomer('20120101'), relation: 'other' as const } },
      'agent-unfit',
      'under 18',
    ],
    ['at no depot', { depot: 'D99' }, 'depot-unknown', 'depot'],
    ['through no unit', { unitCode: 'U999' }, 'unit-unknown', 'unitCode'],
    [
      'with a wrong check digit',
      { socialSecurityNumber: '632802199001010019' },
      'number-invalid',
      expect.stringMatching(/check character/),
    ],
    [
      'of nobody',
      { socialSecurityNumber: undefined },
      'malformed-request',
      'socialSecurityNumber is missing',
    ],
    ['without a name', { name: undefined }, 'malformed-request', 'name is missing'],
    [
      'under a name that no card can hold',
      { name: '藏'.repeat(26) },
      'name-unfit',
      expect.stringMatching(/50 bytes/),
    ],
    [
      'with a guardian without a name',
      { ...minor, guardian: { ...guardian, name: ' ' } },
      'guardian-unfit',
      'name',
    ],
    [
      'of somebody not born yet',
      { ...newcomer('20261125'), guardian },
      'number-invalid',
      expect.stringMatching(/date of birth/),
    ],
    ['of blanks', { name: '  ' }, 'malformed-request', 'name is missing'],
  ] as [string, Partial<ServiceBody>, string | null, string | undefined][])(
    '%s',
    async (_, change, code, detail) => {
      const who = newcomer();
      const { status, body } = await desk.serve({ service: 'application', ...who, photoDigest, ...change });
      expect([status === 200 ? null : body.code, body.detail]).toEqual([code, detail]);
      const expectedPeople = code === null ? 1 : 0;
      expect(
        await counter.query(`select 1 from person where social_security_number = $1`, [
          who.socialSecurityNumber,
        ]),
      ).toHaveLength(expectedPeople);
    },
  );

  it('is not taken from a guardian or agent under another name than the register has', async () => {
    const posing = { ...holderOf(counter, 'caireng-zhuoma'), name: '假名' };
    const { body } = await desk.serve({
      service: 'application',
      ...newcomer('20150101', '小'),
      photoDigest,
      guardian: posing,
    });
    expect(body).toMatchObject({ code: 'guardian-unfit', detail: 'name' });
    const byAgent = { ...newcomer(), photoDigest, agent: { ...posing, relation: 'other' as const } };
    expect((await desk.serve({ service: 'application', ...byAgent })).body).toMatchObject({
      code: 'agent-unfit',
      detail: 'name',
    });
  });

  it('is refused to somebody under another name than the register has', async () => {
    const { socialSecurityNumber } = holderOf(counter, 'caireng-zhuoma');
    expect(
      (await desk.serve({ service: 'application', socialSecurityNumber, name: '别人', photoDigest })).body
        .code,
    ).toBe('person-differs');
  });

  it('is refused to whoever has a card', async () => {
    const who = holderOf(counter, 'caireng-zhuoma');
    expect((await desk.serve({ service: 'application', ...who, photoDigest })).body.code).toBe('card-exists');
  });
});

describe('the answer of a key', () => {
  it('is the same for the same request again, and none for another', async () => {
    const [who, key] = [newcomer(), randomUUID()];
    const body: ServiceBody = { service: 'application', ...who, photoDigest };
    const first = await desk.serve(body, key);
    const again = await desk.serve(body, key);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await desk.serve({ ...body, phone: '13900000000' }, key)).body.code).toBe('key-reused');
    const read = await counter.ask<Schemas['OperationDto']>('GET', `/v1/operations/${key}`);
    expect(read.body).toMatchObject({ service: 'application', receiptNumber: first.body.receiptNumber });
  });

  it('stays a refusal that was one, and leaves nothing else behind', async () => {
    const [who, key] = [newcomer(), randomUUID()];
    const body: ServiceBody = { service: 'application', ...who };
    expect((await desk.serve(body, key)).body.code).toBe('photo-missing');
    const again = await desk.serve(body, key);
    expect(again).toMatchObject({
      headers: { 'idempotency-replayed': 'true' },
      body: { code: 'photo-missing' },
    });
    expect(
      await counter.query('select state, problem_code, receipt_number from operation where key = $1', [key]),
    ).toEqual([{ state: 'refused', problem_code: 'photo-missing', receipt_number: null }]);
  });

  it('is one even when both ask at the same time', async () => {
    const [who, key] = [newcomer(), randomUUID()];
    const body: ServiceBody = { service: 'application', ...who, photoDigest };
    const answers = await Promise.all([desk.serve(body, key), desk.serve(body, key), desk.serve(body, key)]);
    expect(new Set(answers.map(({ body: { receiptNumber } }) => receiptNumber)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(2);
  });
});

describe('a decision', () => {
  it('is listed for review, and approved by a reviewer', async () => {
    const number = await desk.apply(newcomer());
    const list = await desk.as('0301', () =>
      counter.ask<Schemas['CardApplicationsDto']>('GET', '/v1/card-applications?state=applied'),
    );
    expect(list.body.applications.map((one) => one.number)).toContain(number);
    expect(await decide('0301', number, 'approval')).toMatchObject({
      status: 200,
      body: { state: 'approved', decidedBy: '0301' },
    });
    expect(await decide('0301', number, 'approval')).toMatchObject({ body: { code: 'application-decided' } });
  });

  it('about what came with an import is left to its batch', async () => {
    const number = await desk.apply(newcomer());
    await counter.query('update card_application set import_id = 1 where id = $1', [
      String(Number(number.slice(6, 15))),
    ]);
    const waiting = (await list('state=applied')).body.applications;
    expect(waiting.map((one) => one.number)).not.toContain(number);
  });

  it('is not made by whoever made the application', async () => {
    const number = await desk.apply(newcomer());
    await counter.addStaff('0001', '拉毛措', 'reviewer', 'delingha-2017');
    expect((await decide('0001', number, 'approval')).body.code).toBe('same-person');
    expect((await decide('0001', number, 'rejection', { reason: '不行' })).body.code).toBe('same-person');
    await counter.addStaff('0001', '拉毛措', 'window-clerk', 'delingha-2017');
    await counter.signIn();
  });

  it('to reject says why, ends the application, and leaves room for another', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    expect((await decide('0301', number, 'rejection', { reason: '照片不清' })).body).toMatchObject({
      state: 'rejected',
      rejectReason: '照片不清',
    });
    expect((await decide('0301', number, 'approval')).body.code).toBe('application-closed');
    expect((await track(number, who.name)).body).toMatchObject({ rejectReason: '照片不清', answerBy: null });
    await expect(desk.apply(who)).resolves.not.toBe(number);
  });

  it.each([
    ['63280200000000', 'application-unknown'],
    ['6328020999999996', 'application-unknown'],
    ['632801000000001X', 'application-unknown'],
  ])('of no application %s is refused', async (number, code) => {
    expect((await decide('0301', number, 'approval')).body.code).toBe(code);
  });

  it('is withdrawn by the applicant as long as no card is being made', async () => {
    const who = newcomer();
    const applicationNumber = await desk.apply(who);
    const body = { service: 'withdrawal', ...who, applicationNumber } as const;
    expect((await desk.serve({ ...body, ...newcomer() })).body.code).toBe('person-unknown');
    const ofAnotherArea = makeApplicationNumber('632801', String(Number(applicationNumber.slice(6, 15))));
    for (const wrong of ['632802', ofAnotherArea])
      expect((await desk.serve({ ...body, applicationNumber: wrong })).body.code).toBe('application-unknown');
    expect((await desk.serve({ ...body, applicationNumber: await desk.apply(newcomer()) })).body.code).toBe(
      'application-unknown',
    );
    expect((await desk.serve(body)).status).toBe(200);
    expect((await desk.serve(body)).body.code).toBe('application-closed');
  });

  it('is listed in pages, and not at all for what is no state or page', async () => {
    const all = (await list('state=applied')).body.applications;
    const after = all[0]?.number ?? '';
    expect((await list(`state=applied&after=${after}`)).body.applications).toEqual(all.slice(1));
    expect((await list('state=enabled')).body.code).toBe('malformed-request');
    expect((await list('state=applied&after=x')).body.code).toBe('malformed-request');
  });
});
