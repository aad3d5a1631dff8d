/** The cards at hand, each played by one chip, so that what was written to a card stays with it between insertions. */
import type { AnyCardImage } from '#libs/cards/card-image.js';
import { Chip, ForeignChip, type PlayedCard } from './chip.js';
import type { ChipContent } from './chip-memory.js';

type Kept = { readonly chip: Chip; readonly given: string };

export class ChipBox {
  readonly #chips = new Map<string, Kept>();
  readonly #onWritten: (content: ChipContent) => void;

  /** `onWritten` hears of every change of a chip's permanent memory, before the command that made it is answered. */
  constructor(onWritten: (content: ChipContent) => void = () => undefined) {
    this.#onWritten = onWritten;
  }

  /**
   * The chip of an image: the same one for the image it was first given and for what it has become, a new one when the
   * image under that id is neither.
   */
  play(image: AnyCardImage): PlayedCard {
    if ('foreign' in image) return new ForeignChip(image);
    const given = JSON.stringify(image);
    const known = this.#chips.get(image.id);
    if (known !== undefined && (known.given === given || JSON.stringify(known.chip.content) === given))
      return known.chip;
    const chip = new Chip(image, this.#onWritten);
    this.#chips.set(image.id, { chip, given });
    return chip;
  }

  /** What the chip of this id holds now; null for one that has not been played. */
  content(id: string): ChipContent | null {
    return this.#chips.get(id)?.chip.content ?? null;
  }

  /** PIN tries left on a card that has been played; null for one that has not, and for a blank. */
  pinTriesLeft(id: string): number | null {
    return this.#chips.get(id)?.chip.pinTriesLeft ?? null;
  }
}
