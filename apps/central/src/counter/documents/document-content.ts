/** All that a paper says, in the order its code is reckoned over. */
import { createHmac } from 'node:crypto';
import type { Words } from '#libs/kernel/words.js';
import { formatYuan, sum, yuan } from '#libs/money/fen.js';
import type {
  DocumentAccountDto,
  DocumentAccountYearDto,
  DocumentBenefitDto,
  DocumentKind,
  DocumentMoveDto,
  DocumentRowDto,
} from './documents.dto.js';

export type DocumentContent = {
  readonly number: string;
  readonly kind: DocumentKind;
  readonly agency: Words;
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly purpose: string;
  readonly rows: readonly DocumentRowDto[];
  readonly accounts: readonly DocumentAccountDto[];
  /** Of `account` and `benefits`: the year; of `account`, each account in it. */
  readonly year?: number;
  readonly years?: readonly DocumentAccountYearDto[];
  /** Of `move`. */
  readonly move?: DocumentMoveDto;
  readonly benefits?: readonly DocumentBenefitDto[];
  readonly issuedAt: string;
  /** Staff number; null: the holder themselves, at a kiosk. */
  readonly operator: string | null;
  readonly keyId: string;
  readonly verificationCode: string;
};

// Without I, L, O and U, so that a code read aloud or off paper cannot be mistaken.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Sixteen characters over all that the paper says. */
export const codeOf = (content: Omit<DocumentContent, 'verificationCode'>, key: string): string => {
  const mac = createHmac('sha256', Buffer.from(key, 'hex')).update(JSON.stringify(content)).digest();
  return Array.from(mac.subarray(0, 16), (byte) => alphabet[byte & 31]).join('');
};

export const documentTitles: Readonly<Record<DocumentKind, Words>> = {
  certificate: { zh: '社会保险参保缴费证明', en: 'Certificate of Social Insurance Contributions' },
  account: { zh: '个人账户对账单', en: 'Statement of Personal Accounts' },
  move: { zh: '社会保险参保缴费凭证', en: 'Certificate for Moving Insurance' },
  benefits: { zh: '社会保险待遇核定与领取明细单', en: 'Statement of Social Insurance Benefits' },
  statement: { zh: '社会保险缴费明细单', en: 'Statement of Social Insurance Contributions' },
};

/** What each side paid in all, yuan. */
export const totalOf = (
  rows: readonly DocumentRowDto[],
): Pick<DocumentRowDto, 'unitPart' | 'personPart' | 'governmentPart'> => {
  const of = (part: 'unitPart' | 'personPart' | 'governmentPart'): string =>
    formatYuan(sum(rows.map((row) => yuan(row[part]))));
  return { unitPart: of('unitPart'), personPart: of('personPart'), governmentPart: of('governmentPart') };
};
