/** A card at a window, over the real pcscd: tap, PIN, pulls, swaps, foreign cards, two readers, other programs. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import {
  externalAuthenticate,
  getChallenge,
  internalAuthenticate,
  readRecord,
  readRecordByTag,
  selectApplication,
  selectFile,
  verifyPin,
} from '#libs/cards/apdu.js';
import { decodeItem } from '#libs/cards/file-layout.js';
import { externalCryptogram, internalResult } from '#libs/cards/key-diversification.js';
import { decodeTlv } from '#libs/cards/tlv.js';
import type { Insertion, TransmitOptions } from '#hardware/card-reader/card-reader.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import { ChipWindow, foreignCard } from './chip-window.js';
import { sampleCard } from '../support/sample-card.js';

const run = promisify(execFile);
const processFactor = fromHex('1122334455667788');
const source = fromHex('A1B2C3D4E5F60718');

let window: ChipWindow;
beforeAll(async () => {
  window = await ChipWindow.open();
}, 60_000);
afterEach(() => window.clear());
afterAll(() => window.close());

const send = (card: Insertion, command: Uint8Array, options?: TransmitOptions) =>
  window.readers.transmit(card.insertionId, command, options);

const statusOf = async (card: Insertion, command: Uint8Array): Promise<string> =>
  (await send(card, command)).statusWord.toString(16);

/** The commands of a tap, in order: what identity needs, and the proof. */
const tap: readonly (readonly [Uint8Array, TransmitOptions?])[] = [
  [selectApplication(), { leaveResponse: true }],
  [readRecord(5, 1, 0x12)],
  [readRecord(5, 7, 0x0b)],
  [internalAuthenticate(processFactor, source)],
];

describe('a tap', () => {
  it.each(['2.00', '3.00'] as const)(
    'takes five exchanges with a v%s card, and proves it',
    async (version) => {
      const image = sampleCard(version);
      const card = await window.insert(image);
      expect(toHex(card.atr)).toBe(image.atr);
      const answers = [];
      for (const [command, options] of tap) answers.push(await send(card, command, options));
      expect(answers.map(({ statusWord }) => statusWord.toString(16).slice(0, 2))).toEqual([
        '61',
        '90',
        '90',
        '90',
      ]);
      expect(answers.map(({ exchanges }) => exchanges)).toEqual([1, 1, 1, 2]);
      expect(window.slots[0].exchanges).toBe(5);

      const [, code, number, proof] = answers.map(({ data }) => data);
      expect(decodeTlv(code ?? source)?.value).toEqual(fromHex(image.files.ef05['01'] ?? ''));
      expect(decodeItem('cardNumber', decodeTlv(number ?? source)?.value ?? source)).toBe('X00000019');
      expect(proof).toEqual(
        internalResult(fromHex(image.keys.irk), { processFactor, source }, image.algorithm),
      );
    },
  );

  it('reaches us by the news of the driver and not by asking for it', async () => {
    const delays: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const card = await window.insert(sampleCard('2.00'));
      delays.push(steadyNowMs() - card.atMs);
      await window.pull(card);
    }
    // The median: one late turn of a busy machine says nothing about the way the news takes.
    expect(delays.toSorted((a, b) => a - b)[3]).toBeLessThan(400);
  });

  it('opens the holder file of a v3 card only after external authentication', async () => {
    const image = sampleCard('3.00');
    const card = await window.insert(image);
    await send(card, selectApplication());
    await send(card, selectFile(0xef06));
    expect(await statusOf(card, readRecordByTag(0x08, 0x14))).toBe('6982');
    const cardChallenge = (await send(card, getChallenge())).data;
    const cryptogram = externalCryptogram(
      fromHex(image.keys.rksse),
      { cardChallenge, factor: processFactor },
      image.algorithm,
    );
    expect(await statusOf(card, externalAuthenticate(cryptogram, processFactor))).toBe('9000');
    const record = await send(card, readRecordByTag(0x08, 0x00));
    expect([record.statusWord, record.exchanges]).toEqual([0x9000, 2]);
    expect(decodeItem('socialSecurityNumber', decodeTlv(record.data)?.value ?? source)).toBe(
      '111111198101011110',
    );
  });

  it('keeps exchanges asked for together apart', async () => {
    const card = await window.insert(sampleCard('2.00'));
    await send(card, selectApplication());
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map((ordinal) => send(card, readRecord(5, ordinal, 0x00))),
    );
    expect(answers.map(({ data, exchanges }) => [data[0], exchanges])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((tag) => [tag, 2]),
    );
  });
});

describe('the PIN', () => {
  it('is counted down to blocked, also over insertions and in the other slot', async () => {
    const image = sampleCard('2.00', 'to-block');
    const card = await window.insert(image);
    await send(card, selectApplication());
    expect(await statusOf(card, verifyPin('123456'))).toBe('9000');
    expect(await statusOf(card, verifyPin('000000'))).toBe('63c2');
    await window.pull(card);
    const again = await window.insert(image, 1);
    await send(again, selectApplication());
    expect(await statusOf(again, verifyPin('000000'))).toBe('63c1');
    expect(await statusOf(again, verifyPin('000000'))).toBe('63c0');
    expect(await statusOf(again, verifyPin('123456'))).toBe('6983');
    expect(window.chips.pinTriesLeft('to-block')).toBe(0);
  });

  it('and the keys accepted do not outlive a reset', async () => {
    const image = sampleCard('3.00');
    const card = await window.insert(image);
    await send(card, selectApplication());
    expect(await statusOf(card, readRecord(5, 7, 0x0b))).toBe('9000');
    await window.readers.reset(card.insertionId);
    expect(await statusOf(card, readRecord(5, 7, 0x0b))).toBe('6985');
    expect(window.left('removed')).toBe(0);
  });
});

describe('a card pulled', () => {
  it.each([1, 2, 3, 4, 5])(
    'at exchange %i fails that exchange as removed, and the next card works',
    async (n) => {
      const card = await window.insert(sampleCard('2.00'));
      window.slots[0].pullAtExchange(n);
      const played = (async () => {
        for (const [command, options] of tap) await send(card, command, options);
      })();
      await expect(played).rejects.toMatchObject({ name: 'CardReaderError', fault: 'removed' });
      await window.next('removed', ({ insertionId }) => insertionId === card.insertionId);
      expect(window.slots[0].image).toBeNull();
      await expect(send(card, selectApplication())).rejects.toMatchObject({ fault: 'removed' });

      const next = await window.insert(sampleCard('2.00'));
      expect(next.insertionId).not.toBe(card.insertionId);
      expect(await statusOf(next, selectApplication())).toBe('9000');
    },
  );

  it('and swapped at once is told as one leaving and another coming', async () => {
    const first = await window.insert(sampleCard('2.00'));
    await window.slots[0].insert(sampleCard('2.00', 'other', 'X00000027'), { hurried: true });
    const second = await window.next('inserted');
    await window.next('removed', ({ insertionId }) => insertionId === first.insertionId);
    await send(second, selectApplication());
    const record = await send(second, readRecord(5, 7, 0x0b));
    expect(decodeItem('cardNumber', decodeTlv(record.data)?.value ?? source)).toBe('X00000027');
    await expect(send(first, selectApplication())).rejects.toMatchObject({ fault: 'removed' });
  });

  it('and swapped in a hurry never hides the one that stays', async () => {
    for (const [i, waitMs] of [0, 30, 5, 0, 12, 45, 0, 20, 8, 0, 35, 3].entries()) {
      const image = sampleCard('2.00', `hurried-${i}`, `X0000${String(i).padStart(4, '0')}`);
      await window.slots[0].insert(image, { hurried: true });
      await sleep(waitMs);
    }
    const numbers: string[] = [];
    while (numbers.at(-1) !== 'X00000011') {
      const card = await window.next('inserted');
      // Those that have left meanwhile are refused; only what is in may answer.
      const number = async (): Promise<string> => {
        await send(card, selectApplication());
        const record = await send(card, readRecord(5, 7, 0x0b));
        return decodeItem('cardNumber', decodeTlv(record.data)?.value ?? source);
      };
      numbers.push(await number().catch((error: Error) => error.message.slice(0, 7)));
    }
    expect(new Set(numbers.slice(0, -1))).toEqual(new Set(numbers.length > 1 ? ['removed'] : []));
  });

  it('that never was is no card', async () => {
    await expect(window.readers.transmit('nothing', selectApplication())).rejects.toMatchObject({
      fault: 'no-card',
    });
  });
});

describe('foreign cards', () => {
  it('of another application refuse ours', async () => {
    const card = await window.insert(foreignCard('other-application'));
    expect(await statusOf(card, selectApplication())).toBe('6a82');
  });

  it('that are mute time out, and leave the reader usable', async () => {
    const card = await window.insert(foreignCard('mute'));
    await expect(send(card, selectApplication(), { timeoutMs: 300 })).rejects.toMatchObject({
      fault: 'timed-out',
    });
    await expect(send(card, selectApplication())).rejects.toMatchObject({ fault: 'timed-out' });
    await window.pull(card);
    expect(await statusOf(await window.insert(sampleCard('2.00')), selectApplication())).toBe('9000');
  });
});

describe('a card that makes no sense', () => {
  it('is told as unreadable, and leaves the reader usable', async () => {
    await window.slots[0].insert({ ...foreignCard('mute'), atr: '00' });
    const { readerName, cause, detail } = await window.next('unreadable');
    expect(readerName).toMatch(/00$/);
    expect(cause).toBe('mute');
    expect(detail).not.toBe('');
    expect(window.left('inserted')).toBe(0);
    await window.slots[0].pull();
    expect((await window.next('removed')).readerName).toBe(readerName);
    expect(await statusOf(await window.insert(sampleCard('2.00')), selectApplication())).toBe('9000');
  });
});

describe('two readers', () => {
  it('answer apart, and a mute card in one does not hold up the other', async () => {
    const mute = await window.insert(foreignCard('mute'), 1);
    const card = await window.insert(sampleCard('2.00'), 0);
    const ended: string[] = [];
    const silence = send(mute, selectApplication(), { timeoutMs: 2000 }).finally(() => ended.push('mute'));
    await Promise.all([
      expect(silence).rejects.toMatchObject({ fault: 'timed-out' }),
      expect(statusOf(card, selectApplication()).finally(() => ended.push('card'))).resolves.toBe('9000'),
    ]);
    expect(ended).toEqual(['card', 'mute']);
    await window.pull(mute, 1);

    const other = await window.insert(sampleCard('3.00', 'other', 'X00000027'), 1);
    await send(other, selectApplication());
    const numbers = await Promise.all(
      [card, other].map(async (each) => (await send(each, readRecord(5, 7, 0x0b))).data),
    );
    expect(numbers.map((data) => decodeItem('cardNumber', decodeTlv(data)?.value ?? source))).toEqual([
      'X00000019',
      'X00000027',
    ]);
  });
});

describe('other programs', () => {
  it('talk to the card too: opensc-tool reads the card number', async () => {
    await window.insert(sampleCard('2.00'));
    const { stdout } = await run(
      'opensc-tool',
      ['--reader', '0', '-s', toHex(selectApplication()), '-s', toHex(readRecord(5, 7, 0x0b))],
      { env: { ...process.env, PCSCLITE_CSOCK_NAME: window.socketPath } },
    );
    expect(stdout).toContain('X00000019');
  });

  it('that reset the card are noticed: it counts as put in anew', async () => {
    const card = await window.insert(sampleCard('2.00'));
    await send(card, selectApplication());
    await run('opensc-tool', ['--reader', '0', '--reset'], {
      env: { ...process.env, PCSCLITE_CSOCK_NAME: window.socketPath },
    });
    await expect(send(card, readRecord(5, 7, 0x0b))).rejects.toMatchObject({ fault: 'removed' });
    await window.next('removed', ({ insertionId }) => insertionId === card.insertionId);
    const again = await window.next('inserted');
    expect(await statusOf(again, selectApplication())).toBe('9000');
  });
});
