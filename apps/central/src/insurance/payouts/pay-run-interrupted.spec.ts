/** Promises of a due list whose worker is killed: another goes on, everybody is on it once, the bank pays each once, and list, books and bank agree. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { killMidway, startProgram, until } from '../../../../../test/support/commands.js';
import { Counter } from '../../../../../test/support/counter.js';
import { addPensioners, answerTo, payRunsAt } from '../../../../../test/support/pay-runs.js';
import { BooksService } from '../../funds/ledger/books.service.js';

// Four chunks of two thousand benefits.
const pensioners = 6300;
const listing = 'benefits.due-list';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  await addPensioners(counter, pensioners, '2026-11');
}, 120_000);
afterAll(() => counter.close());

const { begin, read, approved, fileOf, answered, proof } = payRunsAt(() => counter);

const worker = () =>
  startProgram(counter, 'main', [], { CENTRAL_PORT: '0', WORK_EVERY_MS: '50', JOBS: 'serve' });

const standing = async () =>
  (
    await counter.query<{ items: number; people: number; lines: number; months: number; twice: number }>(
      `select (select count(*)::int from pay_run_item i join person p on p.id = i.person_id where p.name like '名单%') as items,
         (select count(distinct person_id)::int from pay_run_item i join person p on p.id = i.person_id where p.name like '名单%') as people,
         (select count(*)::int from entitlement e join person p on p.id = e.person_id where p.name like '名单%' and e.state <> 'void') as lines,
         (select count(distinct (claim_id, period))::int from entitlement e join person p on p.id = e.person_id where p.name like '名单%') as months,
         (select count(*)::int from (select entitlement_id from pay_run_line group by 1 having count(*) > 1) t) as twice`,
    )
  )[0];

it('is gone on with after SIGKILL in the middle of the due list: each month and person once, nobody forgotten', async () => {
  const { body: run } = await begin('2026-11');
  await killMidway(counter, worker, listing, String(run.number));
  // What was done stands, what was under way left nothing, and nobody is on the list yet.
  const half = await standing();
  expect(half).toMatchObject({ items: 0, twice: 0 });
  expect(half?.lines).toBeGreaterThan(0);
  expect(half?.lines).toBeLessThan(pensioners);
  expect((await read(run.number)).state).toBe('listing');

  const second = worker();
  const ended = once(second, 'exit');
  await until(second, async () => (await read(run.number)).state === 'listed');
  second.kill('SIGTERM');
  await ended;
  expect(await standing()).toEqual({
    items: pensioners,
    people: pensioners,
    lines: pensioners,
    months: pensioners,
    twice: 0,
  });

  await approved(run.number);
  expect(await proof(run.number)).toMatchObject({ agrees: true });
  const { reference, total } = await read(run.number);
  // Larger than what a page may send at once: it comes in pieces.
  const answer = answerTo(await fileOf(run.number), reference, () => '1');
  expect(answer.length).toBeGreaterThan(110_000);
  const odd = answer.replace(/^D,2,.*$/mu, 'D,1,6217,1.00,1,YH1,');
  expect((await answered(run.number, odd)).body).toMatchObject({
    unfit: [{ code: 'row-repeated' }],
    count: 1,
  });
  expect((await answered(run.number, answer)).body).toEqual({ unfit: [], count: 0 });
  expect(await proof(run.number)).toMatchObject({ agrees: true, runs: [{ bank: { stays: total } }] });
  const { findings } = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(findings).toEqual([]);
}, 420_000);
