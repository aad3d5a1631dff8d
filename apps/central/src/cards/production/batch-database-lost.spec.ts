/** Promises of commands on batches whose database is restarted over them: they say how to go on, and nothing is there twice. */
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardOffice } from '../../../../../test/support/card-office.js';
import {
  commandPassword,
  endOf,
  restartDatabase,
  restartMidway,
  startCards,
  startExport,
} from '../../../../../test/support/commands.js';
import { Hold } from '../../../../../test/support/hold.js';

// Three chunks of work.
const cards = 2100;

let office: CardOffice;
let number: string;
beforeAll(async () => {
  // Only the commands work on the batch.
  office = await CardOffice.open({ WORK_EVERY_MS: '3600000' });
  await office.counter.addStaff(office.maker, '操作员', 'batch-operator', commandPassword);
  await office.counter.addStaff(office.approver, '审批员', 'approver', commandPassword);
  await office.apply(cards);
  await office.blanks(cards);
  number = await office.make();
}, 120_000);
afterAll(() => office.close());

/** How often an act was done to the applications or cards of the batch, and to how many of them. */
const timesOf = async (act: string): Promise<unknown> => {
  const [row] = await office.counter.query(
    `select count(*)::int as events, count(distinct coalesce(application_id::text, card_id::text))::int as subjects
     from card_event where batch_number = $1 and act = $2`,
    [number, act],
  );
  return row;
};

const command = (...args: readonly string[]): ChildProcess =>
  startCards(office.counter, office.maker, 'batch', ...args);

const exportTo = (file: string): ChildProcess => startExport(office, number, office.path(file));

it('approves everybody once', async () => {
  await restartMidway(
    office.counter,
    () => startCards(office.counter, office.approver, 'batch', 'approve', number),
    'card-batch.approve',
    number,
  );
  expect(await timesOf('approve')).toEqual({ events: cards, subjects: cards });
}, 120_000);

it('gives every item one chip, and writes the file whole or not at all', async () => {
  await restartMidway(office.counter, () => exportTo(`${number}.txt`), 'card-batch.allot', number);
  expect(await timesOf('produce')).toEqual({ events: cards, subjects: cards });
  expect(await office.findings()).toEqual([]);
  // It has written all when it wants to put on record that the batch went out.
  const hold = await Hold.take(
    office.counter.database,
    'select 1 from card_batch where number = $1 for update',
    [number],
  );
  const ended = endOf(exportTo('again.txt'));
  try {
    await Promise.race([hold.awaited(), ended]);
    await restartDatabase(office.counter);
  } finally {
    await hold.letGo();
  }
  expect(await ended).toMatchObject({ code: 1, answer: { code: 'command-interrupted' } });
  expect(existsSync(office.path('again.txt'))).toBe(false);
}, 120_000);

it('takes every result in once', async () => {
  await office.manufacture(number, { spoil: 7 });
  const result = office.path(`${number}.csv`);
  expect(
    await restartMidway(
      office.counter,
      () => command('import-result', number, result),
      'card-batch.result',
      number,
    ),
  ).toMatchObject({ outcome: 'done', rows: cards });
  expect(await timesOf('personalise')).toEqual({ events: cards - 7, subjects: cards - 7 });
  expect(await timesOf('spoil')).toEqual({ events: 7, subjects: 7 });
  expect(await office.findings()).toEqual([]);
}, 120_000);
