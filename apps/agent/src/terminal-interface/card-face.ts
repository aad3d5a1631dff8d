/** What any card shows to a caller of the terminal interface, and how its files are read as text. */
import { historicalBytes } from '#libs/cards/answer-to-reset.js';
import { decodeItem, type CardItem, type SpecificationVersion } from '#libs/cards/file-layout.js';
import { toHex } from '#libs/kernel/bytes.js';
import type { CardAtHand } from '../card/card-at-hand.js';
import { readItem, selectAnew } from '../card/card-dialogue.js';
import { fault } from './terminal-error.js';

/** What any card gives to anybody, and how it is talked to. */
export type CardFace = {
  /** 32 hex digits. */
  readonly identificationCode: string;
  /** Six digits: the first of the code. */
  readonly region: string;
  readonly cardNumber: string;
  /** As the card writes it, such as `2.00`. */
  readonly versionText: string;
  /** The version whose files it has. */
  readonly version: SpecificationVersion;
  /** T1–TD in hex. */
  readonly resetInformation: string;
  /** `01` DES, `02` SSF33, `03` SM4. */
  readonly algorithm: string;
};

/** The marker in the FCI is `9F0C` … `03 86 01 xx`; a card without it knows DES. */
const algorithmOf = (controlInformation: Uint8Array): string =>
  /9F0C038601(0[123])/.exec(toHex(controlInformation))?.[1] ?? '01';

/** A version between two is laid out as the one before it, a later one as the last known. */
const layoutOf = (versionText: string): SpecificationVersion =>
  versionText < '2' ? '1.00' : versionText < '3' ? '2.00' : '3.00';

/** An item as text. Throws Refusal `card-not-read`. */
export const readText = async (
  card: CardAtHand,
  item: CardItem,
  version: SpecificationVersion,
): Promise<string> => decodeItem(item, await readItem(card, item, version));

/**
 * Selects the application, whatever was selected before, so that nothing an earlier user proved to the card survives, and reads
 * what is free on every card. Throws TerminalError −20, Refusal of the card.
 */
export const meetCard = async (card: CardAtHand): Promise<CardFace> => {
  const algorithm = algorithmOf(await selectAnew(card));
  // EF05 stands alike in every version.
  const identificationCode = await readText(card, 'identificationCode', '2.00');
  const versionText = await readText(card, 'specificationVersion', '2.00');
  const cardNumber = await readText(card, 'cardNumber', '2.00');
  // City code (3 BCD), then the registered provider of the social security card.
  if (!/^\d{6}D156000005[0-9A-F]{16}$/.test(identificationCode)) throw fault('code-malformed');
  return {
    identificationCode,
    region: identificationCode.slice(0, 6),
    cardNumber,
    versionText,
    version: layoutOf(versionText),
    resetInformation: toHex(historicalBytes(card.insertion.atr) ?? new Uint8Array()),
    algorithm,
  };
};
