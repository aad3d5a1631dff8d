/** The chip of a social security card in software: command in, answer out, with the card's files, keys and counters. */
import { randomBytes } from 'node:crypto';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import { applicationName, readExternalKeyId, shortFileIds } from '#libs/cards/apdu.js';
import type { CardImage, CountedKey, ForeignCardImage } from '#libs/cards/card-image.js';
import { cardItemNames, cardItems, ordinalOf, tagHex, type CardFile } from '#libs/cards/file-layout.js';
import { externalCryptogram, internalResult } from '#libs/cards/key-diversification.js';
import {
  managementHeaders,
  storeData as storing,
  transportKeyId,
  updateKeyId,
} from '#libs/cards/management-commands.js';
import { encodeTlv } from '#libs/cards/tlv.js';
import { ChipMemory, type ChipContent } from './chip-memory.js';
import { changePin, reloadPin, unblockPin, verifyPin } from './chip-pin.js';
import { freshState, ok, same, status, type Command } from './chip-state.js';
import { storeData, updateRecord } from './chip-writing.js';

/** What a reader can do with any card. */
export interface PlayedCard {
  readonly atr: Uint8Array;
  /** Power on, off, and reset: nothing but what is in permanent memory survives. */
  reset(): void;
  /** The answer to one command, data and status word; null when the card stays silent. */
  answer(command: Uint8Array): Uint8Array | null;
}

/** EF05 tags a v3 card gives to anybody: identification code, specification version, card number. */
const freeTagsOfV3 = new Set([0x01, 0x03, 0x07]);

/** "1PAY.SYS.DDF01", by which a bank's programs find their application on the card. */
const paymentEnvironment = Uint8Array.from(Buffer.from('1PAY.SYS.DDF01', 'latin1'));

/** CLA and INS as one number. */
const instruction = ([cla = 0, ins = 0]: readonly number[]): number => (cla << 8) | ins;

/** A key that a terminal may prove, and whether its failures are counted. */
type ExternalKey = { readonly key: string; readonly counted: CountedKey | null };

/**
 * A social security card of version 2 or 3 on a T=0 chip, or the blank it is made from. What is written is permanent: it
 * survives power cycles, and `onWritten` hears of it before the command is answered.
 */
export class Chip implements PlayedCard {
  readonly atr: Uint8Array;
  readonly #memory: ChipMemory;
  #state = freshState();

  constructor(content: ChipContent, onWritten: (content: ChipContent) => void = () => undefined) {
    this.atr = fromHex(content.atr);
    this.#memory = new ChipMemory(content, onWritten);
  }

  /** What is in its permanent memory now. */
  get content(): ChipContent {
    return this.#memory.content;
  }

  /** The card it is. Throws TypeError on a blank. */
  get image(): CardImage {
    const { card } = this.#memory;
    if (card === null) throw new TypeError('the chip is blank');
    return card;
  }

  /** Null on a blank, which has no PIN. */
  get pinTriesLeft(): number | null {
    return this.#memory.pinTriesLeft;
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
    const parts = { bytes: command, p1, p2, p3, data: command.slice(5) };
    switch (instruction([cla, ins])) {
      case 0x00a4:
        return this.#select(parts);
      case 0x00c0:
        return this.#getResponse(parts, pending);
    }
    const perform = this.#commands.get(instruction([cla, ins]));
    if (perform === undefined) return status(cla === 0x00 ? 0x6d00 : 0x6e00);
    return this.#state.applicationSelected ? perform(parts) : status(0x6985);
  }

  /** Commands that need the application, by CLA and INS. */
  readonly #commands: ReadonlyMap<number, (command: Command) => Uint8Array> = new Map([
    [0x00b2, (command) => this.#readRecord(command)],
    [0x0084, (command) => this.#getChallenge(command)],
    [0x0088, (command) => this.#internalAuthenticate(command)],
    [0x0082, (command) => this.#externalAuthenticate(command)],
    [0x0020, (command) => verifyPin(this.#memory, command)],
    [0x00dc, (command) => updateRecord(this.#state, this.#memory, command)],
    [instruction(managementHeaders.changePin), (command) => changePin(this.#memory, command)],
    [instruction(managementHeaders.reloadPin), (command) => reloadPin(this.#state, this.#memory, command)],
    [instruction(managementHeaders.unblockPin), (command) => unblockPin(this.#state, this.#memory, command)],
    [instruction([storing.cla, storing.ins]), (command) => storeData(this.#state, this.#memory, command)],
  ]);

  /** T=0 cannot send data back with a command that carried some: it is announced and fetched. */
  #announce(data: Uint8Array): Uint8Array {
    this.#state.pending = data;
    return status(0x6100 | data.length);
  }

  #select({ p1, p2, p3, data }: Command): Uint8Array {
    if (data.length !== p3) return status(0x6700);
    if (p1 === 0x04 && p2 === 0x00) {
      if (same(data, paymentEnvironment)) {
        // The bank's application, which the same chip carries: what was proven to ours is forgotten.
        this.#state = freshState();
        return status(ok);
      }
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
    const marker = this.content.algorithm === 'sm4' ? fromHex('9F0C03860103') : new Uint8Array();
    const template = concat(name, encodeTlv({ tag: 0xa5, value: marker }));
    return encodeTlv({ tag: 0x6f, value: template });
  }

  #readRecord({ p1, p2, p3, data }: Command): Uint8Array {
    if (data.length !== 0) return status(0x6700);
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
        (byTag ? cardItems[name].tag : ordinalOf(name, this.content.specificationVersion)) === p1,
    );
    const stored = item && this.#memory.card?.files[file][tagHex(item)];
    if (item === undefined || stored === undefined) return status(0x6a83);
    const { tag } = cardItems[item];
    if (!this.#mayRead(file, tag)) return status(0x6982);
    const record = encodeTlv({ tag, value: fromHex(stored) });
    return p3 === record.length ? concat(record, status(ok)) : status(0x6c00 | record.length);
  }

  #mayRead(file: CardFile, tag: number): boolean {
    return (
      this.content.specificationVersion !== '3.00' ||
      this.#state.mayReadAll ||
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
    if (p3 !== 8) return status(0x6c08);
    const challenge = Uint8Array.from(randomBytes(8));
    this.#state.challenges = [...this.#state.challenges.slice(-1), challenge];
    return concat(challenge, status(ok));
  }

  #internalAuthenticate({ p1, p2, p3, data }: Command): Uint8Array {
    if (p1 !== 0 || p2 !== 0) return status(0x6a86);
    if (p3 !== 16 || data.length !== 16) return status(0x6700);
    const { card } = this.#memory;
    if (card === null) return status(0x6a88);
    const factors = { processFactor: data.slice(0, 8), source: data.slice(8) };
    return this.#announce(internalResult(fromHex(card.keys.irk), factors, card.algorithm));
  }

  /**
   * Cryptogram (8) and factor (8). The cryptogram is over the latest challenge; where the factor itself was drawn from
   * the card as the latest challenge (the way of a centre with an HSM), it is over the one before.
   */
  #externalAuthenticate({ p1, p2, p3, data }: Command): Uint8Array {
    if (p1 !== 0) return status(0x6a86);
    if (p3 !== 16 || data.length !== 16) return status(0x6700);
    const proven = this.#externalKey(p2);
    if (proven === null) return status(0x6a88);
    const { key, counted } = proven;
    if (counted !== null && this.#memory.keyTriesLeft(counted) === 0) return status(0x6983);
    const { challenges } = this.#state;
    this.#state.challenges = [];
    const [earlier, latest] = challenges.length === 2 ? challenges : [undefined, challenges[0]];
    if (latest === undefined) return status(0x6984);
    const factor = data.slice(8);
    const cardChallenge = earlier !== undefined && same(factor, latest) ? earlier : latest;
    const expected = externalCryptogram(fromHex(key), { cardChallenge, factor }, this.content.algorithm);
    const right = same(expected, data.slice(0, 8));
    if (counted === null) this.#state.mayReadAll = right;
    if (counted === 'uk') this.#state.mayUpdate = right;
    if (counted === 'transport') this.#state.personaliserChallenge = right ? cardChallenge : null;
    const left = counted === null ? null : this.#memory.countKey(counted, right);
    if (right) return status(ok);
    return status(left === null ? 0x6300 : 0x63c0 | left);
  }

  #externalKey(keyId: number): ExternalKey | null {
    const { card, blank } = this.#memory;
    if (keyId === readExternalKeyId && card !== null) return { key: card.keys.rksse, counted: null };
    if (keyId === updateKeyId && card !== null) return { key: card.keys.uk, counted: 'uk' };
    if (keyId === transportKeyId && blank !== null) return { key: blank.transportKey, counted: 'transport' };
    return null;
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
    if (this.image.foreign === 'sam') return status(0x6985);
    if (command[0] !== 0x00) return status(0x6e00);
    return status(command[1] === 0xa4 ? 0x6a82 : 0x6d00);
  }
}
