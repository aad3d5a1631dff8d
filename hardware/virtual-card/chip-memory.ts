/** The permanent memory of a chip: its image as it is now, told to whoever keeps it before a change is answered. */
import type { BlankCardImage, CardImage, CountedKey } from '#libs/cards/card-image.js';

/** ASSUMED: failed uses of UK, PUK and the transport key until they are blocked. */
const keyTryLimit = 10;

export type ChipContent = CardImage | BlankCardImage;

export class ChipMemory {
  #content: ChipContent;
  readonly #onWritten: (content: ChipContent) => void;

  constructor(content: ChipContent, onWritten: (content: ChipContent) => void) {
    this.#content = content;
    this.#onWritten = onWritten;
  }

  get content(): ChipContent {
    return this.#content;
  }

  /** The card it holds; null while it is blank. */
  get card(): CardImage | null {
    return 'blank' in this.#content ? null : this.#content;
  }

  get blank(): BlankCardImage | null {
    return 'blank' in this.#content ? this.#content : null;
  }

  /** Null on a blank, which has no PIN. */
  get pinTriesLeft(): number | null {
    const { card } = this;
    return card === null ? null : (card.pinTriesLeft ?? card.pinTryLimit);
  }

  keyTriesLeft(key: CountedKey): number {
    return this.#content.keyTriesLeft?.[key] ?? keyTryLimit;
  }

  write(content: ChipContent): void {
    this.#content = content;
    this.#onWritten(content);
  }

  setPinTries(left: number): void {
    const { card } = this;
    if (card !== null && this.pinTriesLeft !== left) this.write({ ...card, pinTriesLeft: left });
  }

  /** A use of a key that counts: what is left after it. Success gives all tries back. */
  countKey(key: CountedKey, succeeded: boolean): number {
    const left = succeeded ? keyTryLimit : Math.max(0, this.keyTriesLeft(key) - 1);
    if (left !== this.keyTriesLeft(key))
      this.write({ ...this.#content, keyTriesLeft: { ...this.#content.keyTriesLeft, [key]: left } });
    return left;
  }
}
