/** Makes a receipt's document: numbered, complete, and with a code that proves it was issued with this content. */
import { createHmac } from 'node:crypto';
import type { DebitConsent } from '#libs/contract/debit-consent.js';
import type { Words } from '#libs/contract/problems.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { inCapitals } from '#libs/money/capitals.js';
import { formatYuan, sum } from '#libs/money/fen.js';
import { receiptLines, type SettledLine } from './receipt-lines.js';
import type { ReceiptDto } from './receipts.dto.js';

/** The issuing bureau: its name, its area, and the key of its codes. */
export type ReceiptIssuer = {
  readonly agency: Words;
  readonly areaCode: string;
  readonly receiptKey: { readonly id: string; readonly key: string };
};

export type ReceiptFacts = {
  readonly sequence: number;
  readonly kind: ReceiptDto['kind'];
  readonly channel: ReceiptDto['channel'];
  readonly terminalName: string;
  /** Who did it at the window; null: the holder themselves, at a kiosk. */
  readonly operator: { readonly number: string; readonly name: string } | null;
  readonly holder: {
    readonly name: string;
    readonly socialSecurityNumber: string;
    /** Null: no card was there. */
    readonly cardNumber: string | null;
  } | null;
  readonly lines: readonly SettledLine[];
  readonly bankReference: string | null;
  /** How the holder has agreed to the debit of their account. */
  readonly consent?: DebitConsent | null;
  /** What a reversal or refund undoes. */
  readonly first: { readonly receiptNumber: string; readonly businessDate: PlainDate } | null;
  readonly today: PlainDate;
  readonly now: Date;
};

// Without I, L, O and U, so that a code read aloud or off paper cannot be mistaken.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A receipt as it is stored; where it is verified is added when it is handed out. */
export type StoredReceipt = Omit<ReceiptDto, 'verifyUrl' | 'undoneBy'>;

/** Twelve characters over all that the receipt says, in the order it says it; the column keeps that order (json, not jsonb). */
export const verificationCode = (
  content: Omit<StoredReceipt, 'verificationCode'>,
  receiptKey: string,
): string => {
  const mac = createHmac('sha256', Buffer.from(receiptKey, 'hex')).update(JSON.stringify(content)).digest();
  return Array.from(mac.subarray(0, 12), (byte) => alphabet[byte & 31]).join('');
};

/** A receipt number: area code, business date, and the place in the day's sequence. */
export const receiptNumber = (areaCode: string, today: PlainDate, sequence: number): string =>
  `${areaCode}${today.replaceAll('-', '')}${String(sequence).padStart(6, '0')}`;

/** Who did it, as the receipt names them: number and name alone. */
export const operatorOf = (operator: ReceiptFacts['operator']): ReceiptFacts['operator'] =>
  operator === null ? null : { number: operator.number, name: operator.name };

/** The document of a receipt; a till act has no holder. */
export const receiptDocument = (issuer: ReceiptIssuer, facts: ReceiptFacts): StoredReceipt => {
  const { holder } = facts;
  const total = sum(facts.lines.map(({ amount }) => amount));
  const content = {
    number: receiptNumber(issuer.areaCode, facts.today, facts.sequence),
    kind: facts.kind,
    agency: issuer.agency,
    terminalName: facts.terminalName,
    operator: operatorOf(facts.operator),
    payerName: holder?.name ?? null,
    maskedNumber:
      holder === null ? null : maskSocialSecurityNumber(holder.socialSecurityNumber as SocialSecurityNumber),
    cardNumber: holder?.cardNumber ?? null,
    lines: receiptLines(facts.lines),
    total: formatYuan(total),
    totalCapitals: inCapitals(total),
    businessDate: facts.today,
    issuedAt: facts.now.toISOString(),
    channel: facts.channel,
    bankReference: facts.bankReference,
    ...(facts.consent == null ? {} : { debitConsent: facts.consent }),
    ...(facts.first === null
      ? {}
      : { undoes: { number: facts.first.receiptNumber, businessDate: facts.first.businessDate } }),
    keyId: issuer.receiptKey.id,
  };
  return { ...content, verificationCode: verificationCode(content, issuer.receiptKey.key) };
};
