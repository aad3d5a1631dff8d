/** What the terminal interface says to a card, with the card's own status words kept for the caller. */
import { historicalBytes } from '#libs/cards/answer-to-reset.js';
import {
  externalAuthenticate,
  getChallenge,
  internalAuthenticate,
  readRecordByTag,
  readStatusWord,
  selectApplication,
  selectFile,
  verifyPin,
} from '#libs/cards/apdu.js';
import {
  cardItems,
  decodeItem,
  decodeName,
  recordLength,
  type CardFile,
  type CardItem,
} from '#libs/cards/file-layout.js';
import { decodeTlv } from '#libs/cards/tlv.js';
import { toHex } from '#libs/kernel/bytes.js';
import type { CardAtHand } from '../tasks/card-at-hand.js';
import { fault, pinFault, statusFault } from './terminal-error.js';

const fileIds: Readonly<Record<CardFile, number>> = { ef05: 0xef05, ef06: 0xef06 };

/** What any card gives to anybody, and how it is talked to. */
export type CardFace = {
  /** 32 hex digits. */
  readonly identificationCode: string;
  /** Six digits: the first of the code. */
  readonly region: string;
  readonly cardNumber: string;
  readonly version: string;
  /** T1–TD in hex. */
  readonly resetInformation: string;
  /** `01` DES, `02` SSF33, `03` SM4. */
  readonly algorithm: string;
};

/** From 3.00 on the holder's file is read only by those who prove RKSSSE to the card. */
export const isGuarded = ({ version }: CardFace): boolean => version >= '3';

const send = async (card: CardAtHand, what: string, command: Uint8Array): Promise<Uint8Array> => {
  const answer = await card.transmit(command);
  if (readStatusWord(answer.statusWord).kind !== 'ok') throw statusFault(what, answer.statusWord);
  return answer.data;
};

/** SELECT, whatever was selected before: nothing an earlier user proved to the card survives it. FCI of the application. */
const select = async (card: CardAtHand): Promise<Uint8Array> => {
  const answer = await card.transmit(selectApplication());
  const { kind } = readStatusWord(answer.statusWord);
  if (kind === 'file-not-found' || kind === 'unknown-class' || kind === 'unknown-instruction')
    throw fault('wrong-card');
  if (kind !== 'ok') throw statusFault('SELECT', answer.statusWord);
  card.selected = true;
  return answer.data;
};

/** The marker in the FCI is `9F0C` … `03 86 01 xx`; a card without it knows DES. */
const algorithmOf = (controlInformation: Uint8Array): string =>
  /9F0C038601(0[123])/.exec(toHex(controlInformation))?.[1] ?? '01';

/** The stored values of items of one file, in the order asked for. */
const readValues = async (
  card: CardAtHand,
  file: CardFile,
  items: readonly CardItem[],
): Promise<readonly Uint8Array[]> => {
  await send(card, 'SELECT EF', selectFile(fileIds[file]));
  const values: Uint8Array[] = [];
  for (const item of items) {
    const { tag } = cardItems[item];
    const record = decodeTlv(await send(card, 'READ RECORD', readRecordByTag(tag, recordLength(item))));
    if (record?.tag !== tag) throw fault('no-answer', item);
    values.push(record.value);
  }
  return values;
};

/** Items of one file as text. */
export const readTexts = async (
  card: CardAtHand,
  file: CardFile,
  items: readonly CardItem[],
): Promise<readonly string[]> => {
  const values = await readValues(card, file, items);
  return items.map((item, index) => decodeItem(item, values[index] ?? new Uint8Array()));
};

/** Selects the application and reads what is free on every card. Throws TerminalError −1, −20 or a status word. */
export const meetCard = async (card: CardAtHand): Promise<CardFace> => {
  const algorithm = algorithmOf(await select(card));
  const [code = '', version = '', cardNumber = ''] = await readTexts(card, 'ef05', [
    'identificationCode',
    'specificationVersion',
    'cardNumber',
  ]);
  // City code (3 BCD), then the registered provider of the social security card.
  if (!/^\d{6}D156000005[0-9A-F]{16}$/.test(code)) throw fault('code-malformed');
  return {
    identificationCode: code,
    region: code.slice(0, 6),
    cardNumber,
    version,
    resetInformation: toHex(historicalBytes(card.insertion.atr) ?? new Uint8Array()),
    algorithm,
  };
};

/** Number and full name of the holder, once the file is open. */
export const readHolder = async (
  card: CardAtHand,
  { version }: CardFace,
): Promise<{ readonly number: string; readonly name: string }> => {
  // 1.00 has no extension of the name.
  const items = [
    'socialSecurityNumber',
    'name',
    ...(version === '1.00' ? [] : (['nameExtension'] as const)),
  ] as const;
  const [number, name, extension] = await readValues(card, 'ef06', items);
  if (number === undefined || name === undefined) throw fault('no-answer', 'EF06');
  return {
    number: decodeItem('socialSecurityNumber', number),
    name: decodeName(name, extension ?? null),
  };
};

/** Eight random bytes of the card. */
export const drawChallenge = async (card: CardAtHand): Promise<Uint8Array> => {
  const challenge = await send(card, 'GET CHALLENGE', getChallenge());
  if (challenge.length !== 8) throw fault('no-answer', 'GET CHALLENGE');
  return challenge;
};

/** The card's proof of its IRK: the first 8 bytes of its answer, in hex. */
export const proveCard = async (
  card: CardAtHand,
  { processFactor, source }: { readonly processFactor: Uint8Array; readonly source: Uint8Array },
): Promise<string> =>
  toHex((await send(card, 'INTERNAL AUTHENTICATE', internalAuthenticate(processFactor, source))).slice(0, 8));

/** Opens the holder's file by 16 bytes: cryptogram and factor. */
export const proveReader = async (card: CardAtHand, proof: Uint8Array): Promise<void> => {
  await send(card, 'EXTERNAL AUTHENTICATE', externalAuthenticate(proof.slice(0, 8), proof.slice(8)));
};

/** VERIFY. Throws TerminalError −51 with the tries left, −52. */
export const checkPin = async (card: CardAtHand, pin: string): Promise<void> => {
  const { statusWord } = await card.transmit(verifyPin(pin));
  const meaning = readStatusWord(statusWord);
  if (meaning.kind === 'ok') return;
  if (meaning.kind === 'pin-wrong') throw pinFault(meaning.triesLeft);
  throw meaning.kind === 'pin-blocked' ? fault('pin-blocked') : statusFault('VERIFY', statusWord);
};
