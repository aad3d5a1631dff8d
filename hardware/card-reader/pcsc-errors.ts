/** PC/SC error codes as nfc-pcsc buries them in messages, and what each means for the exchange. */

/** How to go on after a failed call. */
export type PcscFailure =
  /** The card is gone. */
  | 'removed'
  /** The connection is lost but not the card: PIN and keys it had accepted are forgotten. */
  | 'connection-lost'
  /** The exchange broke; whether the card is gone shows at the next poll. */
  | 'broken'
  | 'reader-gone'
  | 'service-stopped';

/** Codes of winscard (pcsclite.h). */
const failures = new Map<number, PcscFailure>([
  [0x80100069, 'removed'],
  [0x8010000c, 'removed'],
  [0x80100003, 'connection-lost'],
  [0x80100068, 'connection-lost'],
  [0x80100009, 'reader-gone'],
  [0x80100017, 'reader-gone'],
  [0x8010001d, 'service-stopped'],
  [0x8010001e, 'service-stopped'],
]);

/** The message of the innermost error: `SCardTransmit error: Card was removed.(0x80100069)`. */
export const pcscMessage = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return 'previous' in error ? pcscMessage(error.previous) : error.message;
};

/** What pcsclite and nfc-pcsc say of themselves, without a code, when there is no connection to use. */
const withoutConnection = new Set(['Card Reader not connected', 'No card or connection available.']);

/** Reads a failed call; codes that are not listed leave open what became of the card. */
export const readPcscFailure = (error: unknown): PcscFailure => {
  const message = pcscMessage(error);
  if (withoutConnection.has(message)) return 'connection-lost';
  const code = /0x([0-9a-f]{8})\b/i.exec(message)?.[1];
  return (code === undefined ? undefined : failures.get(Number.parseInt(code, 16))) ?? 'broken';
};
