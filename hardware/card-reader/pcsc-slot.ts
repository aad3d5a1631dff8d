/** One reader inside the reader process: which card is in, one exchange at a time with it, and a transaction for what belongs together. */
import { randomUUID } from 'node:crypto';
import type { RawReader, Reader as WatchedReader } from 'nfc-pcsc';
import pcsc, { type Card, type Client, type Transaction } from 'pcsc-mini';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { Turns } from '#libs/kernel/turns.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import { CardReaderError, type CardAnswer, type UnreadableCause } from './card-reader.js';
import { exchangeCompletely } from './iso7816.js';
import { pcscMessage, readPcscFailure } from './pcsc-errors.js';
import { drop, padCodeOf } from './pcsc-link.js';
import { padSeconds, verifyStructure } from './pin-pad.js';
import type { FromProcess } from './pcsc-messages.js';

/** A card that is in when we start may refuse at first; so may one whose contacts have not settled. */
const connectAttempts = 4;
const connectRetryMs = 150;

/** A card told as unreadable is still tried now and then: it may be pushed home, or another may have taken its place. */
const unreadableRetryMs = 1000;
/** A card whose connection neither comes nor fails in this time cannot be read, or another program has it. */
const unreadableAfterMs = 3000;

/** After a broken exchange, how long to wait for the news that the card is gone. */
const removalNewsMs = 400;

/** What a pad takes longer than it said counts as a card that stopped answering. */
const padTimeoutMs = (padSeconds + 5) * 1000;

/** A transaction of ours, from the asking on: another program's makes it wait. */
type Hold = {
  readonly begun: Promise<Transaction>;
  /** Whoever asked for it still waits or works. */
  wanted: boolean;
};

type Presence = {
  readonly id: string;
  readonly atMs: number;
  /** Whether PIN and key states of an earlier use may be alive in it. */
  readonly resetFirst: boolean;
  readonly gone: Promise<void>;
  readonly leave: () => void;
  readonly late: NodeJS.Timeout;
  link: Card | null;
  /** The reader's control code for a PIN on its own pad; null: it has none. */
  padCode: number | null;
  hold: Hold | null;
  stage: 'connecting' | 'announced' | 'unreadable' | 'gone';
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
  /** Of the card that is in; empty while it is not powered. */
  #atr: Uint8Array = new Uint8Array();
  /** Whether another program is connected to the card, as the service last said; our own connection counts as well. */
  #inUse = false;
  readonly #turns = new Turns('card reader');

  constructor(
    private readonly watched: WatchedReader,
    private readonly client: Client,
    private readonly report: (message: FromProcess) => void,
    private readonly serviceLost: (detail: string) => void,
  ) {
    watched.reader.on('status', ({ state, atr }) => this.#status(watched.reader, state, atr));
  }

  get name(): string {
    return this.watched.name;
  }

  /** Ends the presence of its card, for instance because the reader was unplugged. */
  end(): void {
    const presence = this.#presence;
    if (presence === null) return;
    this.#presence = null;
    clearTimeout(presence.late);
    // Whoever was told of it, as a card or as one that cannot be read, is told that it left.
    const told = presence.stage === 'announced' || presence.stage === 'unreadable';
    presence.stage = 'gone';
    presence.leave();
    void drop(presence.link);
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
      const { presence, link } = this.#demand(insertionId);
      return exchangeCompletely(
        (bytes) => this.#exchange(presence, () => link.transmit(bytes), options.timeoutMs),
        fromHex(command),
        options,
      );
    });
  }

  /** Has the reader take a PIN on its pad to the card; throws CardReaderError. */
  verifyOnPad(insertionId: string): Promise<CardAnswer> {
    return this.#turns.take(async () => {
      const { presence, link } = this.#demand(insertionId);
      const { padCode } = presence;
      if (padCode === null) throw new CardReaderError('reader-gone', 'the reader has no pad');
      const take = (): Promise<Uint8Array> => link.control(padCode, verifyStructure());
      const answer = await this.#exchange(presence, take, padTimeoutMs);
      return { data: new Uint8Array(), statusWord: ((answer[0] ?? 0) << 8) | (answer[1] ?? 0), exchanges: 1 };
    });
  }

  /** Resets the card; throws CardReaderError. */
  reset(insertionId: string): Promise<void> {
    return this.#turns.take(async () => {
      const { presence, link } = this.#demand(insertionId);
      try {
        await link.reconnect(pcsc.CardMode.SHARED, pcsc.CardDisposition.RESET);
      } catch (error) {
        throw await this.#faultOf(presence, error);
      }
    });
  }

  /**
   * Begins a transaction: no other program reaches the card until `release`. Throws CardReaderError, `held` when another's does
   * not end within the time; that it has ended then is told as `freed`.
   */
  hold(insertionId: string, timeoutMs: number): Promise<void> {
    return this.#turns.take(async () => {
      const { presence, link } = this.#demand(insertionId, 'pending too');
      const hold = (presence.hold ??= { begun: this.#begin(presence, link), wanted: true });
      hold.wanted = true;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          hold.wanted = false;
          reject(new CardReaderError('held', `another program has had the card for ${timeoutMs} ms`));
        }, timeoutMs);
      });
      const left = presence.gone.then(() => {
        throw new CardReaderError('removed', 'the card left meanwhile');
      });
      try {
        await Promise.race([hold.begun, late, left]);
      } catch (error) {
        throw error instanceof CardReaderError ? error : await this.#faultOf(presence, error);
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /** Ends the transaction; without one it does nothing. */
  release(insertionId: string): Promise<void> {
    return this.#turns.take(async () => {
      const presence = this.#presence;
      // One that still waits for another program's ends by itself, as nobody wants it.
      if (presence?.id === insertionId && presence.hold?.wanted === true)
        await this.#endHold(presence, presence.hold);
    });
  }

  /** Another program may have reset the card since: that breaks no transaction, as everything in one begins anew. */
  async #begin(presence: Presence, link: Card): Promise<Transaction> {
    try {
      return await link.transaction().catch(async (error: unknown) => {
        if (readPcscFailure(error) !== 'connection-lost') throw error;
        await link.reconnect(pcsc.CardMode.SHARED, pcsc.CardDisposition.LEAVE);
        return link.transaction();
      });
    } catch (error) {
      presence.hold = null;
      throw error;
    } finally {
      setImmediate(() => void this.#letGo(presence));
    }
  }

  /** A transaction that came when nobody waited for it any more is ended: the card can be had again. */
  async #letGo(presence: Presence): Promise<void> {
    const { hold } = presence;
    const isHere = this.#presence === presence;
    if (hold !== null && !(isHere && hold.wanted)) await this.#endHold(presence, hold);
    if (!isHere) await drop(presence.link);
    else if (hold?.wanted === false)
      this.report({ kind: 'freed', insertionId: presence.id, readerName: this.name });
  }

  async #endHold(presence: Presence, hold: Hold): Promise<void> {
    presence.hold = null;
    try {
      await (await hold.begun).end(pcsc.CardDisposition.LEAVE);
    } catch (error) {
      // Nothing may stay held: a connection that cannot end it is given up, unless the card or the driver has done so already.
      const failure = readPcscFailure(error);
      if (failure === 'service-stopped') this.serviceLost(pcscMessage(error));
      else if (failure !== 'removed' && this.#presence === presence && !presence.timedOut) this.#renew();
    }
  }

  #demand(
    insertionId: string,
    holds: 'begun' | 'pending too' = 'begun',
  ): { readonly presence: Presence; readonly link: Card } {
    const presence = this.#presence;
    if (presence === null || presence.id !== insertionId || presence.link === null)
      throw new CardReaderError('removed', 'the card has left the reader');
    if (presence.timedOut) throw new CardReaderError('timed-out', 'the card stopped answering');
    if (holds === 'begun' && presence.hold?.wanted === false)
      throw new CardReaderError('held', 'another program has the card');
    return { presence, link: presence.link };
  }

  #status(raw: RawReader, state: number, atr: Uint8Array | undefined): void {
    const present = (state & raw.SCARD_STATE_PRESENT) !== 0;
    this.#inUse = (state & (raw.SCARD_STATE_INUSE | raw.SCARD_STATE_EXCLUSIVE)) !== 0;
    this.#atr = Uint8Array.from(atr ?? []);
    // The driver counts insertions and removals in the upper half of the state.
    const eventCount = state >>> 16;
    const first = this.#eventCount === null;
    const moved = this.#eventCount !== eventCount;
    this.#eventCount = eventCount;
    if (!present) this.end();
    else if (this.#presence === null) this.#welcome(first);
    // Out and in again between two looks.
    else if (moved) this.#renew();
  }

  /** Counts a card that is in as put in anew, and connects to it again. */
  #renew(): void {
    this.end();
    this.#welcome(true);
  }

  #welcome(resetFirst: boolean): void {
    let leave = nothing;
    const gone = new Promise<void>((settle) => {
      leave = settle;
    });
    const presence: Presence = {
      id: randomUUID(),
      atMs: steadyNowMs(),
      resetFirst,
      gone,
      leave,
      late: setTimeout(() => {
        // Once it is connected to, it is our own connection that it is in use by.
        const isOthers = this.#inUse && presence.link === null;
        this.#unreadable(presence, isOthers ? 'held' : 'mute', 'no connection to the card');
      }, unreadableAfterMs),
      link: null,
      padCode: null,
      hold: null,
      stage: 'connecting',
      timedOut: false,
    };
    this.#presence = presence;
    void this.#connect(presence);
  }

  /** Connects to a card that is in, as often as it takes while it is, and announces it. */
  async #connect(presence: Presence): Promise<void> {
    for (let refusals = 0; this.#presence === presence;) {
      try {
        // Another program's transaction makes this wait until it ends.
        const link = await this.client.reader(this.name)?.connect(pcsc.CardMode.SHARED);
        if (link === undefined) {
          // pcsc-mini finds a reader a moment later than nfc-pcsc may: that says nothing of the card.
          await Promise.race([presence.gone, sleep(connectRetryMs)]);
          continue;
        }
        // The wait may have outlasted the card: the next one is another presence's, and not to be reset here.
        if (this.#presence !== presence) {
          await drop(link);
          return;
        }
        presence.link = link;
        if (presence.resetFirst) await link.reconnect(pcsc.CardMode.SHARED, pcsc.CardDisposition.RESET);
        presence.padCode = await padCodeOf(link);
        // A card that the service powers only for a connection has shown none before.
        const atr = this.#atr.length > 0 ? this.#atr : (await link.state()).atr;
        if (this.#presence === presence) this.#announce(presence, atr);
        else await drop(link);
        return;
      } catch (error) {
        await drop(presence.link);
        presence.link = null;
        const failure = readPcscFailure(error);
        if (failure === 'service-stopped') {
          this.serviceLost(pcscMessage(error));
          return;
        }
        refusals += 1;
        if (failure !== 'held' && refusals >= connectAttempts)
          this.#unreadable(presence, 'mute', pcscMessage(error));
        await Promise.race([
          presence.gone,
          sleep(presence.stage === 'connecting' ? connectRetryMs : unreadableRetryMs),
        ]);
      }
    }
  }

  #announce(presence: Presence, atr: Uint8Array): void {
    clearTimeout(presence.late);
    presence.stage = 'announced';
    this.report({
      kind: 'inserted',
      insertionId: presence.id,
      readerName: this.name,
      atr: toHex(atr),
      atMs: presence.atMs,
      hasPad: presence.padCode !== null,
    });
  }

  #unreadable(presence: Presence, cause: UnreadableCause, detail: string): void {
    if (this.#presence !== presence || presence.stage !== 'connecting') return;
    clearTimeout(presence.late);
    presence.stage = 'unreadable';
    this.report({ kind: 'unreadable', readerName: this.name, cause, detail });
  }

  async #exchange(
    presence: Presence,
    send: () => Promise<Uint8Array>,
    timeoutMs: number,
  ): Promise<Uint8Array> {
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
    const answer = async (): Promise<Uint8Array> => {
      const bytes = await send();
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
      case 'held':
        return new CardReaderError('held', detail);
      case 'connection-lost':
        // Whoever goes on with this card has to begin anew.
        if (this.#presence === presence) this.#renew();
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
