/** Promises of an adjustment whose workers are killed: others go on, laid out once and carried out once, nobody forgotten and nothing due twice. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { adjustmentsAt } from '../../../../../test/support/adjustments.js';
import { killMidway, startProgram, until } from '../../../../../test/support/commands.js';
import { Counter } from '../../../../../test/support/counter.js';
import { applyingWork, simulatingWork } from './adjustments.store.js';

// Four chunks; each is due October and November.
const pensioners = 13_000;

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  await counter.query(
    `begin; set local session_replication_role = replica;
     with added as (insert into person (social_security_number, name, sex, birth_date)
       select '66' || lpad(n::text, 16, '0'), '中断' || n, 'female', '1950-03-04' from generate_series(1, ${pensioners}) n returning id),
     claims as (insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
       select id, id, 'employee-pension', '110', true, '2020-01', '{"months": 240}' from added returning id, person_id)
     insert into entitlement (id, claim_id, person_id, scheme, period, amount_fen, account_part_fen, known_at, assessed_at)
       select gen_random_uuid(), id, person_id, '110', period, 300000, 0, now(), now() from claims, unnest(array['2026-09', '2026-10', '2026-11']) period;
     commit`,
  );
}, 120_000);
afterAll(() => counter.close());

const { propose, read, approve } = adjustmentsAt(() => counter);
const worker = () =>
  startProgram(counter, 'main', [], { CENTRAL_PORT: '0', WORK_EVERY_MS: '50', JOBS: 'serve' });
const goOnTo = async (number: number, state: string): Promise<void> => {
  const second = worker();
  const ended = once(second, 'exit');
  await until(second, async () => (await read(number)).state === state);
  second.kill('SIGTERM');
  await ended;
};
const standing = async () =>
  (
    await counter.query<{ rises: number; applied: number; lines: number; twice: number }>(
      `select (select count(*)::int from benefit_rise) as rises, (select count(*)::int from benefit_rise where applied_at is not null) as applied,
         (select count(*)::int from entitlement where kind = 'retroactive' and scheme = '110') as lines,
         (select count(*)::int from (select from entitlement where kind = 'retroactive' and scheme = '110' group by claim_id, period having count(*) > 1) t) as twice`,
    )
  )[0];

it('is gone on with after SIGKILL, while it is laid out and while it is carried out', async () => {
  const { number } = (await propose({ from: '2026-10', rule: { fixed: '50.00' } })).body;
  await killMidway(counter, worker, simulatingWork, String(number));
  const half = await standing();
  expect(half?.rises).toBeGreaterThan(0);
  expect(half?.rises).toBeLessThan(pensioners);
  expect(await read(number)).toMatchObject({ state: 'simulating', heads: null });
  await goOnTo(number, 'simulated');
  expect(await read(number)).toMatchObject({ heads: pensioners, monthly: '650000.00', past: '1300000.00' });

  await approve(number);
  await killMidway(counter, worker, applyingWork, String(number));
  const partly = await standing();
  expect(partly?.applied).toBeGreaterThan(0);
  expect(partly?.applied).toBeLessThan(pensioners);
  await goOnTo(number, 'applied');
  expect(await standing()).toEqual({
    rises: pensioners,
    applied: pensioners,
    lines: 2 * pensioners,
    twice: 0,
  });
  expect((await read(number)).outcome).toEqual({
    heads: pensioners,
    left: 0,
    lines: 2 * pensioners,
    past: '1300000.00',
  });
}, 420_000);
