/** The document of a slip of the bureau's own, such as a day's end: rows and a sum, and nobody's card. */
import type { ReceiptKind, ReceiptRow } from '#libs/contract/receipt-layout.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { inCapitals } from '#libs/money/capitals.js';
import { formatYuan, type Fen } from '#libs/money/fen.js';
import {
  receiptNumber,
  verificationCode,
  type ReceiptIssuer,
  type StoredReceipt,
} from './receipt-document.js';

export type SlipFacts = {
  readonly sequence: number;
  readonly kind: Extract<ReceiptKind, 'shift-count' | 'shift-hand-over'>;
  readonly channel: 'cash' | 'none';
  readonly terminalName: string;
  readonly staffNumber: string;
  readonly staffName: string;
  readonly rows: readonly ReceiptRow[];
  readonly total: Fen;
  readonly today: PlainDate;
  readonly now: Date;
};

export const slip = (issuer: ReceiptIssuer, facts: SlipFacts): StoredReceipt => {
  const content = {
    number: receiptNumber(issuer.areaCode, facts.today, facts.sequence),
    kind: facts.kind,
    agency: issuer.agency,
    terminalName: facts.terminalName,
    operator: { number: facts.staffNumber, name: facts.staffName },
    payerName: null,
    maskedNumber: null,
    cardNumber: null,
    rows: [...facts.rows],
    lines: [],
    total: formatYuan(facts.total),
    totalCapitals: inCapitals(facts.total),
    businessDate: facts.today,
    issuedAt: facts.now.toISOString(),
    channel: facts.channel,
    bankReference: null,
    keyId: issuer.receiptKey.id,
  };
  return { ...content, verificationCode: verificationCode(content, issuer.receiptKey.key) };
};
