/** What a failed PC/SC call means for the card, by the names pcsc-mini gives the service's error codes. */

/** How to go on after a failed call. */
export type PcscFailure =
  /** The card is gone. */
  | 'removed'
  /** The connection is lost but not the card: PIN and keys it had accepted are forgotten. */
  | 'connection-lost'
  /** Another program has the card for itself. */
  | 'held'
  /** The exchange broke; whether the card is gone shows at the next poll. */
  | 'broken'
  | 'reader-gone'
  | 'service-stopped';

const failures = new Map<string, PcscFailure>([
  ['RemovedCard', 'removed'],
  ['NoSmartCard', 'removed'],
  ['InvalidHandle', 'connection-lost'],
  ['ResetCard', 'connection-lost'],
  ['UnpoweredCard', 'connection-lost'],
  ['SharingViolation', 'held'],
  ['UnknownReader', 'reader-gone'],
  ['ReaderUnavailable', 'reader-gone'],
  ['NoReadersAvailable', 'reader-gone'],
  ['NoService', 'service-stopped'],
  ['ServiceStopped', 'service-stopped'],
  // pcsc-mini has four connections, and as many attempts at one: where none of them ends any more, only a fresh process has others.
  ['TooManyCardConnections', 'service-stopped'],
  ['TooManyConnectRequests', 'service-stopped'],
]);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether the call was refused because another one of the same connection has not ended. */
export const isBusy = (error: unknown): boolean => codeOf(error) === 'CardIsBusy';

/** The error in words, with the code's name where it has one. */
export const pcscMessage = (error: unknown): string => {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === '' ? message : `${code}: ${message}`;
};

/** Reads a failed call; codes that are not listed leave open what became of the card. */
export const readPcscFailure = (error: unknown): PcscFailure => failures.get(codeOf(error)) ?? 'broken';
