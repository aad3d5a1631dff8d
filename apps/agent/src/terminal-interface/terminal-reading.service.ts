/** Reads cards for callers of the terminal interface: directly, through the centre, or in two steps through their own HSM. */
import { Injectable } from '@nestjs/common';
import type { CardItem, SpecificationVersion } from '#libs/cards/file-layout.js';
import type { basicItems, stepOneItems } from '#libs/contract/terminal-interface.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { CentralClient } from '../central/central.client.js';
import type { CardAtHand } from '../card/card-at-hand.js';
import {
  askChallenge,
  isGuarded,
  proveKey,
  proveReader,
  readHolder,
  verifyHolder,
} from '../card/card-dialogue.js';
import { ChipServices } from '../card/chip-services.service.js';
import { CardChoice } from './card-choice.service.js';
import { readText, type CardFace } from './card-face.js';
import { joinItems, readFileAddress } from './file-address.js';
import { fault } from './terminal-error.js';
import type { TerminalRequest } from './terminal-request.js';

/** Who asks: an origin over HTTP, a connection over WebSocket. */
export type Caller = { readonly origin: string };

/** A step 1 that waits for its step 2. */
type StepOne = {
  readonly card: CardAtHand;
  readonly face: CardFace;
  /** Which of the card's sequences it was: any other before step 2 means that somebody used the card since. */
  readonly sequence: number;
  /** The card's own proof, 16 hex digits. */
  readonly proof: string;
};

/** One text for each item of a table. */
type TextsOf<Table extends readonly unknown[]> = { readonly [Index in keyof Table]: string };

/** Items a v3 card gives to anybody. */
const freeItems: ReadonlySet<CardItem> = new Set([
  'identificationCode',
  'specificationVersion',
  'cardNumber',
]);

const hexOf = (text: string): string => {
  if (!/^[0-9A-Fa-f]{32}$/.test(text)) throw fault('parameter', 'pKey');
  return text.toUpperCase();
};

@Injectable()
export class TerminalReading {
  private readonly begun = new WeakMap<Caller, StepOne>();

  constructor(
    private readonly cards: CardChoice,
    private readonly central: CentralClient,
    private readonly chip: ChipServices,
  ) {}

  /** The 11 items. A v3 card is opened with the centre's key, where a card session is open; else −2203. */
  readBasic(request: TerminalRequest): Promise<string> {
    const card = this.cards.find(request.cardType);
    return card.exclusivelyWithReset(async () => {
      const face = await this.cards.meet(card);
      if (isGuarded(face.version)) await this.openThroughCentre(card);
      return this.basicItems(card, face);
    });
  }

  /** Items by file and tag, in the form of the address. */
  readItems(request: TerminalRequest): Promise<string> {
    const addresses = readFileAddress(request.text('fileAddr'));
    const pin = request.authentication === 'pin' ? request.pin('pin') : null;
    const cardInfo = request.optional('cardInfo');
    const card = this.cards.find(request.cardType);
    if (pin !== null && this.cards.isSealed(card)) throw fault('initial-pin');
    return card.exclusivelyWithReset(async () => {
      const { version } = await this.cards.meetExpected(card, cardInfo);
      const asksForMore = addresses.some(({ items }) => items.some((item) => !freeItems.has(item)));
      if (pin !== null) await verifyHolder(card, pin);
      else if (isGuarded(version) && asksForMore) await this.openThroughCentre(card);
      let said = '';
      for (const { name, items } of addresses)
        said += `${name}|${await this.readItemsOf(card, items, version)}$`;
      return said;
    });
  }

  /** What the caller's HSM needs: the card's data, and challenges drawn from it. */
  stepOne(request: TerminalRequest, caller: Caller): Promise<string> {
    const card = this.cards.find(request.cardType);
    this.begun.delete(caller);
    return card.exclusively(async () => {
      const face = await this.cards.meet(card);
      const source = await askChallenge(card);
      const processFactor = await askChallenge(card);
      const proof = toHex(await proveKey(card, { processFactor, source }));
      const outerSource = isGuarded(face.version) ? toHex(await askChallenge(card)) : '';
      const outerFactor = isGuarded(face.version) ? toHex(await askChallenge(card)) : '';
      this.begun.set(caller, { card, face, sequence: card.sequence, proof });
      const said: TextsOf<typeof stepOneItems> = [
        face.region,
        face.resetInformation,
        face.algorithm,
        face.identificationCode,
        toHex(processFactor),
        toHex(source),
        outerFactor,
        outerSource,
      ];
      return joinItems(said);
    });
  }

  /**
   * The 11 items, opened by the HSM's answer `proof of the card (16)|external authentication (16)|` in hex. One field alone
   * is the external authentication for a card that needs one, else the proof. Throws TerminalError −2 when the card has
   * left, −22 when another one is in, it was used meanwhile, or there was no step 1; −25 when the proofs differ.
   */
  stepTwo(request: TerminalRequest, caller: Caller): Promise<string> {
    const fields = request.text('pKey').replace(/\|$/, '').split('|').map(hexOf);
    const [first = '', second] = fields;
    if (fields.length > 2) throw fault('parameter', 'pKey');
    const begun = this.begun.get(caller);
    this.begun.delete(caller);
    if (begun === undefined || begun.card.gone) throw fault(this.cards.isEmpty ? 'no-card' : 'not-this-card');
    const { card, face, sequence, proof } = begun;
    return card.exclusivelyWithReset(async () => {
      // Only the challenges drawn in step 1 open the card: whoever used it since has spent them.
      if (card.sequence !== sequence + 1) throw fault('not-this-card');
      const guarded = isGuarded(face.version);
      if ((second !== undefined || !guarded) && !first.startsWith(proof)) throw fault('not-of-hsm');
      if (guarded) await proveReader(card, fromHex(second ?? first));
      return this.basicItems(card, face);
    });
  }

  private async basicItems(card: CardAtHand, face: CardFace): Promise<string> {
    const issued = await readText(card, 'issueDate', face.version);
    const validUntil = await readText(card, 'validUntil', face.version);
    const holder = await readHolder(card, face.version);
    const said: TextsOf<typeof basicItems> = [
      face.region,
      holder.socialSecurityNumber,
      face.cardNumber,
      face.identificationCode,
      holder.name,
      face.resetInformation,
      face.versionText,
      issued,
      validUntil,
      this.central.identity?.terminalId ?? '',
      card.insertion.readerName,
    ];
    return joinItems(said);
  }

  private async readItemsOf(
    card: CardAtHand,
    items: readonly CardItem[],
    version: SpecificationVersion,
  ): Promise<string> {
    const texts: string[] = [];
    for (const item of items) texts.push(await readText(card, item, version));
    return joinItems(texts);
  }

  /** External authentication by the centre. Throws TerminalError −2203 where no card session can ask for it; Refusal of the centre. */
  private async openThroughCentre(card: CardAtHand): Promise<void> {
    if (card.session === null) throw fault('no-read-key');
    await this.chip.openHolderFile(card, card.session);
  }
}
