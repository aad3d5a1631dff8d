/** What a code that is held before a code reader says: which of the codes this service makes it is. */
import { preparePath, readPrepared, type PreparedAct } from './prepared-acts.js';

export type ScannedCode =
  /** The code on a receipt: its number, and the proof that whoever asks has the paper. */
  | { readonly kind: 'receipt'; readonly number: string; readonly code: string }
  | { readonly kind: 'prepared'; readonly act: PreparedAct };

// Where an address leads is not looked at: only what it says is, and of that the own centre alone is asked.
const ofReceipt = /^https?:\/\/[^\s/]+\/(?:[^\s?#]*\/)?v1\/receipts\/(\d{20})\?code=([A-Za-z0-9-]{4,40})$/;
const ofPrepared = new RegExp(`^https?://[^\\s/]+(?:/[^\\s?#]*)?${preparePath}#(\\S+)$`);

/** Null: a code of others, such as a shop's. */
export const readScannedCode = (text: string): ScannedCode | null => {
  const address = text.trim();
  const [, number, code] = ofReceipt.exec(address) ?? [];
  if (number !== undefined && code !== undefined)
    return { kind: 'receipt', number, code: code.toUpperCase() };
  const [, fragment] = ofPrepared.exec(address) ?? [];
  const act = fragment === undefined ? null : readPrepared(fragment);
  return act && { kind: 'prepared', act };
};
