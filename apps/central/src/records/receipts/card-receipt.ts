/** The document of a card service's receipt: what was done, in rows, and the fee that passed for it. */
import type { ReceiptRow } from '#libs/contract/receipt-layout.js';
import type { Words } from '#libs/contract/problems.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { inCapitals } from '#libs/money/capitals.js';
import { formatYuan, zeroFen, type Fen } from '#libs/money/fen.js';
import {
  operatorOf,
  receiptNumber,
  verificationCode,
  type ReceiptFacts,
  type ReceiptIssuer,
  type StoredReceipt,
} from './receipt-document.js';

export type CardReceiptFacts = {
  readonly sequence: number;
  /** What was done. */
  readonly title: Words;
  readonly terminalName: string;
  readonly operator: ReceiptFacts['operator'];
  readonly holder: { readonly name: string; readonly socialSecurityNumber: string };
  readonly cardNumber: string | null;
  readonly rows: readonly ReceiptRow[];
  /** The fee taken or given back in cash; zero: no money passed. */
  readonly total: Fen;
  readonly today: PlainDate;
  readonly now: Date;
};

/** Names the holder, never in full number; the rows are printed as they are. */
export const cardReceipt = (issuer: ReceiptIssuer, facts: CardReceiptFacts): StoredReceipt => {
  const content = {
    number: receiptNumber(issuer.areaCode, facts.today, facts.sequence),
    kind: 'card-service' as const,
    title: facts.title,
    agency: issuer.agency,
    terminalName: facts.terminalName,
    operator: operatorOf(facts.operator),
    payerName: facts.holder.name,
    maskedNumber: maskSocialSecurityNumber(facts.holder.socialSecurityNumber as SocialSecurityNumber),
    cardNumber: facts.cardNumber,
    rows: [...facts.rows],
    lines: [],
    total: formatYuan(facts.total),
    totalCapitals: inCapitals(facts.total),
    businessDate: facts.today,
    issuedAt: facts.now.toISOString(),
    channel: facts.total === zeroFen ? ('none' as const) : ('cash' as const),
    bankReference: null,
    keyId: issuer.receiptKey.id,
  };
  return { ...content, verificationCode: verificationCode(content, issuer.receiptKey.key) };
};
