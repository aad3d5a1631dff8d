/** A PIN on the reader's own pad, over the real pcscd: it reaches the card and nothing else, and each end of an entry is told apart. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { selectApplication } from '#libs/cards/apdu.js';
import type { Insertion } from '#hardware/card-reader/card-reader.js';
import { padRefusalOf } from '#hardware/card-reader/pin-pad.js';
import { VirtualPinPad, type PadQuestion } from '#hardware/virtual-pin-pad/virtual-pin-pad.js';
import { ChipWindow } from './chip-window.js';
import { sampleCard } from '../support/sample-card.js';
import { eventually } from '../support/window.js';

let window: ChipWindow;
let pad: VirtualPinPad;
beforeAll(async () => {
  window = await ChipWindow.open();
}, 60_000);
beforeEach(async () => {
  pad = new VirtualPinPad(window.pcscd.pinPadPath);
  await pad.plugIn();
});
afterEach(async () => {
  await window.clear();
  await pad.unplug();
});
afterAll(() => window.close());

/** What the pad is asked, and what came of it once `press` was done there. */
const enter = async (
  { insertionId }: Insertion,
  press: () => unknown,
): Promise<{ readonly asked: PadQuestion; readonly status: string; readonly statusWord: number }> => {
  // The end of the entry before may be told as late as this.
  const question = new Promise<PadQuestion>((settle) => {
    pad.on('asked', (now) => now && settle(now));
  });
  const outcome = window.readers.verifyOnPad(insertionId);
  outcome.catch(() => undefined);
  const asked = await question;
  await press();
  const { statusWord } = await outcome;
  pad.removeAllListeners('asked');
  return { asked, status: statusWord.toString(16), statusWord };
};

const insert = async (slot: 0 | 1 = 0): Promise<Insertion> => {
  const card = await window.insert(sampleCard('2.00'), slot);
  await window.readers.transmit(card.insertionId, selectApplication(), { leaveResponse: true });
  return card;
};

it('is announced with the card, asked for with its limits, and checked by the card', async () => {
  const card = await insert();
  expect(card.hasPad).toBe(true);
  const right = await enter(card, () => pad.enter('123456'));
  expect(right).toMatchObject({ asked: { slot: 0, least: 4, most: 16, seconds: 30 }, status: '9000' });
  expect((await enter(card, () => pad.enter('654321'))).status).toBe('63c2');
  // An odd number of digits is filled, and is another PIN.
  expect((await enter(card, () => pad.enter('12345'))).status).toBe('63c1');
  expect((await enter(card, () => pad.enter('123456'))).status).toBe('9000');
}, 30_000);

it('belongs to whichever slot has the card', async () => {
  const card = await insert(1);
  expect(await enter(card, () => pad.enter('123456'))).toMatchObject({ asked: { slot: 1 }, status: '9000' });
}, 30_000);

it('tells the red key and a wrong length apart, and neither costs a try', async () => {
  const card = await insert();
  const cancelled = await enter(card, () => pad.cancel());
  expect(padRefusalOf(cancelled.statusWord)).toBe('cancelled');
  for (const digits of ['123', '12345678901234567', '']) {
    const { statusWord } = await enter(card, () => pad.enter(digits));
    expect(padRefusalOf(statusWord)).toBe('wrong-length');
  }
  expect((await enter(card, () => pad.enter('000000'))).status).toBe('63c2');
}, 30_000);

it('gives up after thirty seconds, and the pad is free again', async () => {
  const card = await insert();
  const { statusWord } = await enter(card, () => undefined);
  expect(padRefusalOf(statusWord)).toBe('timed-out');
  await eventually('a pad that is free', () => pad.question === null);
  expect((await enter(card, () => pad.enter('123456'))).status).toBe('9000');
}, 60_000);

it('ends when the card is pulled meanwhile', async () => {
  const card = await insert();
  await expect(enter(card, () => window.slots[0].pull())).rejects.toMatchObject({ fault: 'removed' });
  await eventually('a pad that is free', () => pad.question === null);
}, 30_000);

it('is not there once it is unplugged, and the card is read all the same', async () => {
  await pad.unplug();
  const card = await insert();
  expect(card.hasPad).toBe(false);
  await expect(window.readers.verifyOnPad(card.insertionId)).rejects.toMatchObject({ fault: 'reader-gone' });
}, 30_000);
