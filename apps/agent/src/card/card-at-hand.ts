/** One card while it is in the reader: its exchanges, its session at the centre, and the end of both when it leaves. */
import type {
  CardAnswer,
  CardReaders,
  Insertion,
  TransmitOptions,
} from '#hardware/card-reader/card-reader.js';
import { CardReaderError } from '#hardware/card-reader/card-reader.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { Turns } from '#libs/kernel/turns.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import { Refusal, refusal } from '../ground/refusal.js';

/** The open session of a card, as the centre gave it. */
export type OpenSession = {
  readonly id: string;
  /** Mixed into the challenge of every write. */
  readonly nonce: string;
  /** `2.00` or `3.00`. */
  readonly specificationVersion: string;
  /** The holder's, which no PIN may be made of; not for a page. */
  readonly birthDate: PlainDate | null;
};

const exchangeTimeoutMs = 3_000;

const refusalOf = (error: CardReaderError): Refusal => {
  switch (error.fault) {
    case 'no-card':
    case 'removed':
      return refusal('card-removed');
    case 'timed-out':
      return refusal('card-not-read', 'no answer in time');
    case 'held':
      return refusal('card-held');
    case 'reader-gone':
      return refusal('reader-missing');
    case 'service-stopped':
      return refusal('reader-service-stopped');
  }
};

export class CardAtHand {
  /** Exchanges with the card so far. */
  exchanges = 0;
  session: OpenSession | null = null;
  /** Number of the latest of its sequences, from 1; see `exclusively`. */
  sequence = 0;
  /** Whether the social security application is the selected one. */
  selected = false;
  /** Whether no other program may have reached the card since the last sequence. */
  private held = false;
  private readonly controller = new AbortController();
  private readonly turns = new Turns('card in the reader');

  constructor(
    readonly insertion: Insertion,
    private readonly readers: CardReaders,
    private readonly tellBusy: (busy: boolean) => void,
  ) {}

  get id(): string {
    return this.insertion.insertionId;
  }

  get gone(): boolean {
    return this.controller.signal.aborted;
  }

  /** Aborted with the refusal when the card leaves, or the clerk. */
  get here(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds since the reader reported the card. */
  get ageMs(): number {
    return Math.max(0, steadyNowMs() - this.insertion.atMs);
  }

  /** The card left, or the clerk: whatever is under way ends with this refusal, and nothing is remembered. */
  end(reason: Refusal): void {
    this.session = null;
    this.controller.abort(reason);
  }

  /** Calls back when the card has left, at once when it has already. */
  onceGone(callback: () => void): void {
    if (this.gone) callback();
    else this.controller.signal.addEventListener('abort', callback, { once: true });
  }

  /** Waits for something as long as the card is here. */
  async whileHere<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.controller;
    if (signal.aborted) {
      // Nobody waits for it any more, so that its failure is nobody's either.
      work.catch(() => undefined);
      throw signal.reason as Refusal;
    }
    const over = new AbortController();
    const left = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Refusal), {
        once: true,
        signal: over.signal,
      });
    });
    try {
      return await Promise.race([work, left]);
    } finally {
      over.abort();
    }
  }

  /** One command. Throws Refusal: `card-removed` when it is gone, `card-not-read` when it does not answer. */
  transmit(command: Uint8Array, options: TransmitOptions = {}): Promise<CardAnswer> {
    return this.exchange(
      this.readers.transmit(this.id, command, { timeoutMs: exchangeTimeoutMs, ...options }),
    );
  }

  /** The reader takes the holder's PIN to the card on its own pad. Throws Refusal as `transmit`. */
  verifyOnPad(): Promise<CardAnswer> {
    return this.exchange(this.readers.verifyOnPad(this.id));
  }

  private async exchange(asked: Promise<CardAnswer>): Promise<CardAnswer> {
    try {
      const answer = await this.whileHere(asked);
      this.exchanges += answer.exchanges;
      return answer;
    } catch (error) {
      throw error instanceof CardReaderError ? refusalOf(error) : error;
    }
  }

  /**
   * Runs a sequence of commands that no other sequence and no other program may come between (decision 0034). Throws Refusal
   * `card-held` when another program does not let the card go.
   */
  exclusively<T>(sequence: () => Promise<T>): Promise<T> {
    return this.turns.take(() => this.inTransaction(sequence, () => true));
  }

  /** As `exclusively`, and when it ends well the card stays ours until the next sequence has ended, which begins where this one ends. */
  exclusivelyGoingOn<T>(sequence: () => Promise<T>): Promise<T> {
    return this.turns.take(() => this.inTransaction(sequence, (isDone) => !isDone));
  }

  private async inTransaction<T>(
    sequence: () => Promise<T>,
    isOver: (isDone: boolean) => boolean,
  ): Promise<T> {
    this.controller.signal.throwIfAborted();
    this.sequence += 1;
    this.tellBusy(true);
    let isDone = false;
    try {
      await this.hold();
      const result = await sequence();
      isDone = true;
      return result;
    } finally {
      if (isOver(isDone)) this.letGo();
      this.tellBusy(false);
    }
  }

  private async hold(): Promise<void> {
    if (this.held) return;
    // Since the last sequence another program may have selected something else, where a PIN would count as a wrong one.
    this.selected = false;
    try {
      await this.whileHere(this.readers.hold(this.id));
    } catch (error) {
      throw error instanceof CardReaderError ? refusalOf(error) : error;
    }
    this.held = true;
  }

  /** Nobody waits for it: the next sequence holds the card again, and a card that left has let go by itself. */
  private letGo(): void {
    this.held = false;
    this.readers.release(this.id).catch((error: unknown) => {
      if (!(error instanceof CardReaderError)) throw error;
    });
  }

  /** As `exclusively`, and leaves a chip behind that has forgotten every PIN and key: they must not serve whoever holds it next. */
  exclusivelyWithReset<T>(sequence: () => Promise<T>): Promise<T> {
    return this.exclusively(async () => {
      try {
        return await sequence();
      } finally {
        await this.resetUnlessGone();
      }
    });
  }

  /** A card that left has forgotten by itself: what was done with it until then stays done. */
  private async resetUnlessGone(): Promise<void> {
    if (this.gone) return;
    try {
      await this.reset();
    } catch (error) {
      if (!(error instanceof Refusal) || error.problem.code !== 'card-removed') throw error;
    }
  }

  /** Resets the chip, so that no PIN or key state survives; the application has to be selected again. */
  async reset(): Promise<void> {
    this.selected = false;
    try {
      await this.whileHere(this.readers.reset(this.id));
    } catch (error) {
      throw error instanceof CardReaderError ? refusalOf(error) : error;
    }
  }
}
