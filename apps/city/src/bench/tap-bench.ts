/** From the card to the person on screen: exchanges and milliseconds, held against the bare exchanges through pcscd. */
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { CardReaders, Insertion, TransmitOptions } from '#hardware/card-reader/card-reader.js';
import { PcscReaders } from '#hardware/card-reader/pcsc-readers.js';
import { internalAuthenticate, readRecord, selectApplication } from '#libs/cards/apdu.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import { originOf } from '../addresses.js';
import { BenchTable } from '../main-job/bench-table.js';
import { DeskWindow } from '../main-job/desk-window.js';
import { startTemporaryCity } from '../temporary-city.js';
import { printFigure, quantile } from './figure.js';

const taps = 25;

type Tap = { readonly exchanges: number; readonly milliseconds: number };

/** The commands that identity needs, and the proof: what no tap can do without. */
const bareCommands = (): readonly (readonly [Uint8Array, TransmitOptions?])[] => [
  [selectApplication(), { leaveResponse: true }],
  [readRecord(5, 1, 0x12)],
  [readRecord(5, 7, 0x0b)],
  [internalAuthenticate(randomBytes(8), randomBytes(8))],
];

const tapBare = async (readers: CardReaders, { insertionId, atMs }: Insertion): Promise<Tap> => {
  let exchanges = 0;
  for (const [command, options] of bareCommands())
    exchanges += (await readers.transmit(insertionId, command, options)).exchanges;
  return { exchanges, milliseconds: steadyNowMs() - atMs };
};

const tapAtWindow = (window: DeskWindow): Promise<Tap> =>
  window.until('an open card', 20_000, ({ card }) =>
    card?.stage === 'open' ? { exchanges: card.exchanges, milliseconds: card.milliseconds } : null,
  );

const median = (all: readonly Tap[], of: keyof Tap): number =>
  quantile(
    all.map((each) => each[of]),
    0.5,
  );

/** Taps one v2 and one v3 card at a window, then talks to the same cards in the same reader without agent and central. */
export const benchTap = async (): Promise<void> => {
  const { city, data, addresses, stop } = await startTemporaryCity(true);
  try {
    const table = new BenchTable(originOf(addresses.bench));
    const window = await DeskWindow.open(originOf(addresses.agent));
    await window.ready();
    await window.signIn(city.demonstration.clerk);

    const measured = new Map<string, { readonly cardId: string; readonly taps: readonly Tap[] }>();
    for (const card of await table.cards()) {
      const version = card.specificationVersion ?? '';
      if (measured.has(version)) continue;
      await table.insert(card.id);
      const first = await window.until(card.label, 20_000, ({ card: shown }) =>
        shown?.stage === 'open' || shown?.stage === 'refused' ? shown : null,
      );
      const list: Tap[] = [];
      for (let tap = 0; first.stage === 'open' && tap < taps; tap += 1) {
        await table.pull();
        await window.until('an empty reader', 20_000, ({ card: shown }) => shown === null || null);
        await table.insert(card.id);
        list.push(await tapAtWindow(window));
      }
      await table.pull();
      await window.until('an empty reader', 20_000, ({ card: shown }) => shown === null || null);
      if (list.length > 0) measured.set(version, { cardId: card.id, taps: list });
    }
    window.close();

    await city.program('agent').stop();
    const readers = new PcscReaders({ socketPath: join(data, 'pcscd', 'pcscd.comm') });
    try {
      const events = new EventEmitter();
      readers.on('inserted', (insertion) => events.emit('inserted', insertion));
      for (const [version, { cardId, taps: list }] of measured) {
        const bare: Tap[] = [];
        for (let tap = 0; tap < taps; tap += 1) {
          const inserted = once(events, 'inserted') as Promise<[Insertion]>;
          await table.insert(cardId);
          bare.push(await tapBare(readers, (await inserted)[0]));
          await table.pull();
        }
        for (const [of, unit] of [
          ['exchanges', 'exchanges'],
          ['milliseconds', 'ms'],
        ] as const)
          printFigure({
            bench: 'tap',
            figure: of === 'exchanges' ? 'exchanges of a tap' : 'card to person, median',
            at: { specificationVersion: version, taps },
            value: median(list, of),
            unit,
            baseline: { name: 'bare exchanges through pcscd', value: median(bare, of) },
          });
      }
    } finally {
      await readers.close();
    }
  } finally {
    await stop();
  }
};
