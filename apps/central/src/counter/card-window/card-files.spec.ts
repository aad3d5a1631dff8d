/** Promises of card files, of what is recorded of a PIN, and of changes of data. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import {
  CardWindow,
  holderOf,
  newcomer,
  type CardFile,
  type Identity,
} from '../../../../../test/support/card-window.js';
import { Counter, type Reply, type Session } from '../../../../../test/support/counter.js';

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
}, 60_000);
afterAll(() => counter.close());

const cardOn = async (who: Identity): Promise<CardFile['cards'][number]> => {
  const [card] = (await desk.file(who)).body.cards;
  if (card === undefined) throw new Error('no card on file');
  return card;
};

const byNumber = (socialSecurityNumber: string) =>
  counter.ask<CardFile & { readonly code?: string }>('POST', '/v1/card-files', {
    socialSecurityNumber,
    purpose: '答复本人询问',
  });
const looks = (subject: string) =>
  counter.query<{ detail: object }>(
    `select detail from audit_event where action = 'card-files.read' and subject = $1 order by id desc limit 1`,
    [subject],
  );

describe('a number without a card and a name', () => {
  it('opens the file of whoever has it, on record with the purpose', async () => {
    const who = holderOf(counter, 'wang-jianguo');
    const { status, body } = await byNumber(who.socialSecurityNumber);
    expect([status, body.person?.name]).toEqual([200, who.name]);
    const [row] = await counter.query<{ id: string }>(
      'select id from person where social_security_number = $1',
      [who.socialSecurityNumber],
    );
    expect(await looks(row?.id ?? '')).toEqual([{ detail: { purpose: '答复本人询问' } }]);
  });

  it('that nobody has is refused, and the try is on record', async () => {
    const { status, body } = await byNumber('11010519491231002X');
    expect([status, body.code]).toEqual([404, 'person-unknown']);
    expect(await looks('11**************2X')).toEqual([
      { detail: { purpose: '答复本人询问', refused: 'person-unknown' } },
    ]);
  });
});

describe('what the window did to the PIN', () => {
  it.each(['pin-change', 'pin-reset', 'pin-unblock'] as const)(
    '%s is receipted and on record',
    async (service) => {
      const { body: session } = await counter.tap('wang-jianguo');
      if (service !== 'pin-change')
        await desk.release(service, holderOf(counter, 'wang-jianguo'), session.card.id);
      const { status, body } = await desk.serveWithCard('wang-jianguo', session, { service });
      expect(status).toBe(200);
      expect(
        await counter.query('select 1 from audit_event where action = $1 and subject = $2', [
          `card-service.${service}`,
          body.receiptNumber,
        ]),
      ).toHaveLength(1);
      expect(await desk.rowsOf(body.receiptNumber)).toContainEqual({
        label: { zh: '银行账户', en: 'Bank' },
        value: '银行账户的挂失、解挂和密码另行到银行办理',
        english: expect.any(String),
      });
    },
  );
});

/** The code that commands are refused with; undefined when they are made. */
const askScript = async (session: Session, purpose: string): Promise<string | undefined> =>
  (
    await counter.ask<{ code?: string }>('POST', `/v1/card-sessions/${session.id}/scripts`, {
      purpose,
      cardChallenge: '0102030405060708',
    })
  ).body.code;

describe('the commands that change a PIN', () => {
  it('are not made for a card whose state they would not be recorded for', async () => {
    const who = holderOf(counter, 'sun-lijuan');
    const { body: session } = await counter.tap('sun-lijuan');
    await desk.release('pin-reset', who, session.card.id);
    expect(await askScript(session, 'pin-reset')).toBeUndefined();
    await desk.serve({ service: 'locking', ...who, cardId: session.card.id });
    expect(await askScript(session, 'pin-reset')).toBe('card-locked');
    expect(await askScript(session, 'pin-unblock')).toBe('card-locked');
    await desk.serve({ service: 'loss', ...who, cardId: session.card.id });
    expect(await askScript(session, 'pin-reset')).toBe('card-lost');
  });

  it('are made for a sealed card as long as it may be enabled, and only to set its PIN', async () => {
    const { body: session } = await counter.tap('yang-fan');
    expect(await askScript(session, 'pin-reset')).toBeUndefined();
    expect(await askScript(session, 'pin-unblock')).toBe('card-sealed');
    await counter.query('update card set valid_until = $2 where id = $1', [session.card.id, '2026-11-23']);
    expect(await askScript(session, 'pin-reset')).toBe('card-expired');
  });
});

type Waiting = components['schemas']['ApprovalsDto']['waiting'];
const waitingNames = (): Promise<Waiting> =>
  desk.as('0301', async () => {
    const { body } = await counter.ask<{ readonly waiting: Waiting }>(
      'GET',
      '/v1/approvals?kind=change-of-identity',
    );
    return body.waiting;
  });
const approve = (id: string | undefined): Promise<Reply> =>
  desk.as('0301', () => counter.ask('POST', `/v1/approvals/${id}/approval`, {}));

describe('a change of data', () => {
  it('stands in the register at once; what the chip still says is told apart', async () => {
    const who = holderOf(counter, 'li-guirong');
    const { body: session } = await counter.tap('li-guirong');
    const chip = { socialSecurityNumber: who.socialSecurityNumber, name: who.name };
    const compare = () => counter.ask('POST', `/v1/card-sessions/${session.id}/chip-comparisons`, chip);
    expect((await compare()).body).toMatchObject({ agrees: true });
    const change = {
      name: '李桂蓉',
      phone: '13997770001',
      address: '德令哈市柴达木路1号',
      ethnicGroup: '01',
    };
    const { name, ...atOnce } = change;
    const { body } = await desk.serve({ service: 'change-of-data', ...who, change });
    const rows = await desk.rowsOf(body.receiptNumber);
    expect(rows.map(({ label, value }) => [label.zh, value])).toEqual([
      ['变更项目', '电话、地址、民族'],
      ['待审批', '姓名'],
      ['下一步', '姓名经另一人审批后更正；获批后请持卡到窗口更新芯片信息、换领卡片，并到银行变更户名'],
    ]);
    // The name waits, the rest stands.
    expect((await compare()).body).toMatchObject({ agrees: true });
    expect((await desk.file(who)).body.person).toMatchObject({ ...atOnce, name: who.name, askedName: name });
    expect((await desk.serve({ service: 'change-of-data', ...who, change })).body).toMatchObject({
      code: 'approval-waiting',
    });
    const waiting = await waitingNames();
    expect(waiting).toMatchObject([
      {
        kind: 'change-of-identity',
        what: {
          zh: `${who.name} → ${name}（${maskSocialSecurityNumber(who.socialSecurityNumber as SocialSecurityNumber)}）`,
        },
        askedBy: '0001',
      },
    ]);
    expect((await approve(waiting[0]?.id)).body).toMatchObject({ state: 'approved' });
    expect((await compare()).body).toMatchObject({ agrees: false, differences: [{ zh: '姓名' }] });
    expect((await desk.file(who)).body).toMatchObject({ code: 'person-differs' });
    const renamed = { socialSecurityNumber: who.socialSecurityNumber, name };
    expect((await desk.file(renamed)).body.person).toMatchObject({ ...change, askedName: null });
    // As it is registered it changes nothing, and waits for nobody: the chip is brought up to date.
    const again = await desk.serve({ service: 'change-of-data', ...renamed, change: { name } });
    expect((await desk.rowsOf(again.body.receiptNumber)).map(({ value }) => value)).toEqual([
      '姓名未更新：插入此卡，在“个人信息变更”中把登记信息写入芯片',
      '姓名未更新：办理换领，换发前此卡照常使用',
      '姓名未更新：请本人持证件到开户银行变更户名；告知银行后在窗口登记',
    ]);
    expect(await waitingNames()).toEqual([]);
    expect(
      JSON.stringify(
        await counter.query(`select * from audit_event where subject = $1`, [body.receiptNumber]),
      ),
    ).not.toContain(change.name);
  });

  it.each([
    ['a name of blanks', { name: '  ' }, 'malformed-request', 'change.name is blank'],
    ['an address of blanks', { address: ' ' }, 'malformed-request', 'change.address is blank'],
    [
      'a name too long for a card',
      { name: '藏'.repeat(26) },
      'name-unfit',
      expect.stringMatching(/50 bytes/),
    ],
    ['a lone dot', { name: '．' }, 'name-unfit', expect.stringMatching(/the dot stands between/)],
    ['a formula', { name: '＝1+1' }, 'name-unfit', expect.stringMatching(/a formula/)],
  ])('does not enter %s', async (_, change, code, detail) => {
    const who = holderOf(counter, 'qi-shengli');
    expect((await desk.serve({ service: 'change-of-data', ...who, change })).body).toMatchObject({
      code,
      detail,
    });
    expect((await desk.file(who)).body.person?.name).toBe(who.name);
  });

  it('gives nobody a name that another person has not approved', async () => {
    const who = holderOf(counter, 'qi-shengli');
    await desk.serve({ service: 'change-of-data', ...who, change: { name: '祁盛利' } });
    const [asked] = await waitingNames();
    // Nor by SQL, to the name that waits or to any other.
    for (const name of ['祁盛利', '祁三'])
      await expect(
        counter.query('update person set name = $2 where social_security_number = $1', [
          who.socialSecurityNumber,
          name,
        ]),
      ).rejects.toMatchObject({ code: 'SS005' });
    const rejection = { reason: '与证件不符' };
    expect(
      await desk.as('0301', () => counter.ask('POST', `/v1/approvals/${asked?.id}/rejection`, rejection)),
    ).toMatchObject({ body: { state: 'rejected' } });
    expect((await desk.file(who)).body.person).toMatchObject({ name: who.name, askedName: null });
  });

  it('names what changes', async () => {
    const who = holderOf(counter, 'qi-shengli');
    expect((await desk.serve({ service: 'change-of-data', ...who })).body.detail).toBe('change is missing');
    expect((await desk.serve({ service: 'change-of-data', ...who, change: {} })).body.detail).toBe(
      'change names nothing',
    );
  });
});

describe('a card file', () => {
  it('tells the bank’s part of a card from the bureau’s, and says why a service is not to be had', async () => {
    const card = await cardOn(holderOf(counter, 'liu-chunhua'));
    expect(card).toMatchObject({
      words: { zh: '正常' },
      bankAccountState: 'inactive',
      bankWords: { zh: '银行账户未激活' },
    });
    expect(card.bankAccount).toMatch(/^6217 \*{4} \*{4} \d{4}$/);
    const refusals = Object.fromEntries(
      card.services.map(({ service, refusal }) => [service, refusal?.code ?? null]),
    );
    expect(refusals).toMatchObject({
      replacement: null,
      renewal: 'renewal-too-early',
      loss: null,
      unlocking: 'card-not-locked',
      enabling: 'card-enabled-already',
    });
  });

  it('is opened by the card in the reader too, and every look is on record with its purpose', async () => {
    const { body: session } = await counter.tap('liu-chunhua');
    const { body } = await counter.ask<CardFile>('POST', '/v1/card-files', {
      cardSessionId: session.id,
      purpose: '持卡查询',
    });
    expect(body.person?.name).toBe('刘春花');
    expect(body).toMatchObject({ temporaryLossDays: 10 });
    expect(body.depots).toContainEqual({ code: 'D01', name: '德令哈市社会保障卡服务中心' });
    const looks = await counter.query<{ detail: object }>(
      `select detail from audit_event where action = 'card-files.read' and card_session_id = $1`,
      [session.id],
    );
    expect(looks).toMatchObject([{ detail: { purpose: '持卡查询' } }]);
  });

  it('says of each service that ends in another card what it costs and whether a photo has to be brought', async () => {
    const card = await cardOn(holderOf(counter, 'liu-chunhua'));
    const terms = Object.fromEntries(card.services.map(({ service, newCard }) => [service, newCard]));
    const inPlace = { fee: '20.00', needsPhoto: true };
    expect(terms).toMatchObject({ replacement: inPlace, renewal: inPlace, loss: null });
    const who = newcomer();
    const termsOfFirst = async () => {
      const { services } = (await desk.file(who)).body;
      return services.find(({ service }) => service === 'application')?.newCard;
    };
    expect(await termsOfFirst()).toEqual({ fee: '0.00', needsPhoto: true });
    const number = await desk.apply(who);
    expect(await termsOfFirst()).toEqual({ fee: '0.00', needsPhoto: false });
    await desk.serve({ service: 'withdrawal', ...who, applicationNumber: number });
    expect((await desk.serve({ service: 'application', ...who })).status).toBe(200);
  });

  it('keeps no photo that a reviewer turned down', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    const rejection = `/v1/card-applications/${number}/rejection`;
    await desk.as('0301', () => counter.ask('POST', rejection, { reason: '照片不清晰' }));
    const [offer] = (await desk.file(who)).body.services;
    expect(offer).toMatchObject({ service: 'application', refusal: null, newCard: { needsPhoto: true } });
    expect((await desk.serve({ service: 'application', ...who })).body.code).toBe('photo-missing');
  });

  it.each([
    [{}, 'malformed-request'],
    [{ socialSecurityNumber: '632802199001010001', name: '谁' }, 'number-invalid'],
    [{ socialSecurityNumber: newcomer('00010101').socialSecurityNumber, name: '谁' }, 'number-invalid'],
    [{ socialSecurityNumber: newcomer('17000101').socialSecurityNumber, name: '谁' }, 'number-invalid'],
    [{ socialSecurityNumber: '991234199001010012' }, 'number-invalid'],
    [{ socialSecurityNumber: newcomer().socialSecurityNumber, name: '谁·' }, 'name-unfit'],
    [{ socialSecurityNumber: newcomer().socialSecurityNumber }, 'person-unknown'],
    [{ cardSessionId: '00000000-0000-4000-8000-000000000000' }, 'card-session-ended'],
  ])('of nobody: %j', async (who, code) => {
    const answer = await counter.ask('POST', '/v1/card-files', { ...who, purpose: '办理业务' });
    expect(answer.body['code']).toBe(code);
  });
});
