/** What no tap can do without, measured in the same run: the bare exchanges of a card, and a frame of an empty page; and when the reader told of cards. */
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Insertion } from '#hardware/card-reader/card-reader.js';
import { PcscReaders } from '#hardware/card-reader/pcsc-readers.js';
import { internalAuthenticate, readRecord, selectApplication } from '#libs/cards/apdu.js';
import type { BenchReader } from '#libs/contract/bench.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import type { BenchTable } from '../main-job/bench-table.js';
import { quantile } from './figure.js';
import { WindowPage } from './window-page.js';

const emptyFrames = 25;

type CardRead = { readonly time: string; readonly milliseconds: number; readonly insertionId: string };

/** When the reader told of each card that was read (epoch ms), by the agent's own log. */
export const insertionsIn = (log: string): readonly number[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"card read"'))
    .map((line) => JSON.parse(line) as CardRead)
    .map(({ time, milliseconds }) => Date.parse(time) - milliseconds);

/** The bare exchanges of a tap with these cards in this reader, with no agent at it: median (ms from the reader's event). */
export const bareExchanges = async (
  data: string,
  table: BenchTable,
  cards: readonly string[],
  slot: BenchReader['slot'],
): Promise<number> => {
  const readers = new PcscReaders({ socketPath: join(data, 'pcscd', 'pcscd.comm') });
  try {
    const events = new EventEmitter();
    readers.on('inserted', (insertion) => events.emit('inserted', insertion));
    const all: number[] = [];
    for (const id of cards) {
      const inserted = once(events, 'inserted') as Promise<[Insertion]>;
      await table.insert(id, slot);
      const [{ insertionId, atMs }] = await inserted;
      await readers.transmit(insertionId, selectApplication(), { leaveResponse: true });
      for (const command of [
        readRecord(5, 1, 0x12),
        readRecord(5, 7, 0x0b),
        internalAuthenticate(randomBytes(8), randomBytes(8)),
      ])
        await readers.transmit(insertionId, command);
      all.push(steadyNowMs() - atMs);
      await table.pull(slot);
    }
    return quantile(all, 0.5);
  } finally {
    await readers.close();
  }
};

/** From a change of an empty page to its frame (ms): what no page can do without. */
export const emptyPaint = async (address: string): Promise<number> => {
  const window = await WindowPage.open(address);
  try {
    const all: number[] = [];
    for (let frame = 0; frame < emptyFrames; frame += 1) {
      await window.page.evaluate(`document.documentElement.innerHTML = '<body></body>'`);
      await window.lookFor({ frame: { selector: 'h1' } });
      const began = await window.page.evaluate<number>(
        `(() => { const at = performance.timeOrigin + performance.now(); document.body.innerHTML = '<h1>frame</h1>'; return at; })()`,
      );
      all.push(((await window.painted(['frame']))['frame'] ?? Number.NaN) - began);
    }
    return quantile(all, 0.5);
  } finally {
    await window.close();
  }
};
