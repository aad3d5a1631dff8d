/** One slot of the virtual reader: cards are inserted into it and pulled from it, pcscd sees them come and go. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyCardImage } from '#libs/cards/card-image.js';
import { ChipBox } from './chip-box.js';
import type { PlayedCard } from './chip.js';
import { playOver } from './vpcd-link.js';

/**
 * How long a hand leaves the slot empty at least, from one card to the next (ms): some looks of pcscd. Within one look it sees no swap, and
 * takes a card that was pulled during a reset for absent, and the next one with it.
 */
export const handMs = 250;

/** How often a card that is in tries to reach a pcscd that is not running. */
const retryMs = 50;

type Inserted = {
  readonly image: AnyCardImage;
  readonly card: PlayedCard;
  socket: Socket | null;
  seen: boolean;
  exchanges: number;
};

export type VirtualReaderOptions = {
  /** Loopback port on which pcscd's driver waits for this slot's card. */
  readonly port: number;
  /** Shared by the slots of one bench, so that what was written to a card is there in either. */
  readonly chips?: ChipBox;
  /** Called whenever a card came, was seen by pcscd, was lost to it, or went. */
  readonly onChange?: () => void;
};

export class VirtualReader {
  readonly chips: ChipBox;
  readonly #port: number;
  readonly #onChange: () => void;
  #inserted: Inserted | null = null;
  #pullAt: number | null = null;
  /** When the last card went (ms of the process's own clock). */
  #emptySinceMs = -Infinity;
  /** Counts the hands that have been at the slot. */
  #hand = 0;

  constructor({ port, chips = new ChipBox(), onChange = () => undefined }: VirtualReaderOptions) {
    this.#port = port;
    this.chips = chips;
    this.#onChange = onChange;
  }

  /** The card that is in; null when the slot is empty. */
  get image(): AnyCardImage | null {
    return this.#inserted?.image ?? null;
  }

  /** Whether pcscd sees the card that is in. */
  get connected(): boolean {
    return this.#inserted?.seen ?? false;
  }

  /** Commands this card has been sent since it was inserted. */
  get exchanges(): number {
    return this.#inserted?.exchanges ?? 0;
  }

  /**
   * Puts a card in as a hand does, after pulling the one that is in; `hurried`: quicker than any hand. Resolves when pcscd has seen it;
   * rejects after `timeoutMs`, and even then the card stays in and will be seen as soon as pcscd runs.
   */
  async insert(image: AnyCardImage, { timeoutMs = 5000, hurried = false } = {}): Promise<void> {
    await this.pull();
    const hand = this.#hand;
    const restMs = this.#emptySinceMs + handMs - performance.now();
    if (!hurried && restMs > 0) await sleep(restMs);
    // Another hand has been at the slot meanwhile.
    if (hand !== this.#hand) return;
    const inserted: Inserted = {
      image,
      card: this.chips.play(image),
      socket: null,
      seen: false,
      exchanges: 0,
    };
    inserted.card.reset();
    this.#inserted = inserted;
    this.#onChange();
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`pcscd did not see the card on port ${this.#port} within ${timeoutMs} ms`));
      }, timeoutMs);
      const settle = (): void => {
        clearTimeout(late);
        resolve();
      };
      this.#reach(inserted, settle);
    });
  }

  /** Takes the card out; does nothing when the slot is empty. pcscd notices at its next poll. */
  async pull(): Promise<void> {
    this.#hand += 1;
    const inserted = this.#inserted;
    if (inserted === null) return;
    this.#inserted = null;
    this.#emptySinceMs = performance.now();
    this.#pullAt = null;
    const { socket } = inserted;
    if (socket !== null && !socket.closed)
      await new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        socket.destroy();
      });
    inserted.card.reset();
    this.#onChange();
  }

  /** Arms a fault: the card is pulled when its nth command from now arrives (from 1), before it is answered. */
  pullAtExchange(n: number): void {
    this.#pullAt = n;
  }

  /** Connects the card to pcscd, and again whenever the connection is lost, until it is pulled. */
  #reach(inserted: Inserted, settle: () => void): void {
    if (this.#inserted !== inserted) {
      settle();
      return;
    }
    const socket = connect(this.#port, '127.0.0.1');
    inserted.socket = socket;
    playOver(socket, inserted.card, {
      seen: () => {
        if (inserted.seen) return;
        inserted.seen = true;
        settle();
        this.#onChange();
      },
      command: () => this.#count(inserted),
    });
    // What went wrong shows in `close`, which follows: pcscd is not there (yet), and the card tries again.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      inserted.card.reset();
      if (inserted.seen) {
        inserted.seen = false;
        this.#onChange();
      }
      void sleep(retryMs).then(() => this.#reach(inserted, settle));
    });
  }

  /** Counts a command; false when it is the one at which the card is to be pulled. */
  #count(inserted: Inserted): boolean {
    inserted.exchanges += 1;
    if (this.#pullAt === null) return true;
    this.#pullAt -= 1;
    if (this.#pullAt > 0) return true;
    void this.pull();
    return false;
  }
}
