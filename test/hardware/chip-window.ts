/** A window for tests: a pcscd of its own, two virtual slots, and the reader process, with every event kept in order. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardImage, ForeignCardImage } from '#libs/cards/card-image.js';
import type { CardReaderEvents, Insertion } from '#hardware/card-reader/card-reader.js';
import { PcscReaders } from '#hardware/card-reader/pcsc-readers.js';
import { ChipBox } from '#hardware/virtual-card/chip-box.js';
import { startPcscd, type Pcscd } from '#hardware/virtual-card/pcscd.js';
import { VirtualReader } from '#hardware/virtual-card/virtual-reader.js';
import { freePorts } from '../../apps/city/src/free-port.js';

type EventName = keyof CardReaderEvents;
type EventOf<E extends EventName> = Parameters<CardReaderEvents[E]>[0];

// A guard only: on a busy machine an event may be seconds late and still come.
const patienceMs = 20_000;

/** The reader process is compiled: a test of yesterday's build would prove nothing. The compiler notes what it read. */
const demandFreshBuild = async (): Promise<void> => {
  const compiled = await readFile('dist/.tsbuildinfo', 'utf8');
  for (const name of [
    'pcsc-process',
    'pcsc-slot',
    'pcsc-messages',
    'pcsc-link',
    'pin-pad',
    'pcsc-errors',
    'iso7816',
    'card-reader',
  ]) {
    const file = `hardware/card-reader/${name}.ts`;
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    if (!compiled.includes(digest)) throw new Error(`${file} is not what was compiled last: build first`);
  }
};

export class ChipWindow {
  readonly chips = new ChipBox();
  readonly slots: readonly [VirtualReader, VirtualReader];
  #readers: PcscReaders | null = null;
  #pcscd: Pcscd | null = null;
  readonly #kept: { readonly event: EventName; readonly value: unknown }[] = [];
  /** Insertions that were told and have not left yet. */
  readonly #present = new Set<string>();
  #arrived: () => void = () => undefined;

  private constructor(
    readonly directory: string,
    /** Of the first slot; the second has the next. */
    readonly firstPort: number,
  ) {
    this.slots = [
      new VirtualReader({ port: firstPort, chips: this.chips }),
      new VirtualReader({ port: firstPort + 1, chips: this.chips }),
    ];
  }

  /** An empty window on ports of its own; nothing runs yet. */
  static async make(): Promise<ChipWindow> {
    await demandFreshBuild();
    return new ChipWindow(await mkdtemp(join(tmpdir(), 'sscard-chip-')), await freePorts(2));
  }

  /** A window with pcscd and readers running, past its first news. */
  static async open(): Promise<ChipWindow> {
    const window = await ChipWindow.make();
    await window.startPcscd();
    window.startReaders();
    await window.next('service', ({ readers }) => readers.length === 2);
    return window;
  }

  get pcscd(): Pcscd {
    if (this.#pcscd === null) throw new Error('pcscd is not running');
    return this.#pcscd;
  }

  get readers(): PcscReaders {
    if (this.#readers === null) throw new Error('no readers');
    return this.#readers;
  }

  get socketPath(): string {
    return join(this.directory, 'pcscd.comm');
  }

  async startPcscd(): Promise<void> {
    this.#pcscd = await startPcscd({ directory: this.directory, firstPort: this.firstPort });
  }

  /** Of all readers, or of those whose names match. */
  startReaders(readerName?: RegExp): void {
    const readers = new PcscReaders({
      socketPath: this.socketPath,
      heartbeatMs: 100,
      hungAfterMs: 3000,
      ...(readerName === undefined ? {} : { readerName }),
    });
    for (const event of ['service', 'inserted', 'removed', 'unreadable', 'freed'] as const)
      readers.on(event, (value: unknown) => {
        this.#kept.push({ event, value });
        this.#arrived();
      });
    readers.on('inserted', ({ insertionId }) => this.#present.add(insertionId));
    readers.on('removed', ({ insertionId }) => this.#present.delete(insertionId));
    this.#readers = readers;
  }

  /** The next event of this kind that suits, taken out of what was kept; rejects after twenty seconds. */
  async next<E extends EventName>(
    event: E,
    suits: (value: EventOf<E>) => boolean = () => true,
  ): Promise<EventOf<E>> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const at = this.#kept.findIndex((kept) => kept.event === event && suits(kept.value as EventOf<E>));
      const [found] = at < 0 ? [] : this.#kept.splice(at, 1);
      if (found !== undefined) return found.value as EventOf<E>;
      const left = end - Date.now();
      if (left <= 0) throw new Error(`no ${event}; came: ${this.#kept.map((kept) => kept.event).join(', ')}`);
      await new Promise<void>((settle) => {
        const timer = setTimeout(settle, left);
        this.#arrived = () => {
          clearTimeout(timer);
          settle();
        };
      });
    }
  }

  /** Events of this kind that nobody has taken. */
  left(event: EventName): number {
    return this.#kept.filter((kept) => kept.event === event).length;
  }

  /** Puts a card into a slot and returns its insertion as the reader tells it. */
  async insert(image: CardImage | ForeignCardImage, slot: 0 | 1 = 0): Promise<Insertion> {
    await this.slots[slot].insert(image);
    return this.next('inserted', ({ readerName }) => readerName.endsWith(`0${slot}`));
  }

  /** Pulls the card of a slot and waits for the news of it. */
  async pull({ insertionId }: Insertion, slot: 0 | 1 = 0): Promise<void> {
    await this.slots[slot].pull();
    await this.next('removed', (removed) => removed.insertionId === insertionId);
  }

  /** Empties both slots and forgets what was not taken, for the next test. */
  async clear(): Promise<void> {
    const present = this.slots.filter((slot) => slot.image !== null).length;
    for (const slot of this.slots) await slot.pull();
    if (present > 0) await this.#readersSeeNothing();
    for (const insertionId of this.#present)
      await this.next('removed', (removed) => removed.insertionId === insertionId);
    this.#kept.length = 0;
  }

  async close(): Promise<void> {
    for (const slot of this.slots) await slot.pull();
    await this.#readers?.close();
    await this.#pcscd?.stop();
    await rm(this.directory, { recursive: true });
  }

  /** A card that was never told leaves without news; within two polls of pcscd it would have been told. */
  async #readersSeeNothing(): Promise<void> {
    await new Promise((settle) => {
      setTimeout(settle, 150);
    });
  }
}

export const foreignCard = (foreign: ForeignCardImage['foreign']): ForeignCardImage => ({
  id: foreign,
  label: foreign,
  note: '',
  atr: '3B0100',
  foreign,
});
