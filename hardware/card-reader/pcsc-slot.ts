/** One reader inside the reader process: which card is in, and one exchange at a time with it. */
import { randomUUID } from 'node:crypto';
import type { Logger, Reader } from 'nfc-pcsc';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { Turns } from '#libs/kernel/turns.js';
import { CardReaderError, type CardAnswer } from './card-reader.js';
import { exchangeCompletely } from './iso7816.js';
import { pcscMessage, readPcscFailure } from './pcsc-errors.js';
import type { FromProcess } from './pcsc-messages.js';

/** Longest answer of a short APDU: 256 bytes and the status word. */
const longestAnswer = 258;

/** A card that is in when we start may refuse at first; so may one whose contacts have not settled. */
const connectAttempts = 4;
const connectRetryMs = 150;

/** A card told as unreadable is still tried now and then: it may be pushed home, or another may have taken its place. */
const unreadableRetryMs = 1000;

/** A card whose connection neither comes nor fails in this time cannot be read. */
const unreadableAfterMs = 3000;

/** After a broken exchange, how long to wait for the news that the card is gone. */
const removalNewsMs = 400;

type Presence = {
  readonly id: string;
  readonly atMs: number;
  readonly atr: Uint8Array;
  /** Whether PIN and key states of an earlier use may be alive in it. */
  readonly resetFirst: boolean;
  readonly gone: Promise<void>;
  readonly leave: () => void;
  readonly late: NodeJS.Timeout;
  retry: NodeJS.Timeout | undefined;
  stage: 'connecting' | 'announced' | 'unreadable' | 'gone';
  /** Connections refused so far. */
  refusals: number;
  /** An exchange timed out; the driver may still be waiting for the card, so nothing more is sent to it. */
  timedOut: boolean;
};

const nothing = (): void => undefined;

const sleep = (ms: number): Promise<void> =>
  new Promise((settle) => {
    setTimeout(settle, ms);
  });

export class PcscSlot {
  #presence: Presence | null = null;
  /** Insertions and removals the driver has counted; null before its first word. */
  #eventCount: number | null = null;
  /** nfc-pcsc is connecting of itself; a second connect beside it would lose a handle. */
  #connecting = false;
  readonly #turns = new Turns('card reader');

  constructor(
    private readonly reader: Reader,
    private readonly report: (message: FromProcess) => void,
    private readonly serviceLost: (detail: string) => void,
  ) {
    reader.autoProcessing = false;
    // nfc-pcsc emits a failed connect under the error's own name, where nobody can listen; its logger sees it.
    reader.logger = silentLoggerWith((error) => this.#connectFailed(error));
    reader.on('card', () => this.#connected());
    reader.reader.on('status', ({ state, atr }) => this.#status(state, atr));
  }

  get name(): string {
    return this.reader.name;
  }

  /** Ends the presence of its card, for instance because the reader was unplugged. */
  end(): void {
    const presence = this.#presence;
    if (presence === null) return;
    this.#presence = null;
    clearTimeout(presence.late);
    clearTimeout(presence.retry);
    // Whoever was told of it, as a card or as one that cannot be read, is told that it left.
    const told = presence.stage === 'announced' || presence.stage === 'unreadable';
    presence.stage = 'gone';
    presence.leave();
    if (told) this.report({ kind: 'removed', insertionId: presence.id, readerName: this.name });
  }

  holds(insertionId: string): boolean {
    return this.#presence?.id === insertionId;
  }

  /** Exchanges one command; throws CardReaderError. */
  transmit(
    insertionId: string,
    command: string,
    options: { readonly timeoutMs: number; readonly leaveResponse: boolean },
  ): Promise<CardAnswer> {
    return this.#turns.take(async () => {
      const presence = this.#demand(insertionId);
      return exchangeCompletely(
        (bytes) => this.#exchange(presence, bytes, options.timeoutMs),
        fromHex(command),
        options,
      );
    });
  }

  /** Resets the card; throws CardReaderError. */
  reset(insertionId: string): Promise<void> {
    return this.#turns.take(async () => {
      const presence = this.#demand(insertionId);
      try {
        await this.#reconnect();
      } catch (error) {
        throw await this.#faultOf(presence, error);
      }
    });
  }

  #demand(insertionId: string): Presence {
    const presence = this.#presence;
    if (presence === null || presence.id !== insertionId)
      throw new CardReaderError('removed', 'the card has left the reader');
    if (presence.timedOut) throw new CardReaderError('timed-out', 'the card stopped answering');
    return presence;
  }

  #status(state: number, atr: Uint8Array | undefined): void {
    const present = (state & this.reader.reader.SCARD_STATE_PRESENT) !== 0;
    // The driver counts insertions and removals in the upper half of the state.
    const eventCount = state >>> 16;
    const first = this.#eventCount === null;
    const moved = this.#eventCount !== eventCount;
    this.#eventCount = eventCount;
    if (!present) {
      this.end();
      return;
    }
    if (this.#presence === null) {
      this.#connecting = true;
      this.#begin(atr ?? new Uint8Array(), first);
    } else if (moved) {
      // Out and in again between two looks: nfc-pcsc has missed it and holds a dead connection.
      this.#renew(atr ?? new Uint8Array());
    }
  }

  /** Counts a card that is in as put in anew, and connects to it again. */
  #renew(atr: Uint8Array): void {
    this.end();
    this.#begin(atr, true);
    if (!this.#connecting) void this.#turns.take(() => this.#settle());
  }

  #begin(atr: Uint8Array, resetFirst: boolean): void {
    let leave = nothing;
    const gone = new Promise<void>((settle) => {
      leave = settle;
    });
    this.#presence = {
      id: randomUUID(),
      atMs: Date.now(),
      atr: Uint8Array.from(atr),
      resetFirst,
      gone,
      leave,
      late: setTimeout(() => this.#unreadable('no connection to the card'), unreadableAfterMs),
      retry: undefined,
      stage: 'connecting',
      refusals: 0,
      timedOut: false,
    };
  }

  /** The card that is in and has yet to be announced. */
  #awaited(): Presence | null {
    const presence = this.#presence;
    return presence === null || presence.stage === 'announced' ? null : presence;
  }

  /** nfc-pcsc has connected of itself. */
  #connected(): void {
    this.#connecting = false;
    const presence = this.#awaited();
    if (presence === null) return;
    // Without a protocol it "connected" over a connection not yet closed, and cannot exchange anything.
    if (presence.resetFirst || this.reader.connection?.protocol === undefined)
      void this.#turns.take(() => this.#settle());
    else this.#announce(presence);
  }

  #connectFailed(error: unknown): void {
    this.#connecting = false;
    const presence = this.#awaited();
    if (presence === null) return;
    if (readPcscFailure(error) === 'service-stopped') {
      this.serviceLost(pcscMessage(error));
      return;
    }
    presence.refusals += 1;
    if (presence.refusals >= connectAttempts) this.#unreadable(pcscMessage(error));
    clearTimeout(presence.retry);
    presence.retry = setTimeout(
      () => void this.#turns.take(() => this.#settle()),
      presence.stage === 'connecting' ? connectRetryMs : unreadableRetryMs,
    );
  }

  /** Makes a connection of our own to a card that is in, and announces it. A failure comes to `#connectFailed`. */
  async #settle(): Promise<void> {
    const presence = this.#awaited();
    if (presence === null || this.#connecting) return;
    try {
      await this.#reconnect();
    } catch (error) {
      // A refused connect is told by the logger as well; only a failed disconnect is news.
      if (this.reader.reader.connected) this.#connectFailed(error);
      return;
    }
    if (this.#awaited() === presence) this.#announce(presence);
  }

  /** Drops the connection, resetting the card so that no PIN or key state survives, and makes a new one. */
  async #reconnect(): Promise<void> {
    const raw = this.reader.reader;
    if (raw.connected)
      await new Promise<void>((settle, reject) => {
        raw.disconnect(raw.SCARD_RESET_CARD, (error) => (error === null ? settle() : reject(error)));
      });
    await this.reader.connect();
  }

  #announce(presence: Presence): void {
    clearTimeout(presence.late);
    clearTimeout(presence.retry);
    presence.stage = 'announced';
    this.report({
      kind: 'inserted',
      insertionId: presence.id,
      readerName: this.name,
      atr: toHex(presence.atr),
      atMs: presence.atMs,
    });
  }

  #unreadable(detail: string): void {
    const presence = this.#presence;
    if (presence === null || presence.stage !== 'connecting') return;
    clearTimeout(presence.late);
    presence.stage = 'unreadable';
    this.report({ kind: 'unreadable', readerName: this.name, detail });
  }

  async #exchange(presence: Presence, command: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        presence.timedOut = true;
        reject(new CardReaderError('timed-out', `no answer within ${timeoutMs} ms`));
      }, timeoutMs);
    });
    const left = presence.gone.then(() => {
      throw new CardReaderError('removed', 'the card left during the exchange');
    });
    // nfc-pcsc throws at once where it could reject; so the race is on before it is called.
    const answer = async (): Promise<Uint8Array> => {
      const bytes = await this.reader.transmit(Buffer.from(command), longestAnswer);
      // A driver may report a card pulled in the middle as an empty answer.
      if (bytes.length < 2) throw new Error(`an answer of ${bytes.length} bytes`);
      return bytes;
    };
    try {
      return await Promise.race([late, left, answer()]);
    } catch (error) {
      throw error instanceof CardReaderError ? error : await this.#faultOf(presence, error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #faultOf(presence: Presence, error: unknown): Promise<CardReaderError> {
    const detail = pcscMessage(error);
    switch (readPcscFailure(error)) {
      case 'service-stopped':
        this.serviceLost(detail);
        return new CardReaderError('service-stopped', detail);
      case 'reader-gone':
        return new CardReaderError('reader-gone', detail);
      case 'removed':
        return new CardReaderError('removed', detail);
      case 'connection-lost':
        // Whoever goes on with this card has to begin anew.
        if (this.#presence === presence) this.#renew(presence.atr);
        return new CardReaderError('removed', detail);
      case 'broken': {
        await Promise.race([presence.gone, sleep(removalNewsMs)]);
        if (this.#presence !== presence) return new CardReaderError('removed', detail);
        presence.timedOut = true;
        return new CardReaderError('timed-out', detail);
      }
    }
  }
}

/** nfc-pcsc logs what it does as well; only errors are of use here. */
const silentLoggerWith = (error: (error: unknown) => void): Logger => {
  return { log: nothing, debug: nothing, info: nothing, warn: nothing, error };
};
