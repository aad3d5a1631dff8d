/** Promises of what units owe and get back beside their transfers: set by rule, given back, dunned, paid by debit and through the tax authority. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { AssessmentService } from '../assessment/assessment.service.js';
import { Undeclared } from '../assessment/undeclared.service.js';
import { Declarations } from '../declarations/declarations.service.js';
import { ParticipationsService } from '../participations/participations.service.js';

let counter: Counter;
let serial = 0;
const period = '2026-10';
const by = { staffNumber: '0001', source: 'page' } as const;

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  get(Database).transaction(work);
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });

const unit = (code: string): Promise<unknown> =>
  inTransaction((tx) =>
    get(UnitsService).add(tx, { code, name: `单位 ${code}`, kind: 'enterprise', industryClass: 2 }),
  );

/** Somebody new who works at a unit since September, in these schemes. */
const employee = async (unitCode: string, schemes: readonly string[] = ['110']): Promise<string> => {
  serial += 1;
  const first17 = `63280219920411${String(serial).padStart(3, '0')}`;
  return inTransaction(async (tx) => {
    const { id } = await get(PeopleService).register(
      tx,
      first17 + socialSecurityNumberCheck(first17),
      '张三',
    );
    for (const scheme of schemes)
      await get(ParticipationsService).begin(
        tx,
        id,
        { scheme, category: 'enterprise', unitCode, since: date('2026-09-01') },
        '0001',
      );
    return id;
  });
};

/** Waits until the job has done all runs that were laid out. */
const settled = async (): Promise<void> => {
  while ((await counter.query(`select from assessment_run where state = 'planned'`)).length > 0)
    await wait(20);
};

const paidTooMuch = (unitCode: string): Promise<object[]> =>
  counter.query(
    'select part, amount_fen::text as amount, state from overpayment where unit_code = $1 order by part',
    [unitCode],
  );

it('has a unit that declares nothing in time owe 110 % of the month before by rule, until it declares: then its lines count, and what it paid beyond them is kept', async () => {
  await unit('B1');
  const person = await employee('B1');
  const declared = (month: string) =>
    get(Declarations).declare('B1', month, [{ person, wage: '6000.00' }], by);
  counter.clock.move(1000);
  expect((await declared('2026-09')).findings).toEqual([]);
  for (const month of ['2026-09', period])
    await get(AssessmentService).assess({
      scheme: '110',
      period: month,
      reason: 'declaration',
      unitCode: 'B1',
      askedBy: '0001',
    });
  await settled();
  const bills = () =>
    counter.query(
      `select number, basis, unit_fen::int as unit, person_fen::int as person from unit_bill
       where unit_code = 'B1' and scheme = '110' and period = $1 order by number`,
      [period],
    );
  expect(await bills()).toEqual([{ number: 1, basis: 'lines', unit: 96_000, person: 48_000 }]);
  expect(await get(Undeclared).setAll()).toBe(1);
  const byRule = [{ number: 1, basis: 'undeclared', unit: 105_600, person: 52_800 }];
  expect(await bills()).toEqual(byRule);
  // Neither the job again nor another run of the unit changes what the rule set.
  expect(await get(Undeclared).setAll()).toBe(0);
  await get(AssessmentService).assess({
    scheme: '110',
    period,
    reason: 'correction',
    unitCode: 'B1',
    askedBy: '0001',
  });
  expect(await bills()).toEqual(byRule);
  // It pays by the rule, and declares the same wages as before: no line changes, and yet its bill is of lines again.
  const [paid] = await counter.query<{ id: string }>(
    `update unit_bill set paid_fen = unit_fen + person_fen where unit_code = 'B1' and period = $1 returning id`,
    [period],
  );
  await counter.query(
    `insert into bill_payment values ($1, 'transfer', $1, 1, 158400, 0, '2026-11-10', now())`,
    [paid?.id],
  );
  counter.clock.move(1000);
  expect((await declared(period)).declared).toMatchObject({ changed: 0 });
  await settled();
  expect(await bills()).toEqual([{ ...byRule[0], basis: 'lines' }]);
  expect(await paidTooMuch('B1')).toEqual([
    { part: 'person', amount: '4800', state: 'open' },
    { part: 'unit', amount: '9600', state: 'open' },
  ]);
  const credited = await counter.query(
    `select e.amount_fen::int as amount, e.period, e.credited_in as "creditedIn" from personal_account_entry e
     join personal_account a on a.id = e.account_id where a.person_id = $1 and a.scheme = '110'`,
    [person],
  );
  expect(credited).toEqual([{ amount: 48_000, period, creditedIn: '2026-11' }]);
});
