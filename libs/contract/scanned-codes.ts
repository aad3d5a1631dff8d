/** What a code that is held before a code reader says: which of the codes this service makes it is. */

/** The code on a receipt: its number, and the proof that whoever asks has the paper. */
export type ScannedCode = { readonly kind: 'receipt'; readonly number: string; readonly code: string };

/** The address a receipt's code leads people to; where it leads is not looked at, since the own centre alone is asked. */
const ofReceipt = /^https?:\/\/[^\s/]+\/(?:[^\s?#]*\/)?v1\/receipts\/(\d{20})\?code=([A-Za-z0-9-]{4,40})$/;

/** Null: a code of others, such as a shop's. */
export const readScannedCode = (text: string): ScannedCode | null => {
  const [, number, code] = ofReceipt.exec(text.trim()) ?? [];
  return number === undefined || code === undefined
    ? null
    : { kind: 'receipt', number, code: code.toUpperCase() };
};
