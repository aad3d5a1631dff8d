/** Promises of the use of keys: each is on record, with key, version, purpose, subject and who asked; without keys, the next step is told. */
import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { diversifyKey, externalCryptogram } from '#libs/cards/key-diversification.js';
import { commandMac, openBlock } from '#libs/cards/secure-messaging.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { Counter, payable } from '../../../../../test/support/counter.js';
import { House } from '../../../../../test/support/house.js';
import { Database } from '../../ground/database/database.js';
import { makeComponent } from './key-component.js';
import { KeyVersionsService } from './key-versions.service.js';
import type { CardKeyOwner } from './keys.service.js';
import { combine } from './master-keys.js';

type Event = {
  readonly action: string;
  readonly terminal_id: string | null;
  readonly staff_number: string | null;
  readonly card_session_id: string | null;
  readonly subject: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

const columns = 'action, terminal_id, staff_number, card_session_id, subject, detail';

describe('at the counter', () => {
  let counter: Counter;
  beforeAll(async () => {
    counter = await Counter.open();
  }, 60_000);
  afterAll(() => counter.close());

  const usesIn = (sessionId: string): Promise<Event[]> =>
    counter.query(
      `select ${columns} from audit_event where detail ? 'keyVersion' and card_session_id = $1 order by id`,
      [sessionId],
    );

  it('a tap, the opening of EF06 and a payment leave which key was used for whom', async () => {
    const { body: session } = await counter.tap('wang-jianguo');
    await counter.ask('POST', `/v1/card-sessions/${session.id}/external-authentications`, {
      cardChallenge: '0102030405060708',
    });
    const paid = await counter.pay('wang-jianguo', session, payable(session));
    expect(paid.body.state).toBe('succeeded');
    const who = {
      terminal_id: counter.terminalId,
      staff_number: '0001',
      card_session_id: session.id,
    };
    const { cardNumber } = session.card;
    expect(await usesIn(session.id)).toEqual([
      {
        ...who,
        action: 'key.used',
        subject: cardNumber,
        detail: { purpose: 'internal-authentication', key: 'irk', keyVersion: 1, algorithm: 'sm4' },
      },
      {
        ...who,
        action: 'key.used',
        subject: cardNumber,
        detail: { purpose: 'external-authentication', key: 'rksse', keyVersion: 1, algorithm: 'sm4' },
      },
      expect.objectContaining({
        ...who,
        action: 'payment.succeeded',
        subject: paid.body.receiptNumber,
        detail: expect.objectContaining({ key: 'irk', keyVersion: 1 }),
      }),
    ]);
  });

  it('a copy without keys leaves that the key was used, and that it did not fit', async () => {
    const opened = await counter.openSession('copied-card');
    await counter.ask('POST', `/v1/card-sessions/${opened.body.id}/proof`, { result: '00'.repeat(8) });
    expect(await usesIn(opened.body.id)).toMatchObject([{ action: 'key.used', detail: { key: 'irk' } }]);
  });

  it('a payment that another card signed leaves the use of the key too', async () => {
    const { body: session } = await counter.tap('caireng-zhuoma');
    const paid = await counter.pay('copied-card', session, payable(session));
    expect(paid.body).toMatchObject({ code: 'card-swapped' });
    expect((await usesIn(session.id)).at(-1)).toMatchObject({
      action: 'payment.refused',
      detail: { key: 'irk', keyVersion: 1, code: 'card-swapped' },
    });
  });

  it('a card of an older version proves itself after a roll-over, with its own version on record', async () => {
    const versions = counter.app.get(KeyVersionsService, { strict: false });
    await versions.hold({ staffNumber: null }, [makeComponent('张三'), makeComponent('李四')], null);
    await versions.rollOver({ staffNumber: null }, 2);
    const { status, body: session } = await counter.tap('caireng-zhuoma');
    expect(status).toBe(201);
    expect(await usesIn(session.id)).toMatchObject([{ detail: { key: 'irk', keyVersion: 1 } }]);
  });

  it('a card is told apart from missing keys: the answer says to hold the ceremony', async () => {
    const opened = await counter.openSession('suonan-daiji');
    await counter.query(`alter table key_version rename to key_version_kept`);
    await counter.query(`create table key_version (like key_version_kept)`);
    await counter.query(`grant select on key_version to public`);
    const answer = await counter.ask('POST', `/v1/card-sessions/${opened.body.id}/proof`, {
      result: '00'.repeat(8),
    });
    await counter.query('drop table key_version');
    await counter.query('alter table key_version_kept rename to key_version');
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'keys-missing', nextStep: { zh: expect.stringContaining('密钥仪式') } },
    });
    const result = counter.answer(counter.card('suonan-daiji'), {
      processFactor: fromHex(opened.body.processFactor),
      source: fromHex(opened.body.source),
    });
    expect(await counter.ask('POST', `/v1/card-sessions/${opened.body.id}/proof`, { result })).toMatchObject({
      status: 201,
    });
  });
});

describe('the service', () => {
  const region = { provinceCode: '630000', cityCode: '632802' };
  const components = [makeComponent('张三'), makeComponent('李四')] as const;
  const masters = combine(components[0].keys, components[1].keys);
  const card: CardKeyOwner = {
    algorithm: '3des',
    historicalBytes: '00814E43238697159900BF7C7A',
    keyVersion: 1,
  };
  const keyOf = (name: 'irk' | 'rksse' | 'uk' | 'puk' | 'stk' | 'tk', owner = card): Uint8Array =>
    diversifyKey(
      masters[owner.algorithm][name],
      { ...region, cardSerial: fromHex(owner.historicalBytes).slice(5) },
      owner.algorithm,
    );
  const asker = {
    purpose: 'pin-reset',
    subject: 'X00000019',
    terminalId: '6f1f64ab-6f6c-4a3c-a0f2-5ed3d8f0a4ef',
    staffNumber: '0001',
    cardSessionId: '0d1b7b5e-8f55-4a67-9a7e-1f61ad1f3d5c',
  };

  let house: House;
  let since = '0';
  beforeAll(async () => {
    house = await House.open();
    await house.versions.hold({ staffNumber: null }, components, null);
  }, 60_000);
  afterAll(() => house.close());
  beforeEach(async () => {
    const [last] = await house.query<{ id: string }>('select coalesce(max(id), 0) as id from audit_event');
    since = last?.id ?? '0';
  });
  const events = (): Promise<Event[]> =>
    house.query(`select ${columns} from audit_event where id > ${since} order by id`);

  it('makes MAC and sealed block of a PIN script, each use on record with terminal and clerk', async () => {
    const command = fromHex('84D4000014A1B2C3D4E5F607181122334455667788');
    const challenge = fromHex('0102030405060708');
    const pin = fromHex('0612345678901234');
    const mac = await house.keys.macCommand(card, 'puk', command, challenge);
    const sealed = await house.keys.sealForCard(card, 'puk', pin);
    await house.transaction(async (tx) => {
      await house.keys.recordUse(tx, asker, card, ['puk']);
      await house.keys.recordUse(tx, asker, card, ['puk']);
    });
    expect(toHex(mac)).toBe(toHex(commandMac(keyOf('puk'), command, challenge, '3des')));
    expect(toHex(openBlock(keyOf('puk'), sealed, '3des') ?? new Uint8Array())).toBe(toHex(pin));
    const use = {
      action: 'key.used',
      terminal_id: asker.terminalId,
      staff_number: '0001',
      card_session_id: asker.cardSessionId,
      subject: 'X00000019',
      detail: { purpose: 'pin-reset', key: 'puk', keyVersion: 1, algorithm: '3des' },
    };
    expect(await events()).toEqual([use, use]);
    expect(JSON.stringify(await events())).not.toContain(toHex(pin));
  });

  it('makes the keys of many cards in their order, of both algorithms, as one use for each', async () => {
    const cards = Array.from({ length: 40 }, (_, index): CardKeyOwner => ({
      algorithm: index % 3 === 0 ? 'sm4' : '3des',
      historicalBytes: `00814E4323${index.toString(16).padStart(16, '0').toUpperCase()}`,
      keyVersion: 1,
    }));
    const batch = { purpose: 'card-batch-export', subject: 'B20261124-001', staffNumber: '0003' };
    const keys = await house.keys.cardKeysOfMany(cards);
    await house.transaction((tx) => house.keys.recordUseOfMany(tx, batch, cards));
    expect(keys.map((each) => [toHex(each.irk), toHex(each.stk)])).toEqual(
      cards.map((each) => [toHex(keyOf('irk', each)), toHex(keyOf('stk', each))]),
    );
    expect(await events()).toMatchObject([
      {
        action: 'key.used',
        subject: 'B20261124-001',
        staff_number: '0003',
        detail: {
          purpose: 'card-batch-export',
          key: 'irk rksse uk puk stk',
          keyVersion: 1,
          algorithm: 'sm4',
          count: 14,
          firstChip: cards[0]?.historicalBytes,
          lastChip: cards[39]?.historicalBytes,
        },
      },
      { detail: { algorithm: '3des', count: 26, firstChip: cards[1]?.historicalBytes } },
    ]);
  });

  it('gives the key a blank chip came under, and what opens a file of a card', async () => {
    const challenge = fromHex('A1B2C3D4E5F60718');
    const transport = await house.keys.transportKey(card);
    const opening = await house.keys.authenticateExternally(card, challenge, 'uk');
    await house.transaction(async (tx) => {
      await house.keys.recordUse(tx, { purpose: 'issuance', subject: card.historicalBytes }, card, ['tk']);
      await house.keys.recordUse(tx, asker, card, ['uk']);
    });
    expect(toHex(transport)).toBe(toHex(keyOf('tk')));
    expect(toHex(opening.slice(0, 8))).toBe(
      toHex(externalCryptogram(keyOf('uk'), { cardChallenge: challenge, factor: opening.slice(8) }, '3des')),
    );
    expect((await events()).map(({ detail }) => detail['key'])).toEqual(['tk', 'uk']);
  });

  it('leaves no record of a use that did not come about', async () => {
    await expect(
      house.transaction(async (tx) => {
        await house.keys.recordUseOfMany(tx, asker, [card]);
        throw new Error('the act breaks off');
      }),
    ).rejects.toThrow('breaks off');
    expect(await events()).toEqual([]);
  });

  it.each(['transaction', 'read'] as const)(
    'asks the vault nothing in a %s, whose connection others may be waiting for',
    async (way) => {
      const database = house.app.get(Database, { strict: false });
      const asked: readonly (() => Promise<unknown>)[] = [
        () => house.keys.cardKeys(card),
        () => house.keys.transportKey(card),
        () => house.keys.macCommand(card, 'puk', new Uint8Array(5), new Uint8Array(8)),
        () =>
          house.keys.checkProof(
            card,
            { processFactor: new Uint8Array(8), source: new Uint8Array(8) },
            new Uint8Array(8),
          ),
      ];
      for (const ask of asked)
        await expect(database[way](() => ask())).rejects.toThrow('a connection of the database was held');
      // What was begun inside and goes on after it holds nothing any more.
      const over = new EventEmitter();
      const begun = await database[way](async () => ({
        later: once(over, 'now').then(() => house.keys.transportKey(card)),
      }));
      over.emit('now');
      expect(toHex(await begun.later)).toBe(toHex(keyOf('tk')));
    },
  );
});
