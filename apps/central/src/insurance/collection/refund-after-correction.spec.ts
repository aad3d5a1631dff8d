/** Promises of a month that is given back after it was corrected: of it the accounts lose what they have of it, neither more nor less. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { Counter } from '../../../../../test/support/counter.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { UnitsService } from '../../register/units/units.service.js';
import { AccountCredits } from '../accounts/account-credits.service.js';
import { BillsService } from '../assessment/bills.service.js';

let counter: Counter;
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });
const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  get(Database).transaction(work);
const [unitCode, period] = ['R1', '2017-06'];

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await inTransaction((tx) =>
    get(UnitsService).add(tx, {
      code: unitCode,
      name: '某局',
      kind: 'public-institution',
      industryClass: 1,
    }),
  );
  await counter.query(`update unit set bank_account = '70009' where code = $1`, [unitCode]);
  await inTransaction(async (tx) => {
    const transfers = get(FundTransfersService);
    await transfers.book(tx, '120', 'contribution', yuan('9000.00'));
    await transfers.book(tx, '120', 'sweep', yuan('9000.00'));
    await transfers.book(tx, '120', 'supply', yuan('9000.00'));
  });
}, 60_000);
afterAll(() => counter.close());

/** Signed in as somebody else for one act. */
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};

/** Base, the unit's and the person's part in fen, of a month or of what corrects it. */
type Assessed = readonly [base: number, unit: number, person: number];

/** Somebody in 120 at the unit with a bank account, their lines of the month written. */
const employee = async (
  lines: readonly Assessed[],
  of = period,
): Promise<{ person: string; participation: string }> => {
  const participation = randomUUID();
  const [person] = await counter.query<{ id: string }>(
    `select p.id from person p join card c on c.person_id = p.id where c.bank_account_state = 'active'
       and not exists (select from participation t where t.person_id = p.id and t.scheme = '120') order by p.id limit 1`,
  );
  await counter.query(
    `insert into participation (id, person_id, scheme, since, category, unit_code) values ($1, $2, '120', '2016-01-01', 'civil-servant', $3)`,
    [participation, person?.id, unitCode],
  );
  for (const [at, line] of lines.entries()) await assessed(participation, at + 1, line, of);
  return { person: person?.id ?? '', participation };
};
const assessed = async (
  participation: string,
  number: number,
  [base, unit, person]: Assessed,
  of = period,
): Promise<number> => {
  const [run] = await counter.query<{ number: number }>(
    `insert into assessment_run (scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
     values ('120', $1, 'declaration', $2, $3, 1, 'done', $3, $3) returning number`,
    [of, unitCode, counter.clock.now().toISOString()],
  );
  await counter.query(
    `insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen) values ($1, $2, $3, $4, $5, $6, $7, 0)`,
    [participation, of, number, run?.number, base, unit, person],
  );
  return run?.number ?? 0;
};
const bill = async (number: number, unit: number, person: number, isPaid: boolean, of = period) => {
  const id = randomUUID();
  const [made] = await counter.query<{ notice: number }>(
    `insert into unit_bill (id, unit_code, scheme, period, number, heads, unit_fen, person_fen, paid_fen, due_on, made_at)
     values ($1, $2, '120', $3, $4, 2, $5, $6, $7, '2030-01-15', now()) returning notice_number as notice`,
    [id, unitCode, of, number, unit, person, isPaid ? unit + person : 0],
  );
  if (isPaid) {
    await counter.query(
      `insert into bill_payment (bill_id, channel, source_id, source_line, amount_fen, fee_fen, received_on, booked_at)
       values ($1, 'transfer', $1, 1, $2, 0, '2017-07-10', now())`,
      [id, unit + person],
    );
    await credit(id);
  }
  return { id, notice: noticeReference(made?.notice ?? 0) };
};
const credit = (id: string): Promise<void> =>
  inTransaction((tx) => get(AccountCredits).credit(tx, [{ id, receivedOn: date('2017-07-10') }]));

const refund = (notice: string, participation: string, unitPart: string, personPart: string) =>
  as('0501', () =>
    counter.ask<{ approval: string; code?: string; detail?: string }>(
      'POST',
      `/v1/unit-bills/${notice}/refund`,
      { participation, unitPart, personPart, reason: '重复参保' },
    ),
  );
const approve = (approval: string) =>
  as('0201', () => counter.ask<{ code?: string }>('POST', `/v1/approvals/${approval}/approval`, {}));

/** What each account has of the month, in yuan. */
const ofMonth = (participation: string) =>
  counter.query<{ account: string; amount: string }>(
    `select a.scheme || ' ' || e.kind as account, (sum(e.amount_fen) / 100.0)::numeric(12, 2)::text as amount from personal_account_entry e
     join personal_account a on a.id = e.account_id where e.participation_id = $1 group by 1 order by 1`,
    [participation],
  );

it('gives back what was corrected downwards, no more than it was corrected to, and leaves nothing on the accounts', async () => {
  const other = await employee([[100_000, 28_000, 12_000]]);
  const one = await employee([[100_000, 28_000, 12_000]]);
  const { id, notice } = await bill(1, 56_000, 24_000, true);
  await assessed(one.participation, 2, [50_000, -14_000, -6000]);
  // What was paid too much has been given back: the accounts follow.
  await credit(id);
  expect(await ofMonth(one.participation)).toEqual([
    { account: '120 personal', amount: '40.00' },
    { account: '120-annuity personal', amount: '20.00' },
    { account: '120-annuity unit', amount: '40.00' },
  ]);
  // What the month no longer is was given back as paid too much: it is not given back of the month again.
  expect((await refund(notice, one.participation, '140.01', '60.00')).body).toMatchObject({
    code: 'refund-above-paid',
    detail: '200.00',
  });
  const people = await as('0501', () =>
    counter.ask<{ people: { participation: string; unitPart: string; personPart: string }[] }>(
      'GET',
      `/v1/unit-bills/${notice}/people`,
    ),
  );
  expect(people.body.people.find(({ participation }) => participation === one.participation)).toMatchObject({
    unitPart: '140.00',
    personPart: '60.00',
  });
  // In two parts, of which the last takes what the first left.
  for (const [unitPart, personPart] of [
    ['33.33', '20.01'],
    ['106.67', '39.99'],
  ] as const) {
    const asked = await refund(notice, one.participation, unitPart, personPart);
    expect((await approve(asked.body.approval)).status).toBe(200);
  }
  expect((await ofMonth(one.participation)).map(({ amount }) => amount)).toEqual(['0.00', '0.00', '0.00']);
  expect((await ofMonth(other.participation)).map(({ amount }) => amount)).toEqual([
    '80.00',
    '40.00',
    '80.00',
  ]);
});

it('gives back of a month that was corrected upwards while the difference is still to be paid, as far as it was credited', async () => {
  const one = await employee([[100_000, 28_000, 12_000]]);
  const { notice } = await bill(2, 28_000, 12_000, true);
  await assessed(one.participation, 2, [120_000, 5600, 2400]);
  const further = await bill(3, 5600, 2400, false);
  const asked = await refund(notice, one.participation, '280.00', '120.00');
  expect((await approve(asked.body.approval)).body).not.toHaveProperty('code');
  await counter.query('update unit_bill set paid_fen = unit_fen + person_fen where id = $1', [further.id]);
  await credit(further.id);
  // Of 96, 48 and 96 the sixth that was not given back, as if the difference had been paid before.
  expect((await ofMonth(one.participation)).map(({ amount }) => amount)).toEqual(['16.00', '8.00', '16.00']);
});

it('does not find what was given back to be paid too much as well, once the month is owed no longer', async () => {
  const of = '2017-05';
  const other = await employee([[100_000, 28_000, 12_000]], of);
  const one = await employee([[100_000, 28_000, 12_000]], of);
  const { notice } = await bill(1, 56_000, 24_000, true, of);
  const asked = await refund(notice, one.participation, '200.00', '120.00');
  expect((await approve(asked.body.approval)).body).not.toHaveProperty('code');
  const follow = async (number: number): Promise<object[]> => {
    await inTransaction((tx) =>
      get(BillsService).follow(
        tx,
        { number, scheme: '120', period: of, unitCode },
        { dueOn: date('2017-06-15'), at: counter.clock.now() },
      ),
    );
    return counter.query(
      'select part, sum(amount_fen)::text as amount from overpayment where unit_code = $1 and period = $2 group by part order by part',
      [unitCode, of],
    );
  };
  counter.clock.move(1000);
  // As long as it is owed, the register has not been put right yet.
  expect(await follow(await assessed(other.participation, 2, [0, 0, 0], of))).toEqual([]);
  // Of the unit's part it gave back less than the month was.
  const gone = await assessed(one.participation, 2, [-100_000, -28_000, -12_000], of);
  for (let time = 0; time < 2; time += 1)
    expect(await follow(gone)).toEqual([{ part: 'unit', amount: '8000' }]);
});
