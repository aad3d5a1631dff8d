/** What the agent says to a social security card: select, read an item, sign a challenge, take the PIN. Several make a sequence: see `CardAtHand.exclusively`. */
import type { CardAnswer, TransmitOptions } from '#hardware/card-reader/card-reader.js';
import { padRefusalOf, type PadRefusal } from '#hardware/card-reader/pin-pad.js';
import {
  externalAuthenticate,
  formatStatusWord,
  getChallenge,
  internalAuthenticate,
  isPin,
  readRecord,
  readRecordByTag,
  readStatusWord,
  selectApplication,
  selectFile,
  shortFileIds,
  verifyPin,
} from '#libs/cards/apdu.js';
import {
  cardItems,
  decodeItem,
  decodeName,
  ordinalOf,
  recordLength,
  type CardItem,
  type SpecificationVersion,
} from '#libs/cards/file-layout.js';
import { changePin } from '#libs/cards/management-commands.js';
import { decodeTlv } from '#libs/cards/tlv.js';
import { digestBody, writeChallenge } from '#libs/cards/write-challenge.js';
import { pinOnPad } from '#libs/contract/desk.js';
import { describeProblem, type ProblemCode } from '#libs/contract/problems.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { Refusal, refusal } from '../ground/refusal.js';
import type { CardAtHand, OpenSession } from './card-at-hand.js';

const fileIds = { ef05: 0xef05, ef06: 0xef06 } as const;

/** INTERNAL AUTHENTICATE answers 8 bytes or more; the first 8 are the result. */
const resultLength = 8;

const recordNotFound = 0x6a83;

/** A card that answered with a status word nobody asked for; those who speak of cards in status words want it itself. */
export class UnexpectedAnswer extends Refusal {
  constructor(
    readonly command: string,
    readonly statusWord: number,
  ) {
    super(describeProblem('card-not-read', `${command}: ${formatStatusWord(statusWord)}`));
  }
}

const unexpected = (command: string, { statusWord }: CardAnswer): UnexpectedAnswer =>
  new UnexpectedAnswer(command, statusWord);

const select = async (card: CardAtHand, options: TransmitOptions): Promise<CardAnswer> => {
  const answer = await card.transmit(selectApplication(), options);
  const { kind } = readStatusWord(answer.statusWord);
  if (kind === 'application-blocked') throw refusal('card-locked');
  // 6Fxx: it broke. Any other refusal is that of a card without the application: bank cards, SAMs and passes have many.
  if (answer.statusWord >> 8 === 0x6f) throw unexpected('SELECT', answer);
  if (kind !== 'ok' && kind !== 'more-data')
    throw refusal('card-not-social-security', formatStatusWord(answer.statusWord));
  card.selected = true;
  return answer;
};

/** Selects the social security application, unless this sequence has. Throws Refusal `card-not-social-security`, `card-locked`. */
export const selectOnce = async (card: CardAtHand): Promise<void> => {
  // What the card says of itself here (its FCI) is not needed: leaving it unfetched saves an exchange.
  if (!card.selected) await select(card, { leaveResponse: true });
};

/** Selects the application whatever was selected before, and answers with its FCI. Throws Refusal as `selectOnce`. */
export const selectAnew = async (card: CardAtHand): Promise<Uint8Array> => (await select(card, {})).data;

const valueOf = (answer: CardAnswer, tag: number): Uint8Array | null => {
  if (readStatusWord(answer.statusWord).kind !== 'ok') return null;
  const record = decodeTlv(answer.data);
  return record?.tag === tag ? record.value : null;
};

/**
 * The stored value of an item: by its usual record number in one exchange, and where another record lies there, by
 * tag; null on a card that has no such record. Throws Refusal `card-not-read`.
 */
export const findItem = async (
  card: CardAtHand,
  name: CardItem,
  version: SpecificationVersion,
): Promise<Uint8Array | null> => {
  const { file, tag } = cardItems[name];
  const ordinal = ordinalOf(name, version);
  if (ordinal !== null) {
    const value = valueOf(
      await card.transmit(readRecord(shortFileIds[file], ordinal, recordLength(name))),
      tag,
    );
    if (value !== null) return value;
  }
  const selection = await card.transmit(selectFile(fileIds[file]), { leaveResponse: true });
  const selected = readStatusWord(selection.statusWord).kind;
  if (selected !== 'ok' && selected !== 'more-data') throw unexpected('SELECT EF', selection);
  const answer = await card.transmit(readRecordByTag(tag, recordLength(name)));
  const value = valueOf(answer, tag);
  if (value === null && readStatusWord(answer.statusWord).kind !== 'record-not-found')
    throw unexpected(`READ ${name}`, answer);
  return value;
};

/** As `findItem`, of a card that has to have it. Throws Refusal `card-not-read`. */
export const readItem = async (
  card: CardAtHand,
  name: CardItem,
  version: SpecificationVersion,
): Promise<Uint8Array> => {
  const value = await findItem(card, name, version);
  if (value === null) throw new UnexpectedAnswer(`READ ${name}`, recordNotFound);
  return value;
};

/** From 3.00 on the holder's file is read only by those who prove RKSSSE to the card. */
export const isGuarded = (version: SpecificationVersion): boolean => version === '3.00';

/** What the holder's file says of its holder: 18 characters, and the whole name. */
export type HolderOnChip = { readonly socialSecurityNumber: string; readonly name: string };

/** Reads the holder's file, which has to be open where it is guarded. Throws Refusal `card-not-read`. */
export const readHolder = async (card: CardAtHand, version: SpecificationVersion): Promise<HolderOnChip> => {
  const number = await readItem(card, 'socialSecurityNumber', version);
  const name = await readItem(card, 'name', version);
  // 1.00 has no extension of the name.
  const extension = version === '1.00' ? null : await readItem(card, 'nameExtension', version);
  return {
    socialSecurityNumber: decodeItem('socialSecurityNumber', number),
    name: decodeName(name, extension),
  };
};

/** The card's proof of its key over a challenge: 8 bytes. Throws Refusal `card-not-genuine`, `card-not-read`. */
export const proveKey = async (
  card: CardAtHand,
  challenge: { readonly processFactor: Uint8Array; readonly source: Uint8Array },
): Promise<Uint8Array> => {
  const answer = await card.transmit(internalAuthenticate(challenge.processFactor, challenge.source));
  const { kind } = readStatusWord(answer.statusWord);
  if (kind === 'key-not-found' || kind === 'authentication-failed')
    throw refusal('card-not-genuine', formatStatusWord(answer.statusWord));
  if (kind !== 'ok' || answer.data.length < resultLength) throw unexpected('INTERNAL AUTHENTICATE', answer);
  return answer.data.slice(0, resultLength);
};

/**
 * A write with the signature of its card (decision 0003): the body and `cardProof`. The application is selected first, unless it
 * is. Throws Refusal as `selectOnce` and `proveKey`.
 */
export const signWrite = async <Body extends object>(
  card: CardAtHand,
  { nonce }: OpenSession,
  key: string,
  body: Body,
): Promise<Body & { readonly cardProof: string }> => {
  const challenge = writeChallenge({
    sessionNonce: nonce,
    idempotencyKey: key,
    bodyDigest: digestBody(body),
  });
  await selectOnce(card);
  return { ...body, cardProof: toHex(await proveKey(card, challenge)) };
};

/** What a command about the PIN was refused for. */
const pinRefusal = (what: string, answer: CardAnswer): Refusal => {
  const meaning = readStatusWord(answer.statusWord);
  if (meaning.kind === 'pin-wrong' && meaning.triesLeft > 0)
    return refusal('pin-wrong', String(meaning.triesLeft));
  if (meaning.kind === 'pin-wrong' || meaning.kind === 'pin-blocked') return refusal('pin-blocked');
  return unexpected(what, answer);
};

/** What became of an entry on the reader's pad that never reached the card. */
const padProblems = {
  'timed-out': 'pin-entry-timed-out',
  cancelled: 'pin-entry-cancelled',
  'wrong-length': 'pin-entry-length',
} as const satisfies Record<PadRefusal, ProblemCode>;

/** Whether this card can be asked to check it: digits as a PIN has them, or the reader's own pad where there is one. */
export const isEntry = (card: CardAtHand, pin: string): boolean =>
  pin === pinOnPad ? card.insertion.hasPad : isPin(pin);

/**
 * Lets the card check its holder's PIN, or what is entered on its reader's pad. Throws Refusal `pin-wrong` with the tries left in `detail`,
 * `pin-blocked`; `pin-entry-cancelled`, `pin-entry-timed-out` and `pin-entry-length` of the pad.
 */
export const verifyHolder = async (card: CardAtHand, pin: string): Promise<void> => {
  const answer = pin === pinOnPad ? await card.verifyOnPad() : await card.transmit(verifyPin(pin));
  const padRefusal = pin === pinOnPad ? padRefusalOf(answer.statusWord) : null;
  if (padRefusal !== null) throw refusal(padProblems[padRefusal]);
  if (readStatusWord(answer.statusWord).kind !== 'ok') throw pinRefusal('VERIFY', answer);
};

/** A random challenge of the card: 8 bytes. */
export const askChallenge = async (card: CardAtHand): Promise<Uint8Array> => {
  const answer = await card.transmit(getChallenge());
  if (readStatusWord(answer.statusWord).kind !== 'ok' || answer.data.length !== 8)
    throw unexpected('GET CHALLENGE', answer);
  return answer.data;
};

/** Opens the holder's file of a v3 card with what the centre answered: cryptogram and factor, 16 bytes. */
export const proveReader = async (card: CardAtHand, proof: Uint8Array): Promise<void> => {
  const answer = await card.transmit(externalAuthenticate(proof.slice(0, 8), proof.slice(8)));
  if (readStatusWord(answer.statusWord).kind !== 'ok') throw unexpected('EXTERNAL AUTHENTICATE', answer);
};

/** Lets the holder change the PIN. Throws Refusal `pin-wrong` with the tries left in `detail`, `pin-blocked`. */
export const changeHolderPin = async (card: CardAtHand, oldPin: string, newPin: string): Promise<void> => {
  const answer = await card.transmit(changePin(oldPin, newPin));
  if (readStatusWord(answer.statusWord).kind !== 'ok') throw pinRefusal('CHANGE PIN', answer);
};

/**
 * Sends commands that the centre made for this card, in their order. Throws Refusal `card-write-refused` with the place and
 * status word of the one the card did not take; `after` hears of each that it took.
 */
export const sendScript = async (
  card: CardAtHand,
  commands: readonly string[],
  after: () => void = () => undefined,
): Promise<void> => {
  for (const [index, command] of commands.entries()) {
    const answer = await card.transmit(fromHex(command));
    if (readStatusWord(answer.statusWord).kind !== 'ok')
      throw refusal(
        'card-write-refused',
        `${index + 1}/${commands.length}: ${formatStatusWord(answer.statusWord)}`,
      );
    after();
  }
};
