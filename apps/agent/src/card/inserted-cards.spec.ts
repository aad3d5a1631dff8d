/** Promises about the card in the reader when its clerk leaves in the middle of something. */
import { EventEmitter } from 'node:events';
import { expect, it } from '@jest/globals';
import type { CardReaders, Insertion } from '#hardware/card-reader/card-reader.js';
import { CentreClock } from '../ground/centre-clock.js';
import { readAgentConfig } from '../ground/config.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { createLog } from '../ground/logging.js';
import { refusal, type Refusal } from '../ground/refusal.js';
import { InsertedCards } from './inserted-cards.service.js';

const insertion: Insertion = {
  insertionId: 'one',
  readerName: 'reader',
  atr: new Uint8Array(),
  atMs: 0,
  hasPad: false,
};

it('a card whose clerk leaves in the middle is reset before anything else is asked of it', async () => {
  const events = new EventEmitter();
  const asked: string[] = [];
  const readers: CardReaders = {
    on: (event, listener) => void events.on(event, listener),
    transmit: async (_, [, instruction]) => {
      asked.push(`command ${instruction}`);
      // The PIN was right; the sequence it belongs to never gets to its end.
      return { data: new Uint8Array(), statusWord: 0x9000, exchanges: 1 };
    },
    hold: async () => undefined,
    release: async () => undefined,
    reset: async () => void asked.push('reset'),
    verifyOnPad: async () => ({ data: new Uint8Array(), statusWord: 0x6401, exchanges: 1 }),
    close: async () => undefined,
  };
  const presence = new InsertedCards(
    () => readers,
    readAgentConfig({}),
    createLog('silent'),
    new DeskStore(new CentreClock()),
  );
  presence.onApplicationBootstrap();
  events.emit('inserted', insertion);
  const before = presence.require('one');
  const pressed = before
    .exclusivelyWithReset(async () => {
      await before.transmit(Uint8Array.of(0x00, 0x20));
      await before.whileHere(new Promise(() => undefined));
    })
    .catch((error: Refusal) => error.problem.code);
  await before.transmit(Uint8Array.of(0x00, 0x20));

  presence.startOver(refusal('sign-in-expired'));
  expect(await pressed).toBe('sign-in-expired');
  const now = presence.require('one');
  expect(now).not.toBe(before);
  await now.exclusively(() => now.transmit(Uint8Array.of(0x00, 0xa4)));
  expect(asked.slice(-2)).toEqual(['reset', 'command 164']);
});
