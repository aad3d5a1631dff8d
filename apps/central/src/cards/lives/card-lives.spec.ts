/** Promises of moving lives: one or thousands the same way, each on record, and no terminal misses a card it has to refuse. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { makeCardNumber } from '#libs/identity/card-number.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { addDays } from '#libs/kernel/plain-date.js';
import { Database } from '../../ground/database/database.js';
import { CardLives, type Mover, type NewApplication, type NewCard } from './card-lives.service.js';
import { Counter } from '../../../../../test/support/counter.js';

type DenyList = components['schemas']['DenyListDto'];

let counter: Counter;
let lives: CardLives;
let database: Database;
let by: Mover & { readonly staffNumber: string };
beforeAll(async () => {
  counter = await Counter.open();
  lives = counter.app.get(CardLives, { strict: false });
  database = counter.app.get(Database, { strict: false });
  const [approved] = await counter.query<{ id: string }>(
    `insert into approval (kind, subject, content, digest, levels, asked_by, asked_at)
     values ('card-batch', 'B1', '{}', repeat('0', 64), 1, '0101', now()) returning id`,
  );
  await counter.query(
    `insert into approval_decision (approval_id, level, verdict, decided_by, at, digest, asked_by)
     values ($1, 1, 'approved', '0201', now(), repeat('0', 64), '0101')`,
    [approved?.id],
  );
  by = {
    at: counter.clock.now(),
    staffNumber: '0101',
    terminalId: null,
    batchNumber: 'B1',
    approvalId: approved?.id ?? '',
  };
}, 60_000);
afterAll(() => counter.close());

let made = 0;
const people = async (count: number): Promise<string[]> => {
  const rows = Array.from({ length: count }, () => {
    made += 1;
    const first17 = `63280219${String(10 + (made % 80))}0101${String(made % 1000).padStart(3, '0')}`;
    return { id: randomUUID(), number: first17 + socialSecurityNumberCheck(first17) };
  });
  await counter.query(
    `insert into person (id, social_security_number, name, sex, birth_date)
     select r.id, r.number, '某人', 'male', '1990-01-01' from json_to_recordset($1) as r (id uuid, number text)`,
    [JSON.stringify(rows)],
  );
  return rows.map(({ id }) => id);
};

const application = (personId: string): NewApplication => ({
  personId,
  reason: 'first',
  unitCode: null,
  depot: null,
  photoDigest: null,
  phone: null,
  guardian: null,
  agent: null,
  replacesCardId: null,
  feeFen: 0n,
});

const cardFor = (applicationId: string): NewCard => ({
  id: randomUUID(),
  applicationId,
  cardNumber: makeCardNumber(`L${String(applicationId).padStart(7, '0')}`),
  identificationCode: randomUUID().replaceAll('-', '').toUpperCase(),
  historicalBytes: randomUUID().replaceAll('-', '').toUpperCase().slice(0, 26),
  specificationVersion: '3.00',
  algorithm: 'sm4',
  issuedOn: counter.clock.today(),
  validUntil: addDays(counter.clock.today(), 3650),
  bankAccount: null,
  bankAccountState: 'none',
  keyVersion: 1,
  depot: null,
});

/** People with applications in production. */
const inProduction = async (count: number): Promise<readonly string[]> => {
  const ids = await people(count);
  return database.transaction(async (tx) => {
    const applicationIds = await lives.apply(tx, ids.map(application), by);
    await lives.moveMany(tx, { applicationIds }, 'approve', by);
    await lives.moveMany(tx, { applicationIds }, 'produce', by);
    return applicationIds;
  });
};

/** Makes the card of an application that nobody has looked at yet. */
const produce = (applicationId: string): Promise<void> =>
  database.transaction(async (tx) => {
    await lives.move(tx, { applicationId }, 'approve', by);
    await lives.move(tx, { applicationId }, 'produce', by);
    await lives.issue(tx, cardFor(applicationId), by);
  });

/** Cards in use. */
const inUse = async (count: number): Promise<readonly string[]> => {
  const cards = (await inProduction(count)).map(cardFor);
  const cardIds = cards.map(({ id }) => id);
  await database.transaction(async (tx) => {
    await lives.issueMany(tx, cards, by);
    await lives.moveMany(tx, { cardIds }, 'hand-over', by);
    await lives.moveMany(tx, { cardIds }, 'enable', by);
  });
  return cardIds;
};

describe('many lives at once', () => {
  it('move together, each with its event, and those that may not are named with their reason', async () => {
    const applicationIds = await inProduction(300);
    const cards = applicationIds.map(cardFor);
    const issued = await database.transaction((tx) => lives.issueMany(tx, cards, by));
    expect([issued.moved.size, issued.refused.size]).toEqual([300, 0]);
    const cardIds = cards.map(({ id }) => id);
    const unknown = randomUUID();
    const [sealed = '', ...others] = cardIds;
    await database.transaction((tx) => lives.move(tx, { cardId: sealed }, 'hand-over', by));
    const { moved, refused } = await database.transaction((tx) =>
      lives.moveMany(tx, { cardIds: [...cardIds, unknown] }, 'deliver', by),
    );
    expect(moved.size).toBe(others.length);
    expect(Object.fromEntries(refused)).toEqual({
      [sealed]: 'card-step-out-of-order',
      [unknown]: 'card-unknown',
    });
    const events = await counter.query<{ act: string; count: number }>(
      `select act, count(*)::int from card_event where batch_number = 'B1' and (application_id = any($1) or card_id = any($2))
       group by act order by act`,
      [applicationIds, cardIds],
    );
    expect(events).toEqual([
      { act: 'apply', count: 300 },
      { act: 'approve', count: 300 },
      { act: 'deliver', count: 299 },
      { act: 'hand-over', count: 1 },
      { act: 'personalise', count: 300 },
      { act: 'produce', count: 300 },
    ]);
    expect(
      await counter.query(`select distinct state from card_application where id = any($1)`, [applicationIds]),
    ).toEqual([{ state: 'issued' }]);
  });

  it('give nobody a second card on its way', async () => {
    const [personId = ''] = await people(1);
    const apply = () => database.transaction((tx) => lives.apply(tx, [application(personId)], by));
    const [first = ''] = await apply();
    await expect(apply()).rejects.toMatchObject({ code: 'application-open' });
    await produce(first);
    const [second = ''] = await apply();
    await expect(produce(second)).rejects.toMatchObject({ code: 'card-exists' });
  });

  it('say of an application that became a card that it is decided', async () => {
    const [applicationId = ''] = await inProduction(1);
    await database.transaction((tx) => lives.issue(tx, cardFor(applicationId), by));
    await expect(
      database.transaction((tx) => lives.move(tx, { applicationId }, 'spoil', by)),
    ).rejects.toMatchObject({ code: 'application-decided' });
    await expect(
      database.transaction((tx) => lives.move(tx, { applicationId: '999999999' }, 'approve', by)),
    ).rejects.toMatchObject({ code: 'application-unknown' });
  });

  it('leave the stock with what was handed over and what was cancelled before it was', async () => {
    const cards = (await inProduction(2)).map(cardFor);
    const [first, second] = cards;
    await counter.query(
      `insert into chip_lot (lot, depot, specification_version, algorithm, chips, received_at, received_by)
       values ('L1', 'D01', '3.00', 'sm4', 2, now(), '0101')`,
    );
    await counter.query(
      `insert into chip (historical_bytes, lot, depot, state) select b, 'L1', 'D01', 'personalised' from unnest($1::text[]) b`,
      [cards.map(({ historicalBytes }) => historicalBytes)],
    );
    await database.transaction(async (tx) => {
      await lives.issueMany(tx, cards, by);
      await lives.move(tx, { cardId: first?.id ?? '' }, 'hand-over', by);
      await lives.move(tx, { cardId: second?.id ?? '' }, 'cancel', by);
    });
    expect(
      await counter.query(`select state, spoiled_reason from chip where lot = 'L1' order by state`),
    ).toEqual([
      { state: 'handed-over', spoiled_reason: null },
      { state: 'spoiled', spoiled_reason: 'cancelled' },
    ]);
  });
});

const read = (since: number) => counter.ask<DenyList>('GET', `/v1/deny-list?since=${since}`);

/** The number of the last change. */
const end = async (): Promise<number> => {
  for (let since = 0; ;) {
    const { next } = (await read(since)).body;
    if (next === since) return since;
    since = next;
  }
};

describe('the deny list', () => {
  it('names a card when it is lost and once more when it may be used again', async () => {
    const [cardId = ''] = await inUse(1);
    const before = await end();
    const move = (act: 'report-lost' | 'lift-loss' | 'lock' | 'unlock') =>
      database.transaction((tx) => lives.move(tx, { cardId }, act, by));
    const refusals: unknown[] = [];
    for (const act of ['report-lost', 'lift-loss', 'lock', 'unlock'] as const) {
      await move(act);
      const { entries } = (await read(before)).body;
      refusals.push(entries.map(({ refusal }) => refusal));
    }
    expect(refusals).toEqual([['card-lost'], [null], ['card-locked'], [null]]);
    expect((await read(await end())).body.entries).toEqual([]);
  });

  it('does not name a sealed card, unless it is lost', async () => {
    const before = await end();
    const [card] = (await inProduction(1)).map(cardFor);
    if (card === undefined) throw new Error('no card');
    const refusals: unknown[] = [];
    await database.transaction((tx) => lives.issue(tx, card, by));
    for (const act of ['hand-over', 'report-lost', 'lift-loss'] as const) {
      await database.transaction((tx) => lives.move(tx, { cardId: card.id }, act, by));
      refusals.push((await read(before)).body.entries.map(({ refusal }) => refusal));
    }
    expect(refusals).toEqual([[], ['card-lost'], [null]]);
  });

  it('tells who is ahead of it that it was restored from before', async () => {
    const last = await end();
    expect((await read(last + 500)).body).toEqual({ entries: [], next: last });
  });

  it('does not name a card that nobody ever had to refuse', async () => {
    const before = await end();
    await inUse(1);
    expect((await read(before)).body).toEqual({ entries: [], next: before });
  });

  it('is read without a gap, however many cards change at once and however long each takes to commit', async () => {
    const cardIds = await inUse(60);
    let since = await end();
    let done = false;
    // Six at a time, so that connections are left to read with.
    const losing = Promise.all(
      Array.from({ length: 6 }, async (_, worker) => {
        for (const cardId of cardIds.filter((_id, at) => at % 6 === worker))
          await database.transaction(async (tx) => {
            await lives.move(tx, { cardId }, 'report-lost', by);
            // The number is drawn by now, and the commit is still to come.
            await tx.query('select pg_sleep(random() * 0.02)');
          });
      }),
    ).finally(() => (done = true));
    const seen: string[] = [];
    for (let last = false; !last;) {
      last = done;
      const { body } = await read(since);
      seen.push(...body.entries.map(({ cardNumber }) => cardNumber));
      since = body.next;
    }
    await losing;
    const lost = await counter.query<{ card_number: string }>(
      'select card_number from card where id = any($1)',
      [cardIds],
    );
    expect(seen.toSorted()).toEqual(lost.map(({ card_number }) => card_number).toSorted());
  });
});
