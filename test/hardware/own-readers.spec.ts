/** Promises of two terminals at one reader service: each touches its own readers alone, and is not disturbed by the other's cards. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PcscReaders } from '#hardware/card-reader/pcsc-readers.js';
import type { Insertion } from '#hardware/card-reader/card-reader.js';
import { selectApplication } from '#libs/cards/apdu.js';
import { sampleCard } from '../support/sample-card.js';
import { ChipWindow } from './chip-window.js';

let window: ChipWindow;
let other: PcscReaders;
const othersCards: Insertion[] = [];

beforeAll(async () => {
  window = await ChipWindow.make();
  await window.startPcscd();
  window.startReaders(/ 00$/);
  other = new PcscReaders({ socketPath: window.socketPath, readerName: / 01$/ });
  other.on('inserted', (insertion) => othersCards.push(insertion));
}, 60_000);
afterAll(async () => {
  await other?.close();
  await window?.close();
});

it('hears nothing of a card in a reader that is another terminal’s, and loses nothing by it', async () => {
  const { readers } = await window.next('service', (told) => told.readers.length > 0);
  expect(readers).toEqual([window.pcscd.readerNames[0]]);
  for (let time = 0; time < 3; time += 1) {
    const before = othersCards.length;
    await window.slots[1].insert(sampleCard('2.00'));
    while (othersCards.length === before) await wait(20);
    const { insertionId = '' } = othersCards.at(-1) ?? {};
    expect((await other.transmit(insertionId, selectApplication())).statusWord).toBe(0x9000);
    await window.slots[1].pull();
    await wait(500);
  }
  expect([window.left('inserted'), window.left('removed'), window.left('service')]).toEqual([0, 0, 0]);
  const card = await window.insert(sampleCard('2.00'));
  expect((await window.readers.transmit(card.insertionId, selectApplication())).statusWord).toBe(0x9000);
}, 60_000);
