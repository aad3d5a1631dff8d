/** The bench keeps what is written to its cards: a blank made a card, and PIN tries, through a restart of the program. */
import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerToReset } from '#libs/cards/answer-to-reset.js';
import { getChallenge, readRecord, selectApplication, verifyPin } from '#libs/cards/apdu.js';
import type { BlankCardImage } from '#libs/cards/card-image.js';
import { personalisationCommands } from '#libs/cards/management-commands.js';
import type { BenchCard } from '#libs/contract/bench.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { Bench } from '../../apps/bench/src/bench.js';
import { ChipWindow } from './chip-window.js';
import { sampleCard } from '../support/sample-card.js';

const blank: BlankCardImage = {
  id: 'blank-1',
  label: '空白卡 1',
  note: '',
  specificationVersion: '3.00',
  algorithm: 'sm4',
  atr: toHex(answerToReset(fromHex('00814E43238697159900BF7C7A'))),
  blank: true,
  transportKey: '66'.repeat(16),
};
const factor = fromHex('1122334455667788');

let window: ChipWindow;
let bench: Bench;

const startBench = (): Bench =>
  new Bench(
    {
      port: 0,
      cardPort: window.firstPort,
      bankUrl: 'http://127.0.0.1:9',
      clerkUrl: null,
      kioskUrl: null,
      kioskPrinterDevice: null,
      kioskCodeReaderDevice: null,
      cardDirectory: join(window.directory, 'cards'),
      printerDevice: join(window.directory, 'printer'),
      codeReaderDevice: join(window.directory, 'code-reader'),
      paperWidthMm: 80,
      webRoot: window.directory,
    },
    (line) => {
      throw new Error(line);
    },
  );

beforeAll(async () => {
  window = await ChipWindow.open();
  await mkdir(join(window.directory, 'cards'));
  await writeFile(join(window.directory, 'cards', 'blank-1.json'), JSON.stringify(blank));
  bench = startBench();
}, 60_000);
afterAll(async () => {
  await bench.stop();
  await window.close();
});

const shown = async (): Promise<BenchCard | undefined> => (await bench.state()).cards[0];

const insert = async (): Promise<(command: Uint8Array) => Promise<string>> => {
  const inserted = window.next('inserted');
  expect((await bench.insert(0, 'blank-1')).ok).toBe(true);
  const { insertionId } = await inserted;
  return async (command) => {
    const { data, statusWord } = await window.readers.transmit(insertionId, command);
    return toHex(data) + statusWord.toString(16);
  };
};

const personaliseUpTo = async (count: number): Promise<string[]> => {
  const send = await insert();
  await send(selectApplication());
  const cardChallenge = fromHex((await send(getChallenge())).slice(0, 16));
  const access = { transportKey: fromHex(blank.transportKey), cardChallenge, factor };
  const answers: string[] = [];
  for (const command of personalisationCommands(sampleCard('3.00'), access).slice(0, count))
    answers.push(await send(command));
  return answers;
};

const restart = async (): Promise<void> => {
  await bench.stop();
  bench = startBench();
};

describe('a card of the bench', () => {
  it('is shown as blank', async () => {
    expect(await shown()).toMatchObject({ blank: true, cardNumber: null, pinTriesLeft: null });
  });

  it('keeps a personalisation that was interrupted, and takes it up after a restart', async () => {
    expect(await personaliseUpTo(2)).toEqual(['9000', '9000']);
    await restart();
    expect(await shown()).toMatchObject({ blank: true });
    expect(await personaliseUpTo(3)).toEqual(['9000', '9000', '9000']);
    expect(await shown()).toMatchObject({ blank: false, cardNumber: 'X00000019', pinTriesLeft: 3 });
  });

  it('is a card from then on, with its PIN tries, through restarts', async () => {
    await restart();
    const send = await insert();
    await send(selectApplication());
    expect(await send(readRecord(5, 7, 0x0b))).toBe('07095830303030303031399000');
    expect(await send(verifyPin('000000'))).toBe('63c2');
    await restart();
    expect(await shown()).toMatchObject({ cardNumber: 'X00000019', pinTriesLeft: 2 });
    const again = await insert();
    await again(selectApplication());
    expect(await again(verifyPin('000000'))).toBe('63c1');
  });

  it('leaves one whole file and no draft', async () => {
    const directory = join(window.directory, 'cards');
    expect(await readdir(directory)).toEqual(['blank-1.json']);
    expect(JSON.parse(await readFile(join(directory, 'blank-1.json'), 'utf8'))).toMatchObject({
      id: 'blank-1',
      pinTriesLeft: 1,
    });
  });
});
