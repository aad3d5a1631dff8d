/** Reads the bank's answer strictly: nothing but a known word with all that belongs to it says what became of money. */
import { bankRefusalCodes, type BankAnswer } from '#libs/contract/bank.js';

/** What the bank said of an instruction. */
export type BankOutcome =
  | { readonly outcome: 'succeeded'; readonly bankReference: string }
  | { readonly outcome: 'refused'; readonly reason: string }
  /** It did not say, or nothing that can be taken for an answer. `said`: what came instead. */
  | { readonly outcome: 'unknown'; readonly said: string }
  /** It has no such reference: nothing was booked. */
  | { readonly outcome: 'absent' }
  /** It does not take the instruction as it is, and never will; what it has done with it is for a person to find out. */
  | { readonly outcome: 'rejected'; readonly said: string };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown, atMost: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= atMost;

const isInstant = (value: unknown): boolean =>
  isText(value, 40) &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value));

/** The outcome in an answer about this very reference; null for whatever is none, unknown words and codes included. */
export const readBankAnswer = (
  reference: string,
  body: unknown,
): Extract<BankOutcome, { outcome: 'succeeded' | 'refused' }> | null => {
  if (!isObject(body) || body['reference'] !== reference) return null;
  const { outcome, bankReference, bookedAt, reason } = body;
  switch (outcome as BankAnswer['outcome']) {
    case 'succeeded':
      return isText(bankReference, 64) && isInstant(bookedAt) && reason === undefined
        ? { outcome: 'succeeded', bankReference }
        : null;
    case 'refused':
      return isObject(reason) &&
        bankRefusalCodes.some((code) => code === reason['code']) &&
        isText(reason['zh'], 200) &&
        isText(reason['en'], 200) &&
        bankReference === undefined
        ? { outcome: 'refused', reason: `${reason['zh']} / ${reason['en']}` }
        : null;
    default:
      return null;
  }
};

// About who asks, by which way and how often, and not about the instruction: another day it may be taken.
const aboutTheWay = new Set([401, 403, 404, 405, 407, 408, 421, 425, 429]);

/** What a status other than 2xx says of an instruction. */
export const readBankStatus = (
  status: number,
): Extract<BankOutcome, { outcome: 'unknown' | 'rejected' }> => ({
  outcome: status >= 400 && status < 500 && !aboutTheWay.has(status) ? 'rejected' : 'unknown',
  said: `HTTP ${status}`,
});
