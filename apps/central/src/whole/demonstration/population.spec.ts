/** Promises of the demonstration's small city: the same each time, lawful numbers and codes, and everybody's years in order. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseSocialSecurityNumber } from '#libs/identity/social-security-number.js';
import { ageOn, date } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { Database } from '../../ground/database/database.js';
import { FundMovements } from '../../insurance/subsidies/fund-movements.service.js';
import { formerPensions } from './desk-work.store.js';
import { playHistory } from './history.js';
import { makePopulation, type Spell } from './population.js';
import { seedDemonstration } from './seed.js';

const today = date('2026-11-27');
const city = makePopulation(3000, today);
/** Enough for somebody who was killed at work last December to have been insured. */
const months = 12;

const overlap = (one: Spell, other: Spell): boolean =>
  one.since <= (other.until ?? '9999-12-31') && other.since <= (one.until ?? '9999-12-31');

type Shown = {
  readonly id: string;
  readonly awarded: string;
  readonly amount: string;
  readonly rises: readonly { readonly year: number; readonly base: string; readonly after: string }[];
};
/** Years of the rises from one on. */
const since = (first: number) => Array.from({ length: 2018 - first }, (_, at) => first + at);

type Recovered = { readonly amount: string; readonly byTransfer: string; readonly open: string };

describe('the people', () => {
  it('are some thousand of every category, the same each time', () => {
    expect(city.people.length).toBe(3000);
    expect(city).toEqual(makePopulation(3000, today));
    const categories = new Set(city.people.flatMap(({ spells }) => spells.map(({ category }) => category)));
    expect([...categories].toSorted()).toEqual([
      'civil-servant',
      'enterprise',
      'flexible',
      'migrant',
      'project',
      'public-institution',
      'resident',
      'self-employed',
      'student',
      'temporary-public',
    ]);
  });

  it('have lawful numbers of their own that say their birth and sex', () => {
    expect(new Set(city.people.map(({ number }) => number)).size).toBe(3000);
    const unlawful = city.people.filter(({ number, birthDate, sex }) => {
      const read = parseSocialSecurityNumber(number);
      return !read.ok || read.value.birthDate !== birthDate || read.value.sex !== sex;
    });
    expect(unlawful).toEqual([]);
  });

  it('are in one place of a scheme at a time, from birth to death', () => {
    const disorderly = city.people.filter(({ spells, birthDate, diedOn }) =>
      spells.some(
        (spell, index) =>
          spell.since < birthDate ||
          (spell.until !== null && spell.until < spell.since) ||
          (diedOn !== null && spell.until !== diedOn) ||
          spells.slice(index + 1).some((other) => other.scheme === spell.scheme && overlap(spell, other)),
      ),
    );
    expect(disorderly).toEqual([]);
  });

  it('draw a pension from the month after they are sixty, and none is employed then', () => {
    const drawing = city.people.filter(({ pension }) => pension !== null);
    expect(drawing.length).toBeGreaterThan(200);
    expect(
      drawing.filter(({ pension, birthDate }) => ageOn(birthDate, date(`${pension?.firstMonth}-28`)) !== 60),
    ).toEqual([]);
  });
});

describe('the units', () => {
  it('are a hundred, each by a credit code of its own', () => {
    expect(city.units.length).toBe(100);
    expect(new Set(city.units.map(({ creditCode }) => creditCode)).size).toBe(100);
    expect(city.projects.length).toBe(5);
  });
});

describe('in the register', () => {
  let counter: Counter;
  beforeAll(async () => {
    counter = await Counter.open({}, 'workUrl');
  }, 60_000);
  afterAll(() => counter.close());

  it('they are there once, however often the city is begun', async () => {
    const count = (): Promise<unknown[]> =>
      counter.query(`select (select count(*)::int from person) as people, (select count(*)::int from participation) as spells,
        (select count(*)::int from unit where credit_code is not null) as units, (select count(*)::int from declared_wage) as wages,
        (select count(*)::int from card) as cards`);
    await seedDemonstration(counter.app, 300);
    const once = await count();
    expect(once).toMatchObject([{ units: 20 }]);
    await seedDemonstration(counter.app, 300);
    expect(await count()).toEqual(once);
  });

  it('have their last months assessed and paid, once, and the books balance', async () => {
    const owed = (): Promise<unknown[]> =>
      counter.query(`select (select count(*)::int from assessment_line) as lines, (select count(*)::int from unit_bill) as bills,
        (select count(*)::int from unit_bill where paid_fen = unit_fen + person_fen) as paid, (select count(*)::int from bank_statement) as statements,
        (select count(distinct unit_code)::int from unit_bill where basis = 'undeclared') as silent`);
    const play = () => playHistory(counter.app, () => undefined, months);
    expect(await play()).toEqual({ months, statements: 55 });
    const [row] = await owed();
    // Twelve months of five schemes, of which the last is not paid yet; a subsidy, a recovery and a transfer.
    expect(row).toMatchObject({ statements: 58, silent: 1 });
    const { lines, bills, paid } = row as Readonly<Record<string, number>>;
    expect([lines, bills, paid].every((each) => Number(each) > 0)).toBe(true);
    expect(Number(paid)).toBeLessThan(Number(bills));
    expect(await play()).toEqual({ months, statements: 0 });
    expect(await owed()).toEqual([row]);
    const books = await counter.app.get(BooksService, { strict: false }).read({ all: true });
    expect(books.findings).toEqual([]);
  }, 180_000);

  it('have left something at every desk, once', async () => {
    const rows = (): Promise<unknown[]> =>
      counter.query(`select
        (select json_agg(json_build_array(o.channel, o.scheme, a.order_id is not null, (select count(*) from channel_order_outcome c
           where c.order_id = o.id and c.collected_on is null)) order by o.number) from channel_order o left join channel_order_answer a on a.order_id = o.id) as orders,
        (select json_agg(array[scheme, kind] order by booked_at) from fund_movement) as movements,
        (select count(*)::int from arrears_agreement) as agreements,
        (select json_agg(json_build_array(direction, account_fen > 0 and pool_fen > 0, state <> 'asked') order by number) from insurance_transfer) as moves,
        (select count(*)::int from participation_overlap where decision is null) as overlaps,
        (select json_agg(sign order by sign) from duplicate_pair) as doubles,
        (select count(*)::int from person_merge) as merges,
        (select json_agg(array[scheme, state] order by number) from pay_run) as runs,
        (select json_agg(doubt order by doubt) from death_report) as deaths,
        (select json_agg(array[year::text, state] order by year) from adjustment) as adjustments,
        (select json_agg(kind order by kind) from approval where state = 'waiting' and kind <> 'card-application') as waiting`);
    const left = [
      {
        orders: [
          ['debit', '110', true, 2],
          ['debit', '170', true, 2],
          ['debit', '390', false, 0],
        ],
        movements: [
          ['170', 'subsidy'],
          ['170', 'subsidy'],
          ['110', 'sweep'],
          ['110', 'supply'],
          ['410', 'sweep'],
          ['410', 'supply'],
          ['120', 'sweep'],
          ['120', 'supply'],
        ],
        agreements: 1,
        moves: [
          ['out', true, true],
          ['in', true, false],
          ['in', true, true],
        ],
        overlaps: 4,
        doubles: ['near-number', 'new-permit'],
        merges: 1,
        waiting: ['benefit-claim', 'benefit-claim', 'insurance-transfer', 'pay-run'],
        runs: [
          ['410', 'answered'],
          ['120', 'answered'],
          ['110', 'answered'],
          ['170', 'asked'],
        ],
        deaths: ['name-differs', 'number-differs', null, null],
        adjustments: [
          ...Array.from({ length: 13 }, (_, at) => [String(2005 + at), 'applied']),
          ['2026', 'applied'],
          ['2027', 'simulated'],
        ],
      },
    ];
    expect(await rows()).toEqual(left);
    await playHistory(counter.app, () => undefined, months);
    expect(await rows()).toEqual(left);
    const { claims } = await counter.app.get(FundMovements, { strict: false }).claims();
    expect(claims.find(({ scheme }) => scheme === '170')).toMatchObject({ owed: '0.00', receipts: [{}, {}] });
    expect(claims.find(({ scheme }) => scheme === '390')?.owed).toMatch(/[1-9]/);
  });

  it('have pensions that tell every rise of thirteen years back to the award, and a death that was told late', async () => {
    const formers = await counter.app.get(Database, { strict: false }).read(formerPensions);
    const rises: number[][] = [];
    for (const { id, claim } of formers) {
      const { body } = await counter.ask<{ benefits: Shown[] }>('GET', `/v1/people/${id}/benefits`);
      const shown = body.benefits.find((one) => one.id === claim);
      rises.push(shown?.rises.map(({ year }) => year) ?? []);
      // From the award on, each from what the one before came to.
      expect(shown?.rises.map(({ base }) => base)).toEqual([
        shown?.awarded,
        ...(shown?.rises.map(({ after }) => after) ?? []).slice(0, -1),
      ]);
      expect(shown?.amount).toBe(shown?.rises.at(-1)?.after);
    }
    expect(rises).toEqual([since(2005), since(2005), since(2005), since(2009)]);
    // Of each month one line, risen already; the last was paid by the run, and the one of this month is open.
    expect(
      await counter.query(
        `select count(distinct e.number)::int as numbers, count(*) filter (where e.settled_by is not null)::int as paid,
           count(*) filter (where e.state = 'open')::int as open from entitlement e where e.claim_id = any($1) and e.state <> 'void'`,
        [formers.map(({ claim }) => claim)],
      ),
    ).toEqual([{ numbers: 1, paid: 4, open: 3 }]);
    // Half of it came back by the bank.
    await counter.signIn('0501');
    const { body } = await counter.ask<{ recoveries: Recovered[] }>('GET', '/v1/recoveries?state=open');
    await counter.signIn();
    expect(body.recoveries).toHaveLength(1);
    const [{ amount, byTransfer, open } = { amount: '', byTransfer: '', open: '' }] = body.recoveries;
    expect(Number(byTransfer)).toBeGreaterThan(0);
    expect(yuan(byTransfer) + yuan(open)).toBe(yuan(amount));
    expect(yuan(open)).toBeGreaterThan(0n);
  });

  it('have claimed what is claimed once in a while, and some reach the age for a pension', async () => {
    const claims = await counter.query(
      `select c.kind, a.state, (select count(*)::int from benefit_claim b join entitlement e on e.claim_id = b.id
           where b.application_id = c.id and e.settled_by is not null) as paid
       from benefit_application c join approval a on a.id = c.approval_id where c.kind <> 'maternity' order by 1`,
    );
    expect(claims).toEqual([
      { kind: 'account-inheritance', state: 'approved', paid: 0 },
      { kind: 'disability-allowance', state: 'approved', paid: 0 },
      { kind: 'injury-death', state: 'waiting', paid: 0 },
      { kind: 'injury-dependants', state: 'approved', paid: 10 },
      { kind: 'public-institution-pension', state: 'approved', paid: 29 },
    ]);
    const [waiting] = await counter.query(
      `select count(*)::int as lines from bank_statement_line where state = 'unbooked'`,
    );
    expect(waiting).toEqual({ lines: 1 });
    const [ahead] = await counter.query<{ heads: number }>(
      'select count(*)::int as heads from retirement_ahead',
    );
    expect(ahead?.heads).toBeGreaterThan(0);
  });
});
