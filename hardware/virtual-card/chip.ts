/** The chip of a social security card in software: command in, answer out, with the card's files, keys and counters. */
import { randomBytes } from 'node:crypto';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import { applicationName, readExternalKeyId, shortFileIds } from '#libs/cards/apdu.js';
import type { CardImage, ForeignCardImage } from '#libs/cards/card-image.js';
import { cardItemNames, cardItems, ordinalOf, tagHex, type CardFile } from '#libs/cards/file-layout.js';
import { externalCryptogram, internalResult } from '#libs/cards/key-diversification.js';
import { encodeTlv } from '#libs/cards/tlv.js';

/** What a reader can do with any card. */
export interface PlayedCard {
  readonly atr: Uint8Array;
  /** Power on, off, and reset: nothing but what is in permanent memory survives. */
  reset(): void;
  /** The answer to one command, data and status word; null when the card stays silent. */
  answer(command: Uint8Array): Uint8Array | null;
}

const status = (statusWord: number): Uint8Array => Uint8Array.of(statusWord >> 8, statusWord & 0xff);
const ok = 0x9000;

/** EF05 tags a v3 card gives to anybody: identification code, specification version, card number. */
const freeTagsOfV3 = new Set([0x01, 0x03, 0x07]);

type Command = {
  readonly p1: number;
  readonly p2: number;
  /** Lc or Le. */
  readonly p3: number;
  readonly data: Uint8Array;
};

type SecurityState = {
  applicationSelected: boolean;
  currentFile: CardFile | null;
  /** What `61xx` announced, for GET RESPONSE. */
  pending: Uint8Array | null;
  /** Challenges given out and not yet used, the latest last. */
  challenges: readonly Uint8Array[];
  externallyAuthenticated: boolean;
};

const freshState = (): SecurityState => ({
  applicationSelected: false,
  currentFile: null,
  pending: null,
  challenges: [],
  externallyAuthenticated: false,
});

const same = (a: Uint8Array, b: Uint8Array): boolean => toHex(a) === toHex(b);

/** A social security card of version 2 or 3 on a T=0 chip. The PIN counter is permanent: it survives power cycles. */
export class Chip implements PlayedCard {
  readonly atr: Uint8Array;
  #state = freshState();
  #pinTriesLeft: number;

  constructor(readonly image: CardImage) {
    this.atr = fromHex(image.atr);
    this.#pinTriesLeft = image.pinTryLimit;
  }

  get pinTriesLeft(): number {
    return this.#pinTriesLeft;
  }

  reset(): void {
    this.#state = freshState();
  }

  answer(command: Uint8Array): Uint8Array {
    const [cla, ins, p1, p2, p3 = 0] = command;
    if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return status(0x6700);
    const { pending } = this.#state;
    // Any command but GET RESPONSE forfeits what was announced.
    this.#state.pending = null;
    if (cla !== 0x00) return status(0x6e00);
    const parts = { p1, p2, p3, data: command.slice(5) };
    switch (ins) {
      case 0xa4:
        return this.#select(parts);
      case 0xb2:
        return this.#readRecord(parts);
      case 0xc0:
        return this.#getResponse(parts, pending);
      case 0x84:
        return this.#getChallenge(parts);
      case 0x88:
        return this.#internalAuthenticate(parts);
      case 0x82:
        return this.#externalAuthenticate(parts);
      case 0x20:
        return this.#verify(parts);
      default:
        return status(0x6d00);
    }
  }

  /** T=0 cannot send data back with a command that carried some: it is announced and fetched. */
  #announce(data: Uint8Array): Uint8Array {
    this.#state.pending = data;
    return status(0x6100 | data.length);
  }

  #select({ p1, p2, p3, data }: Command): Uint8Array {
    if (data.length !== p3) return status(0x6700);
    if (p1 === 0x04 && p2 === 0x00) {
      if (!same(data, applicationName)) return status(0x6a82);
      this.#state = { ...freshState(), applicationSelected: true };
      return this.#announce(this.#controlInformation());
    }
    if (p1 === 0x02 && p2 === 0x00) {
      if (data.length !== 2) return status(0x6700);
      const file = { EF05: 'ef05', EF06: 'ef06' } as const;
      const name = toHex(data);
      if (!this.#state.applicationSelected || (name !== 'EF05' && name !== 'EF06')) return status(0x6a82);
      this.#state.currentFile = file[name];
      return status(ok);
    }
    return status(0x6a86);
  }

  /** FCI: the application's name, and the algorithm marker where it is not 3DES. */
  #controlInformation(): Uint8Array {
    const name = encodeTlv({ tag: 0x84, value: applicationName });
    const marker = this.image.algorithm === 'sm4' ? fromHex('9F0C03860103') : new Uint8Array();
    const template = concat(name, encodeTlv({ tag: 0xa5, value: marker }));
    return encodeTlv({ tag: 0x6f, value: template });
  }

  #readRecord({ p1, p2, p3, data }: Command): Uint8Array {
    if (data.length !== 0) return status(0x6700);
    if (!this.#state.applicationSelected) return status(0x6985);
    const byTag = p2 === 0x00;
    if (!byTag && (p2 & 0x07) !== 0x04) return status(0x6a86);
    const shortFileId = p2 >> 3;
    let file = this.#state.currentFile;
    if (shortFileId === shortFileIds.ef05) file = 'ef05';
    else if (shortFileId === shortFileIds.ef06) file = 'ef06';
    else if (shortFileId !== 0) return status(0x6a82);
    if (file === null) return status(0x6986);
    this.#state.currentFile = file;

    const item = cardItemNames.find(
      (name) =>
        cardItems[name].file === file &&
        (byTag ? cardItems[name].tag : ordinalOf(name, this.image.specificationVersion)) === p1,
    );
    const stored = item && this.image.files[file][tagHex(item)];
    if (item === undefined || stored === undefined) return status(0x6a83);
    const { tag } = cardItems[item];
    if (!this.#mayRead(file, tag)) return status(0x6982);
    const record = encodeTlv({ tag, value: fromHex(stored) });
    return p3 === record.length ? concat(record, status(ok)) : status(0x6c00 | record.length);
  }

  #mayRead(file: CardFile, tag: number): boolean {
    return (
      this.image.specificationVersion !== '3.00' ||
      this.#state.externallyAuthenticated ||
      (file === 'ef05' && freeTagsOfV3.has(tag))
    );
  }

  #getResponse({ p1, p2, p3, data }: Command, pending: Uint8Array | null): Uint8Array {
    if (p1 !== 0 || p2 !== 0) return status(0x6a86);
    if (data.length !== 0) return status(0x6700);
    if (pending === null) return status(0x6985);
    if (p3 === 0 || p3 > pending.length) {
      this.#state.pending = pending;
      return status(0x6c00 | pending.length);
    }
    if (p3 === pending.length) return concat(pending, status(ok));
    this.#state.pending = pending.slice(p3);
    return concat(pending.slice(0, p3), status(0x6100 | (pending.length - p3)));
  }

  #getChallenge({ p1, p2, p3, data }: Command): Uint8Array {
    if (p1 !== 0 || p2 !== 0) return status(0x6a86);
    if (data.length !== 0) return status(0x6700);
    if (!this.#state.applicationSelected) return status(0x6985);
    if (p3 !== 8) return status(0x6c08);
    const challenge = Uint8Array.from(randomBytes(8));
    this.#state.challenges = [...this.#state.challenges.slice(-1), challenge];
    return concat(challenge, status(ok));
  }

  #internalAuthenticate({ p1, p2, p3, data }: Command): Uint8Array {
    if (p1 !== 0 || p2 !== 0) return status(0x6a86);
    if (p3 !== 16 || data.length !== 16) return status(0x6700);
    if (!this.#state.applicationSelected) return status(0x6985);
    const factors = { processFactor: data.slice(0, 8), source: data.slice(8) };
    return this.#announce(internalResult(fromHex(this.image.keys.irk), factors, this.image.algorithm));
  }

  /**
   * Cryptogram (8) and factor (8). The cryptogram is over the latest challenge; where the factor itself was drawn from
   * the card as the latest challenge (the way of a centre with an HSM), it is over the one before.
   */
  #externalAuthenticate({ p1, p2, p3, data }: Command): Uint8Array {
    if (p1 !== 0) return status(0x6a86);
    if (p3 !== 16 || data.length !== 16) return status(0x6700);
    if (!this.#state.applicationSelected) return status(0x6985);
    if (p2 !== readExternalKeyId) return status(0x6a88);
    const { challenges } = this.#state;
    this.#state.challenges = [];
    const [earlier, latest] = challenges.length === 2 ? challenges : [undefined, challenges[0]];
    if (latest === undefined) return status(0x6984);
    const factor = data.slice(8);
    const cardChallenge = earlier !== undefined && same(factor, latest) ? earlier : latest;
    const expected = externalCryptogram(
      fromHex(this.image.keys.rksse),
      { cardChallenge, factor },
      this.image.algorithm,
    );
    this.#state.externallyAuthenticated = same(expected, data.slice(0, 8));
    return status(this.#state.externallyAuthenticated ? ok : 0x6300);
  }

  #verify({ p1, p2, p3, data }: Command): Uint8Array {
    if (p1 !== 0 || p2 !== 0) return status(0x6a86);
    if (data.length !== p3 || p3 < 2 || p3 > 8) return status(0x6700);
    if (!this.#state.applicationSelected) return status(0x6985);
    if (this.#pinTriesLeft === 0) return status(0x6983);
    if (toHex(data).replace(/F+$/, '') === this.image.pin) {
      this.#pinTriesLeft = this.image.pinTryLimit;
      return status(ok);
    }
    this.#pinTriesLeft -= 1;
    return status(0x63c0 | this.#pinTriesLeft);
  }
}

/** A card of another application, or one that answers the reset and then nothing. */
export class ForeignChip implements PlayedCard {
  readonly atr: Uint8Array;

  constructor(readonly image: ForeignCardImage) {
    this.atr = fromHex(image.atr);
  }

  reset(): void {}

  answer(command: Uint8Array): Uint8Array | null {
    if (this.image.foreign === 'mute') return null;
    if (command.length < 4) return status(0x6700);
    if (command[0] !== 0x00) return status(0x6e00);
    return status(command[1] === 0xa4 ? 0x6a82 : 0x6d00);
  }
}

/** The cards at hand, each played by one chip, so that a PIN counter stays with its card between insertions. */
export class ChipBox {
  readonly #chips = new Map<string, Chip>();

  /** The chip of an image; the same one for the same image, a new one when the image under that id has changed. */
  play(image: CardImage | ForeignCardImage): PlayedCard {
    if ('foreign' in image) return new ForeignChip(image);
    const known = this.#chips.get(image.id);
    if (known !== undefined && JSON.stringify(known.image) === JSON.stringify(image)) return known;
    const chip = new Chip(image);
    this.#chips.set(image.id, chip);
    return chip;
  }

  /** PIN tries left on a card that has been played; null for one that has not. */
  pinTriesLeft(id: string): number | null {
    return this.#chips.get(id)?.pinTriesLeft ?? null;
  }
}
