/** Promises of acts that are taken together: those who were there of late are waited for, and who works alone waits for nobody. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Gathering } from './gathering.js';

const none: ReadonlySet<Promise<void>> = new Set();

/** Waits, and tells whether anything had to be waited for at all; no clock is asked. */
const hasWaited = async (gathering: Gathering, present: () => number, settling = none): Promise<boolean> => {
  let isOver = false;
  const wait = gathering.wait(present, settling).then(() => (isOver = true));
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
  const waited = !isOver;
  await wait;
  return waited;
};

it('has nobody wait who works alone', async () => {
  const gathering = new Gathering(128);
  for (let times = 0; times < 5; times++) {
    gathering.came(1);
    expect(await hasWaited(gathering, () => 1)).toBe(false);
    gathering.took();
  }
});

it('waits for those who were there of late until they have come, and not for those who stay away', async () => {
  const gathering = new Gathering(128);
  for (let count = 1; count <= 8; count++) gathering.came(count);
  gathering.took();
  let present = 1;
  const all = gathering.wait(() => present, none).then(() => present);
  for (let count = 2; count <= 8; count++) {
    present = count;
    gathering.came(count);
  }
  expect(await all).toBe(8);
  gathering.took();
  const waits: boolean[] = [];
  for (let times = 0; times < 4; times++) {
    gathering.came(1);
    waits.push(await hasWaited(gathering, () => 1));
    gathering.took();
  }
  expect(waits).toEqual([true, true, false, false]);
});

it('waits for the group before, but not for one that stands at a lock', async () => {
  const gathering = new Gathering(128);
  gathering.came(1);
  const through = { before: false, standing: false };
  await gathering.wait(() => 1, new Set([delay(5).then(() => void (through.before = true))]));
  const standing = delay(2000).then(() => void (through.standing = true));
  await gathering.wait(() => 1, new Set([standing]));
  expect(through).toEqual({ before: true, standing: false });
  await standing;
});

it('takes a full group at once', async () => {
  const gathering = new Gathering(4);
  for (let count = 1; count <= 9; count++) gathering.came(count);
  expect(await hasWaited(gathering, () => 4, new Set([delay(50)]))).toBe(false);
});
