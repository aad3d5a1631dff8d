/** Promises that a page of a batch that cannot be read while the one before is written ends the command, and not the process. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commandPassword, endOf, startExport } from '../../../../../test/support/commands.js';
import { CardOffice } from '../../../../../test/support/card-office.js';

// As many as two pages take.
const items = 260;

let office: CardOffice;
beforeAll(async () => {
  office = await CardOffice.open();
  await office.counter.addStaff(office.maker, '操作员', 'batch-operator', commandPassword);
}, 60_000);
afterAll(() => office.close());

it('tells of the page that was read ahead and failed, to whoever gave the command', async () => {
  await office.apply(items);
  // With photos a page is written in many turns.
  await office.counter.query(
    `with jpeg as (select '\\xffd8ff'::bytea || convert_to(repeat('x', 100000), 'utf8') as jpeg),
     kept as (insert into photo select encode(sha256(jpeg), 'hex'), jpeg from jpeg returning digest)
     update card_application set photo_digest = kept.digest from kept where state = 'applied'`,
  );
  const number = await office.make();
  await office.blanks(items);
  await office.approve(number);
  await office.counter.query(`create function broken(text) returns boolean language plpgsql as
    $$ begin raise exception 'page lost'; end $$`);
  await office.counter.query(`alter table person enable row level security`);
  // The second page has the last people who applied.
  const last = await office.counter.query<{ id: string }>(
    `select a.person_id as id from card_batch b join card_batch_item i on i.batch_id = b.id
     join card_application a on a.id = i.application_id where b.number = $1 and i.item > 250`,
    [number],
  );
  expect(last).toHaveLength(items - 250);
  await office.counter.query(
    `create policy broken_page on person using (case when id in (${last.map(({ id }) => `'${id}'`).join(', ')}) then broken(name) else true end)`,
  );
  const path = office.path(`${number}.txt`);
  // With its answer the command has put its draft away and closed what it held; a process that breaks says nothing.
  expect(await endOf(startExport(office, number, path))).toMatchObject({
    code: 1,
    answer: { code: 'internal-fault', detail: 'page lost' },
  });
  expect(readdirSync(office.folder)).toEqual([]);

  await office.counter.query(`drop policy broken_page on person`);
  await office.counter.query(`alter table person disable row level security`);
  expect(await endOf(startExport(office, number, path))).toMatchObject({ code: 0, answer: { items } });
});
