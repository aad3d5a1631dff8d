/** Promises of instant issuance at central: which blanks and applications go together, what survives a break, one live card. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyPin } from '#libs/cards/apdu.js';
import { makeApplicationNumber, parseApplicationNumber } from '#libs/identity/application-number.js';
import { toHex } from '#libs/kernel/bytes.js';
import { applyFor, Blank, stranger } from '../../../../../test/support/blank-at-counter.js';
import { newcomer } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const apply = (person?: string, isApproved = true): Promise<string> => applyFor(counter, person, isApproved);

const idOf = (number: string): string => {
  const parsed = parseApplicationNumber(number);
  if (!parsed.ok) throw new Error(parsed.refusal);
  return parsed.value.id;
};

/** State of the application, of the chip, and of every card of the applicant. */
const standing = async (
  number: string,
  blank: Blank,
): Promise<{ application: string; chip: string; cards: string[] }> => {
  const [row] = await counter.query<{ application: string; chip: string; cards: string[] }>(
    `select a.state as application, (select state from chip where historical_bytes = $2) as chip,
       array(select c.state from card c where c.person_id = a.person_id order by c.card_number) as cards
     from card_application a where a.id = $1`,
    [idOf(number), blank.historicalBytes],
  );
  if (row === undefined) throw new Error('no such application');
  return row;
};

const spoil = (applicationNumber: string, reason = '芯片损坏') =>
  counter.ask<{ code?: string; stage?: string }>('POST', '/v1/issuances/spoiled', {
    applicationNumber,
    reason,
  });

describe('a blank of the stock', () => {
  it.each(['2.00', '3.00'] as const)(
    'of version %s becomes the card of an approved application, enabled with a receipt',
    async (version) => {
      const number = await apply();
      const blank = await Blank.deliver(counter, version);
      const made = await blank.make(number);
      expect(made).toMatchObject({ stage: 'personalised', applicationNumber: number });
      expect(await standing(number, blank)).toEqual({
        application: 'issued',
        chip: 'handed-over',
        cards: ['handed-over'],
      });
      const { status, body } = await blank.complete();
      expect(status).toBe(200);
      expect(body).toMatchObject({ kind: 'card-service', service: 'issuance', state: 'succeeded' });
      expect((await standing(number, blank)).cards).toEqual(['enabled']);
      const receipt = await counter.ask('GET', `/v1/receipts/${body.receiptNumber ?? ''}/document`);
      expect(receipt.body).toMatchObject({ title: { zh: '即时制卡' }, cardNumber: made.cardNumber });
    },
  );

  it('holds what the register says, keys of its own, and a PIN that nobody knows', async () => {
    const person = stranger();
    const number = await apply(person);
    const blank = await Blank.deliver(counter, '3.00');
    const made = await blank.make(number);
    const { files, keys, pinTryLimit } = blank.chip.image;
    expect(Buffer.from(files.ef06['08'] ?? '', 'hex').toString()).toBe(person);
    expect(files.ef05['05']).toBe('20261124');
    expect(files.ef05['06']).toBe('20361124');
    expect(files.ef06['0B']).toBe('01');
    expect(files.ef06['0C']).toBe('632802');
    expect(Buffer.from(files.ef05['07'] ?? '', 'hex').toString()).toBe(made.cardNumber);
    expect(new Set(Object.values(keys)).size).toBe(5);
    expect(pinTryLimit).toBe(6);
    expect(toHex(blank.chip.answer(verifyPin('123456')))).toBe('63C5');
  });

  it('has the account that the bank opened for it, which only the bank can bring to life', async () => {
    const number = await apply();
    await counter.query('update card_application set bank_account = $2 where id = $1', [
      idOf(number),
      '6217998800000010016',
    ]);
    const blank = await Blank.deliver(counter);
    await blank.make(number);
    const { body } = await blank.complete();
    expect((await blank.openSession()).card).toMatchObject({
      bankAccount: '6217 **** **** 0016',
      bankAccountPays: false,
    });
    const receipt = await counter.ask('GET', `/v1/receipts/${body.receiptNumber ?? ''}/document`);
    expect(JSON.stringify(receipt.body['rows'])).toContain('到合作银行激活（窗口制的卡同时写入账户）');
  });

  it('leaves every use of a key on record', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter);
    const { cardNumber } = await blank.make(number);
    const uses = await counter.query<{ purpose: string; key: string }>(
      `select detail->>'purpose' as purpose, detail->>'key' as key from audit_event
       where action = 'key.used' and subject = $1 order by id`,
      [cardNumber],
    );
    expect(uses).toEqual([
      { purpose: 'issuance', key: 'irk rksse uk puk stk' },
      { purpose: 'issuance', key: 'tk' },
      { purpose: 'read-back', key: 'irk' },
    ]);
  });
});

const takenBy = (key: string) =>
  counter.query('select number, name, relation from operation_agent where operation_key = $1', [key]);

describe('whoever takes a card for its holder', () => {
  const parent = { ...newcomer('19850101', '家长'), relation: 'parent' } as const;
  const recorded = { number: parent.socialSecurityNumber, name: parent.name, relation: 'parent' };

  it('is named before a blank is touched where the holder is a minor, recorded, and printed', async () => {
    const number = await apply(newcomer('20160601').socialSecurityNumber);
    const blank = await Blank.deliver(counter);
    expect((await blank.begin(number)).body).toMatchObject({ code: 'guardian-missing', detail: 'agent' });
    const sibling = { ...newcomer('20100101'), relation: 'sibling' } as const;
    expect((await blank.begin(number, sibling)).body).toMatchObject({ code: 'agent-unfit' });
    expect((await standing(number, blank)).chip).toBe('blank');
    await blank.make(number, parent);
    const { body } = await blank.complete();
    expect(await takenBy(body.key)).toEqual([recorded]);
    const receipt = await counter.ask('GET', `/v1/receipts/${body.receiptNumber ?? ''}/document`);
    expect(receipt.body['rows']).toContainEqual({
      label: { zh: '代办人', en: 'Agent' },
      value: `${parent.name}（父母）`,
    });
  });

  it('may take the card of somebody grown up, and is whoever came last when its making was broken off', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter);
    await blank.begin(number, { ...newcomer('19600101'), relation: 'spouse' });
    await blank.make(number, parent);
    expect(await takenBy((await blank.complete()).body.key)).toEqual([recorded]);
  });

  it('is nobody where the holder takes it', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter);
    await blank.begin(number, parent);
    await blank.make(number);
    expect(await takenBy((await blank.complete()).body.key)).toEqual([]);
  });
});

describe('a card body that is none of that', () => {
  it('is refused when the stock does not know it, or has it at another depot', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter);
    await counter.query('delete from chip where historical_bytes = $1', [blank.historicalBytes]);
    expect((await blank.begin(number)).body.code).toBe('card-blank-unknown');
    await counter.query(`insert into depot values ('D02', '尕海镇') on conflict do nothing`);
    const elsewhere = await Blank.deliver(counter, '3.00', 'D02');
    expect((await elsewhere.begin(number)).body).toMatchObject({ code: 'card-blank-unknown', detail: 'D02' });
    expect((await standing(number, elsewhere)).application).toBe('approved');
  });

  it('is refused as a card of another city, and as a card that is made already', async () => {
    const number = await apply();
    const ask = (id: string) => {
      const { atr, files } = counter.card(id);
      return counter.ask('POST', '/v1/issuances', {
        applicationNumber: number,
        historicalBytes: atr.slice(-26),
        identificationCode: files.ef05['01'],
        cardChallenge: '0102030405060708',
      });
    };
    expect((await ask('another-city')).body).toMatchObject({ code: 'card-of-another-city' });
    expect((await ask('caireng-zhuoma')).body).toMatchObject({ code: 'card-already-personalised' });
  });

  it('is refused once it is a card, whoever asks for it', async () => {
    const blank = await Blank.deliver(counter);
    await blank.make(await apply());
    expect((await blank.begin(await apply())).body.code).toBe('card-already-personalised');
  });

  it('is refused at a window without a depot', async () => {
    await counter.query('update terminal set depot = null');
    expect((await (await Blank.deliver(counter)).begin(await apply())).body.code).toBe('depot-missing');
    await counter.query(`update terminal set depot = 'D01'`);
  });
});

describe('an application', () => {
  it('that is not approved, or unknown, gets no card', async () => {
    const blank = await Blank.deliver(counter);
    expect((await blank.begin(await apply(stranger(), false))).body.code).toBe('application-not-approved');
    expect((await blank.begin(makeApplicationNumber('632802', '999999'))).body.code).toBe(
      'application-unknown',
    );
    expect((await blank.begin(makeApplicationNumber('632801', '1'))).body.code).toBe('application-unknown');
    expect((await blank.begin('6328020000000000')).body.code).toBe('application-unknown');
  });

  it('whose card was made gets no second one', async () => {
    const number = await apply();
    await (await Blank.deliver(counter)).make(number);
    const other = await Blank.deliver(counter);
    expect((await other.begin(number)).body.code).toBe('issuance-half-done');
    expect((await standing(number, other)).chip).toBe('blank');
  });

  it('has one blank at a time: another is refused with the one to insert, until that is spoiled', async () => {
    const number = await apply();
    const first = await Blank.deliver(counter);
    const second = await Blank.deliver(counter);
    const { body: begun } = await first.begin(number);
    expect((await second.begin(number)).body).toMatchObject({
      code: 'issuance-half-done',
      detail: first.historicalBytes.slice(-8),
    });
    const other = await apply();
    expect((await first.begin(other)).body).toMatchObject({ code: 'issuance-half-done', detail: number });
    expect((await spoil(number)).body).toMatchObject({ stage: 'spoiled' });
    expect(await standing(number, first)).toEqual({ application: 'approved', chip: 'spoiled', cards: [] });
    expect((await first.begin(number)).body.code).toBe('card-spoiled');
    const made = await second.make(number);
    expect(made.cardNumber).toBe(begun.cardNumber);
    expect((await standing(number, second)).cards).toEqual(['handed-over']);
  });

  it('whose two windows press at once gets one of the two blanks', async () => {
    const number = await apply();
    const blanks = [await Blank.deliver(counter), await Blank.deliver(counter)] as const;
    const answers = await Promise.all(blanks.map((blank) => blank.begin(number)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(
      await counter.query('select 1 from issuance where application_id = $1', [idOf(number)]),
    ).toHaveLength(1);
  });
});

describe('a break', () => {
  it.each(['2.00', '3.00'] as const)(
    'after any number of commands is gone on from, with the same card number (v%s)',
    async (version) => {
      for (let sent = 0; sent <= 3; sent += 1) {
        const number = await apply();
        const blank = await Blank.deliver(counter, version);
        const { body: first } = await blank.begin(number);
        expect(blank.send(first, sent)).toEqual(Array.from({ length: sent }, () => '9000'));
        blank.power();
        const { body: again } = await blank.begin(number);
        expect(again).toMatchObject({ id: first.id, cardNumber: first.cardNumber, stage: 'allotted' });
        expect(again.commands).toHaveLength(sent < 3 ? 3 : version === '3.00' ? 1 : 0);
        expect(blank.send(again)).toEqual(again.commands.map(() => '9000'));
        expect((await blank.readBack(again)).status).toBe(200);
        expect((await standing(number, blank)).cards).toEqual(['handed-over']);
      }
    },
  );

  it('after reading back is no harm: it is answered again, and goes on to its PIN on another day', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter);
    const { body: steps } = await blank.begin(number);
    blank.send(steps);
    await blank.readBack(steps);
    expect((await blank.readBack(steps)).body).toMatchObject({ stage: 'personalised' });
    counter.clock.move(24 * 3600_000);
    await counter.authenticate();
    await counter.signIn();
    blank.power();
    expect((await blank.begin(number)).body).toMatchObject({ stage: 'personalised', commands: [] });
    expect((await blank.complete()).status).toBe(200);
    expect((await standing(number, blank)).cards).toEqual(['enabled']);
  });

  it('between chip and register keeps the dates that stand on the chip', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter, '2.00');
    const { body: steps } = await blank.begin(number);
    blank.send(steps);
    counter.clock.move(24 * 3600_000);
    await counter.authenticate();
    await counter.signIn();
    blank.power();
    const { body: again } = await blank.begin(number);
    expect((await blank.readBack(again)).status).toBe(200);
  });

  it('before the last answer arrived: the same key is answered alike, another finds nothing to do', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter);
    await blank.make(number);
    const key = randomUUID();
    const { body } = await blank.complete(key);
    const { body: known } = await counter.ask('GET', `/v1/operations/${key}`);
    expect(known).toMatchObject({ receiptNumber: body.receiptNumber, state: 'succeeded' });
    expect((await blank.complete()).body.code).toBe('card-enabled-already');
  });

  it('is not undone by calling a made card spoiled', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter);
    await blank.make(number);
    expect((await spoil(number)).body.code).toBe('card-step-out-of-order');
    await blank.complete();
    expect((await spoil(number)).body.code).toBe('issuance-unknown');
  });
});

describe('reading back', () => {
  it('refuses a chip that says something else, or is another, and leaves it to be gone on with or spoiled', async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter, '2.00');
    const { body: steps } = await blank.begin(number);
    blank.send(steps);
    const url = `/v1/issuances/${steps.id}/read-back`;
    const read = { ef05: blank.read('ef05'), ef06: blank.read('ef06'), result: blank.proof(steps) };
    const ef06 = read.ef06.replace(/^.{6}/, '081230');
    expect((await counter.ask('POST', url, { ...read, ef06 })).body).toMatchObject({
      code: 'card-read-back-differs',
      detail: 'EF06',
    });
    expect((await counter.ask('POST', url, { ...read, result: '00'.repeat(8) })).body).toMatchObject({
      code: 'card-not-genuine',
    });
    expect(await standing(number, blank)).toEqual({
      application: 'in-production',
      chip: 'allotted',
      cards: [],
    });
    expect((await counter.ask('POST', url, read)).status).toBe(200);
  });
});

const owe = (number: string) =>
  counter.query(`update card_application set reason = 'damaged', fee_fen = 2000 where id = $1`, [
    idOf(number),
  ]);

describe('a card whose fee is owed', () => {
  it('is not made, which leaves blank and application as they are', async () => {
    const number = await apply();
    await owe(number);
    const blank = await Blank.deliver(counter);
    expect(await blank.begin(number)).toMatchObject({ status: 409, body: { code: 'fee-owed' } });
    expect(await standing(number, blank)).toEqual({ application: 'approved', chip: 'blank', cards: [] });
  });

  it("is nobody's even where its making was begun before", async () => {
    const number = await apply();
    const blank = await Blank.deliver(counter);
    const { body: steps } = await blank.begin(number);
    blank.send(steps);
    await owe(number);
    expect((await blank.readBack(steps)).body).toMatchObject({ code: 'fee-owed' });
    expect(await standing(number, blank)).toEqual({
      application: 'in-production',
      chip: 'allotted',
      cards: [],
    });
  });
});

describe('a new card', () => {
  it('replaces the old one in the moment it is enabled, and not before', async () => {
    const person = stranger();
    const first = await apply(person);
    const old = await Blank.deliver(counter);
    await old.make(first);
    await old.complete();
    const second = await apply(person);
    const blank = await Blank.deliver(counter);
    await blank.make(second);
    expect((await standing(second, blank)).cards.toSorted()).toEqual(['enabled', 'handed-over']);
    await blank.complete();
    expect((await standing(second, blank)).cards.toSorted()).toEqual(['enabled', 'replaced']);
    expect(await counter.ask('GET', '/v1/deny-list?since=0')).toMatchObject({
      body: { entries: expect.arrayContaining([expect.objectContaining({ refusal: 'card-cancelled' })]) },
    });
  });
});
