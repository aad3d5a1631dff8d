/** Promises of the kept deny list: it survives a restart, follows its changes, and finds a card by either mark. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readAgentConfig } from '../ground/config.js';
import { DeniedCardsStore } from './denied-cards.store.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-deny-'));
const open = (): DeniedCardsStore => new DeniedCardsStore(readAgentConfig({ SSCARD_DATA: folder }));

let list: DeniedCardsStore;
beforeEach(() => {
  list = open();
});
afterEach(() => list.onApplicationShutdown());
afterAll(() => rmSync(folder, { recursive: true }));

const lost = { cardNumber: 'X00000019', identificationCode: 'AA01', refusal: 'card-lost' } as const;
const locked = { cardNumber: 'X00000028', identificationCode: 'AA02', refusal: 'card-locked' } as const;

describe('the deny list of a window', () => {
  it('starts empty, and says that it never heard of one', () => {
    expect(list.changeNumber).toBe(0);
    expect(list.extent).toEqual({ asOf: null, entries: 0 });
    expect(list.find('X00000019', 'AA01')).toBeNull();
  });

  it('finds a card by its number or by its identification code, after a restart too', () => {
    list.take([lost, locked], 7);
    list.confirm('2026-11-24T02:00:00.000Z');
    list.onApplicationShutdown();
    list = open();
    expect(list.find('X00000019', 'other')).toBe('card-lost');
    expect(list.find('other', 'AA02')).toBe('card-locked');
    expect(list.find('other', 'other')).toBeNull();
    expect(list.changeNumber).toBe(7);
    expect(list.extent).toEqual({ asOf: '2026-11-24T02:00:00.000Z', entries: 2 });
  });

  it('lets go of a card that may be used again, and takes the newest reason of one that may not', () => {
    list.take(
      [
        { ...lost, refusal: null },
        { ...locked, refusal: 'card-cancelled' },
      ],
      9,
    );
    expect(list.find('X00000019', 'AA01')).toBeNull();
    expect(list.find('X00000028', 'AA02')).toBe('card-cancelled');
    expect(list.changeNumber).toBe(9);
    expect(list.extent.entries).toBe(1);
  });

  it('can be forgotten whole, to be heard from the start', () => {
    list.startOver();
    expect(list.find('X00000028', 'AA02')).toBeNull();
    expect(list.changeNumber).toBe(0);
    expect(list.extent).toEqual({ asOf: null, entries: 0 });
  });
});
