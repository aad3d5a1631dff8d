/** Promises of long work on batches: killed anywhere it goes on, shared by two it is done once. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardOffice } from '../../../../../test/support/card-office.js';
import {
  commandPassword,
  killMidway,
  startCards,
  startExport,
  startProgram,
  until,
} from '../../../../../test/support/commands.js';
import { Hold } from '../../../../../test/support/hold.js';

// Three chunks of work.
const cards = 2100;

let office: CardOffice;
beforeAll(async () => {
  // The central of this process leaves work that was left half done to the one that is tried.
  office = await CardOffice.open({ WORK_EVERY_MS: '3600000' });
  await office.counter.addStaff(office.maker, '操作员', 'batch-operator', commandPassword);
  await office.counter.addStaff(office.approver, '审批员', 'approver', commandPassword);
}, 60_000);
afterAll(() => office.close());

const command = (...args: readonly string[]): ChildProcess =>
  startCards(office.counter, office.maker, 'batch', ...args);

const eventsOf = async (number: string, act: string): Promise<{ events: number; subjects: number }> => {
  const [row] = await office.counter.query<{ events: number; subjects: number }>(
    `select count(*)::int as events, count(distinct coalesce(application_id::text, card_id::text))::int as subjects
     from card_event where batch_number = $1 and act = $2`,
    [number, act],
  );
  return row ?? { events: 0, subjects: 0 };
};

describe('a batch whose work is killed', () => {
  it('is exported and taken back once each, and the stock adds up between and after', async () => {
    const { number } = await office.approved(cards);
    await killMidway(
      office.counter,
      () => startExport(office, number, office.path('killed.txt')),
      'card-batch.allot',
      number,
    );
    expect(existsSync(office.path('killed.txt'))).toBe(false);
    expect(await office.findings()).toEqual([]);
    expect((await office.export(number)).items).toBe(cards);
    expect(await eventsOf(number, 'produce')).toEqual({ events: cards, subjects: cards });

    await office.manufacture(number, { spoil: 40 });
    await killMidway(
      office.counter,
      () => command('import-result', number, office.path(`${number}.csv`)),
      'card-batch.result',
      number,
    );
    expect(await office.findings()).toEqual([]);
    expect(await office.takeResult(number)).toMatchObject({ rows: cards, findings: [] });
    expect(await office.standing(number)).toEqual({ personalised: cards - 40, spoiled: 40 });
    expect(await eventsOf(number, 'personalise')).toEqual({ events: cards - 40, subjects: cards - 40 });
    expect(await eventsOf(number, 'spoil')).toEqual({ events: 40, subjects: 40 });
    expect(await office.findings()).toEqual([]);
  }, 120_000);

  it('leaves no file under its name when it is killed while it writes, and the same content the next time', async () => {
    const { number } = await office.approved(cards);
    const whole = await office.export(number, 'first.txt');
    const path = office.path('later.txt');
    const { database } = office.counter;
    await office.counter.query(
      `create function wait_before_record() returns trigger language plpgsql as
         $$ begin perform pg_advisory_xact_lock(1); return new; end $$;
       create trigger wait_before_record before insert on audit_event
         for each row when (new.action = 'card-batch.exported') execute function wait_before_record()`,
    );
    const hold = await Hold.take(database, 'select pg_advisory_xact_lock(1)');
    const child = startExport(office, number, path);
    const ended = once(child, 'exit');
    await hold.awaited();
    expect(existsSync(`${path}.${number}.part`)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(path)).toBe(false);
    await hold.letGo();
    // Waits until the server has noticed, too, and taken back what was not committed.
    await office.counter.query('drop function wait_before_record cascade');
    const again = await office.export(number, 'later.txt');
    expect(again.contentDigest).toBe(whole.contentDigest);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(again.chunks + 2);
  }, 120_000);
});

describe('a batch that is killed while it is made', () => {
  it('is there whole or not at all, and everybody is in one batch', async () => {
    await office.apply(cards);
    // Where it is entered, in the middle of taking applications, and where it is put on record.
    for (const table of ['card_batch', 'card_batch_item', 'audit_event']) {
      await office.counter.query(
        `create or replace function wait_in_making() returns trigger language plpgsql as
           $$ begin perform pg_advisory_xact_lock_shared(60); return new; end $$;
         create trigger wait_in_making before insert or update on ${table} for each row execute function wait_in_making()`,
      );
      const hold = await Hold.take(office.counter.database, 'select pg_advisory_xact_lock(60)');
      const making = command('create', '--without-photo');
      const ended = once(making, 'exit');
      await hold.awaited();
      making.kill('SIGKILL');
      await ended;
      await hold.letGo();
      await office.counter.query('drop function wait_in_making cascade');
    }
    const number = await office.make();
    expect(await office.standing(number)).toEqual({ applied: cards });
    expect(
      await office.counter.query(
        `select count(*)::int as applications, count(distinct i.application_id)::int as once, count(*) filter (where i.item is null)::int as nowhere
         from card_application a left join card_batch_item i on i.application_id = a.id and i.outcome is null where a.state = 'applied'`,
      ),
    ).toEqual([{ applications: cards, once: cards, nowhere: 0 }]);
    expect(await office.findings()).toEqual([]);
    await office.counter.query(`update card_application set state = 'withdrawn' where state = 'applied'`);
  }, 120_000);
});

describe('an approval that is killed', () => {
  it('is brought to its end by the next central that starts, and everybody is approved once', async () => {
    await office.apply(cards);
    const number = await office.make();
    await killMidway(
      office.counter,
      () => startCards(office.counter, office.approver, 'batch', 'approve', number),
      'card-batch.approve',
      number,
    );
    const central = startProgram(office.counter, 'main', [], { CENTRAL_PORT: '0', WORK_EVERY_MS: '50' });
    const ended = once(central, 'exit');
    // The last chunk done is not the end yet: told to stop in between, central would leave the end to another.
    await until(central, async () => {
      const ends = `select 1 from work where kind = 'card-batch.approve' and subject = $1 and finished_at is not null`;
      return (await office.counter.query(ends, [number])).length > 0;
    });
    const [{ items } = { items: 0 }] = await office.counter.query<{ items: number }>(
      'select items from card_batch where number = $1',
      [number],
    );
    expect(await eventsOf(number, 'approve')).toEqual({ events: items, subjects: items });
    central.kill('SIGTERM');
    await ended;
    await office.blanks(items);
    expect((await office.export(number)).items).toBe(items);
  }, 120_000);
});

describe('two at once', () => {
  it('share a batch: every card has its result, its arrival and its events once', async () => {
    const { number } = await office.approved(cards / 3);
    const [{ items } = { items: 0 }] = await office.counter.query<{ items: number }>(
      'select items from card_batch where number = $1',
      [number],
    );
    await office.export(number);
    await office.manufacture(number, { spoil: 3 });
    const other = command('import-result', number, office.path(`${number}.csv`));
    const ended = once(other, 'exit');
    const ours = await office.takeResult(number);
    expect(await ended).toEqual([0, null]);
    expect(ours.findings).toEqual([]);
    const made = items - 3;
    expect(await eventsOf(number, 'personalise')).toEqual({ events: made, subjects: made });
    const receiving = command('receive', number, '--depot', 'D77');
    const received = once(receiving, 'exit');
    await office.receive(number);
    await received;
    expect(await eventsOf(number, 'deliver')).toEqual({ events: made, subjects: made });
    expect(await office.standing(number)).toEqual({ delivered: made, spoiled: 3 });
    expect(await office.findings()).toEqual([]);
  }, 120_000);
});
