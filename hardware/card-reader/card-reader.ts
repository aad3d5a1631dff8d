/** What a card reader is to those who use one: insertions, removals, and exchanges with the card that is in. */

/** One presence of one card in one reader; a new insertion of the same card has another id. */
export type Insertion = {
  readonly insertionId: string;
  readonly readerName: string;
  /** Answer to reset, as the card gave it. */
  readonly atr: Uint8Array;
  /** When the reader's driver reported it, by the steady clock. */
  readonly atMs: number;
  /** Whether its reader has a PIN pad of its own. */
  readonly hasPad: boolean;
};

/** A complete answer: data with `61xx` fetched and `6Cxx` repeated, the final status word, and the exchanges it took. */
export type CardAnswer = {
  readonly data: Uint8Array;
  readonly statusWord: number;
  readonly exchanges: number;
};

/** Why an exchange failed below the card's own status words. */
export type CardFault = 'no-card' | 'removed' | 'timed-out' | 'held' | 'reader-gone' | 'service-stopped';

/** Why a card that is in cannot be talked to: it gives no sign of life, or another program has it. */
export type UnreadableCause = 'mute' | 'held';

export class CardReaderError extends Error {
  constructor(
    readonly fault: CardFault,
    readonly detail: string,
  ) {
    super(`${fault}: ${detail}`);
    this.name = 'CardReaderError';
  }
}

export type CardReaderEvents = {
  /** The service (pcscd) came up or went down, or the list of readers changed. */
  readonly service: (state: { readonly running: boolean; readonly readers: readonly string[] }) => void;
  readonly inserted: (insertion: Insertion) => void;
  /** A card left, announced or unreadable. */
  readonly removed: (insertion: Pick<Insertion, 'insertionId' | 'readerName'>) => void;
  /** A card is in but cannot be talked to; once it can, it is `inserted`. */
  readonly unreadable: (at: {
    readonly readerName: string;
    readonly cause: UnreadableCause;
    readonly detail: string;
  }) => void;
  /** Another program that had kept a `hold` waiting too long has let the card go. */
  readonly freed: (insertion: Pick<Insertion, 'insertionId' | 'readerName'>) => void;
};

export type TransmitOptions = {
  /** Give up after this long; the card is then as good as removed. */
  readonly timeoutMs?: number;
  /** Leave `61xx` unfetched, to save an exchange where the data is not needed. */
  readonly leaveResponse?: boolean;
};

export interface CardReaders {
  on<E extends keyof CardReaderEvents>(event: E, listener: CardReaderEvents[E]): void;
  /** Exchanges one command with the card of that insertion; exchanges of one reader never interleave. Throws CardReaderError. */
  transmit(insertionId: string, command: Uint8Array, options?: TransmitOptions): Promise<CardAnswer>;
  /**
   * From here to `release` no other program reaches the card: what belongs together is one transaction. Another program may have
   * selected or reset anything before. Throws CardReaderError, `held` when another's transaction does not end in time.
   */
  hold(insertionId: string): Promise<void>;
  release(insertionId: string): Promise<void>;
  /**
   * Has the reader take the holder's PIN on its own pad to the card's VERIFY, so that it never passes this machine. The status word is the
   * card's, or what became of the entry (pin-pad.ts). Throws CardReaderError, `removed` also when the card is pulled meanwhile.
   */
  verifyOnPad(insertionId: string): Promise<CardAnswer>;
  /** Resets the card so that no PIN or key state survives for the next use. */
  reset(insertionId: string): Promise<void>;
  close(): Promise<void>;
}
