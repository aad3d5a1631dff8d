/** Promises of what a paid month brings to accounts: each once, what was given back not again, and months of 120 that were paid before the annuity had an account. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { date, month } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { UnitsService } from '../../register/units/units.service.js';
import { areaOptions } from '../../whole/database/data-source.js';
import { AnnuitiesPaidBefore1803000013001 } from '../../whole/database/migrations/1803000013001-annuities-paid-before.js';
import { AccountCredits } from './account-credits.service.js';

let counter: Counter;
const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  counter.app.get(Database).transaction(work);
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });
const unitCode = 'Z1';

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await inTransaction((tx) =>
    get(UnitsService).add(tx, {
      code: unitCode,
      name: '德令哈某局',
      kind: 'public-institution',
      industryClass: 1,
    }),
  );
}, 60_000);
afterAll(() => counter.close());

type Part = { readonly person: string; readonly participation: string };

/** Somebody at the unit in 120 whom nobody else here stands for. */
const employee = async (): Promise<Part> => {
  const participation = randomUUID();
  const [person] = await counter.query<{ id: string }>(
    `select p.id from person p where not exists (select from participation t where t.person_id = p.id and t.scheme = '120') order by p.id limit 1`,
  );
  await counter.query(
    `insert into participation (id, person_id, scheme, since, category, unit_code) values ($1, $2, '120', '2016-01-01', 'civil-servant', $3)`,
    [participation, person?.id, unitCode],
  );
  return { person: person?.id ?? '', participation };
};

/** What was assessed of a month, base, unit's and person's part in fen; a further one of the same month is the difference. */
const assessed = async (
  { participation }: Part,
  period: string,
  number: number,
  [base, unit, person]: readonly [number, number, number],
): Promise<string> => {
  const bill = randomUUID();
  const [run] = await counter.query<{ number: number }>(
    `insert into assessment_run (scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
     values ('120', $1, 'declaration', $2, now(), 1, 'done', now(), now()) returning number`,
    [period, unitCode],
  );
  await counter.query(
    `insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen) values ($1, $2, $3, $4, $5, $6, $7, 0)`,
    [participation, period, number, run?.number, base, unit, person],
  );
  await counter.query(
    `insert into unit_bill (id, unit_code, scheme, period, number, heads, unit_fen, person_fen, due_on, made_at)
     values ($1, $2, '120', $3, $4, 1, $5, $6, '2030-01-15', now())`,
    [bill, unitCode, period, number, unit, person],
  );
  return bill;
};

const received = async (bill: string, on: string): Promise<void> => {
  await counter.query('update unit_bill set paid_fen = unit_fen + person_fen where id = $1', [bill]);
  await counter.query(
    `insert into bill_payment (bill_id, channel, source_id, source_line, amount_fen, fee_fen, received_on, booked_at)
     select id, 'transfer', id, 1, paid_fen, 0, $2, now() from unit_bill where id = $1`,
    [bill, on],
  );
};
const credit = (bill: string, on: string): Promise<void> =>
  inTransaction((tx) => get(AccountCredits).credit(tx, [{ id: bill, receivedOn: date(on) }]));
/** Paid and credited, as by a statement. */
const paid = async (bill: string, on: string): Promise<void> => {
  await received(bill, on);
  await credit(bill, on);
};

/** As refunds are kept, without the approvals that they follow. */
const givenBack = ({ participation }: Part, bill: string, unit: number, person: number): Promise<unknown> =>
  counter.query(
    `set session_replication_role = replica;
     insert into contribution_refund (approval_id, bill_id, participation_id, unit_fen, person_fen, refunded_on, booked_at)
     values ('${randomUUID()}', '${bill}', '${participation}', ${unit}, ${person}, '2017-08-01', now())`,
  );

/** Account, kind, amount, month and month credited in, by account and time. */
const entriesOf = async ({ person }: Part): Promise<string[]> =>
  (
    await counter.query<{ entry: string }>(
      `select concat_ws(' ', a.scheme, e.kind, (e.amount_fen / 100.0)::numeric(12, 2), e.period, e.credited_in) as entry
       from personal_account_entry e join personal_account a on a.id = e.account_id
       where a.person_id = $1 and a.scheme in ('120', '120-annuity') order by a.scheme, e.credited_in, e.kind`,
      [person],
    )
  ).map(({ entry }) => entry);

const migrated = async (): Promise<void> => {
  const { ownerUrl, schema } = counter.database;
  const source = await new DataSource(areaOptions({ url: ownerUrl, schema, poolSize: 1 })).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    await new AnnuitiesPaidBefore1803000013001().up(runner);
    await runner.commitTransaction();
  } finally {
    await runner.release();
    await source.destroy();
  }
};

describe('a month of 120 that is paid', () => {
  let one: Part;
  let bill = '';
  it('credits the pension and the annuity each to its account, once', async () => {
    one = await employee();
    bill = await assessed(one, '2017-06', 1, [500_000, 140_000, 60_000]);
    await paid(bill, '2017-07-10');
    const credited = [
      '120 personal 400.00 2017-06 2017-07',
      '120-annuity personal 200.00 2017-06 2017-07',
      '120-annuity unit 400.00 2017-06 2017-07',
    ];
    expect(await entriesOf(one)).toEqual(credited);
    await credit(bill, '2017-07-10');
    expect(await entriesOf(one)).toEqual(credited);
  });

  it('credits the difference of a higher base, and what was given back meanwhile not again', async () => {
    await inTransaction((tx) =>
      get(AccountCredits).takeBack(
        tx,
        { id: bill, period: month('2017-06') },
        { participationId: one.participation, personId: one.person },
        [
          { account: '120', kind: 'personal', amount: yuan('200.00') },
          { account: '120-annuity', kind: 'personal', amount: yuan('100.00') },
          { account: '120-annuity', kind: 'unit', amount: yuan('200.00') },
        ],
      ),
    );
    await givenBack(one, bill, 70_000, 30_000);
    const further = await assessed(one, '2017-06', 2, [600_000, 28_000, 12_000]);
    await paid(further, '2017-09-10');
    // Of 480, 240 and 480 the part that 300 is of 720, and 700 of 1,680, went back: 200, 100 and 200.
    expect((await entriesOf(one)).filter((entry) => entry.endsWith('2017-09'))).toEqual([
      '120 personal 80.00 2017-06 2017-09',
      '120-annuity personal 40.00 2017-06 2017-09',
      '120-annuity unit 80.00 2017-06 2017-09',
    ]);
  });

  it('is not given back of an annuity that no longer has it, and then of no account', async () => {
    const before = await entriesOf(one);
    const back = inTransaction((tx) =>
      get(AccountCredits).takeBack(
        tx,
        { id: bill, period: month('2017-06') },
        { participationId: one.participation, personId: one.person },
        [
          { account: '120', kind: 'personal', amount: yuan('0.01') },
          { account: '120-annuity', kind: 'unit', amount: yuan('420.01') },
        ],
      ),
    );
    await expect(back).rejects.toMatchObject({ code: 'credit-used', detail: '2017-06' });
    expect(await entriesOf(one)).toEqual(before);
  });
});

describe('months of 120 that were paid before the annuity had an account', () => {
  it('are credited once, with what was given back left out, beside what is credited since', async () => {
    const other = await employee();
    /** As the program of before left it: paid, the pension credited, nothing of the annuity. */
    const before = async (period: string, on: string, of: readonly [number, number, number]) => {
      const bill = await assessed(other, period, 1, of);
      await received(bill, on);
      await counter.query('update unit_bill set credited_at = $2 where id = $1', [bill, `${on}T04:00:00Z`]);
      return bill;
    };
    await before('2016-01', '2016-03-31', [500_000, 140_000, 60_000]);
    const refunded = await before('2016-02', '2016-03-10', [13, 4, 2]);
    await givenBack(other, refunded, 4, 1);
    await before('2016-03', '2016-04-10', [500_001, 140_000, 60_000]);
    // Of that one a further bill is open still: it waits for it.
    await before('2016-04', '2016-05-10', [500_000, 140_000, 60_000]);
    const open = await assessed(other, '2016-04', 2, [510_000, 2800, 1200]);
    // What the new program did itself.
    await paid(await assessed(other, '2016-05', 1, [500_000, 140_000, 60_000]), '2016-06-10');
    await migrated();
    const expected = [
      '120 personal 400.00 2016-05 2016-06',
      '120-annuity personal 200.00 2016-01 2016-03',
      '120-annuity unit 400.00 2016-01 2016-03',
      '120-annuity personal 200.00 2016-03 2016-04',
      '120-annuity unit 400.00 2016-03 2016-04',
      '120-annuity personal 200.00 2016-05 2016-06',
      '120-annuity unit 400.00 2016-05 2016-06',
    ];
    expect(await entriesOf(other)).toEqual(expected);
    await migrated();
    expect(await entriesOf(other)).toEqual(expected);
    await paid(open, '2016-07-10');
    expect((await entriesOf(other)).slice(-2)).toEqual([
      '120-annuity personal 204.00 2016-04 2016-07',
      '120-annuity unit 408.00 2016-04 2016-07',
    ]);
  });
});
