/** Turns a receipt into a receiptline document (https://www.ofsc.org/receiptline) for 58 mm or 80 mm paper. */
import { receiptTitleOf, type ReceiptAct } from './act-words.js';
import type { DebitConsent } from './debit-consent.js';
import type { Words } from './problems.js';
import { layOutMoney, type ReceiptLine } from './receipt-money.js';
import {
  columnsWide,
  escapeText,
  escapeValue,
  printInstant,
  printPeriod,
  printYuan,
  wrapText,
} from './receipt-text.js';
import type { Yuan } from './yuan.js';

export type ReceiptKind = ReceiptAct;

/** Something to be known of a card service. Words have their English below the value, printed where the paper is wide. */
export type ReceiptRow = { readonly label: Words; readonly value: string; readonly english?: string };

/** A receipt as it is stored before it prints. Sums are the issuer's: the layout adds nothing up. */
export type ReceiptDocument = {
  readonly number: string;
  readonly kind: ReceiptKind;
  /** Of a card service: what was done. */
  readonly title?: Words;
  /** Of a card service, in place of lines and total. */
  readonly rows?: readonly ReceiptRow[];
  readonly agency: Words;
  readonly terminalName: string;
  /** Null: the holder themselves, at a kiosk. */
  readonly operator: { readonly number: string; readonly name: string } | null;
  /** Null where no holder is involved, as with the till. */
  readonly payerName: string | null;
  readonly maskedNumber: string | null;
  readonly cardNumber: string | null;
  readonly lines: readonly ReceiptLine[];
  readonly total: Yuan;
  /** Chinese capitals, such as 壹仟零玖拾元整. */
  readonly totalCapitals: string;
  /** `2026-11-24`. */
  readonly businessDate: string;
  /** An instant, ISO 8601; printed in China Standard Time. */
  readonly issuedAt: string;
  /** `none` where no money moves. */
  readonly channel: 'bank' | 'cash' | 'none' | 'debit' | 'tax';
  readonly bankReference: string | null;
  /** How the holder has agreed to the debit of their account. */
  readonly debitConsent?: DebitConsent;
  /** Of a reversal or refund: the receipt that it undoes. */
  readonly undoes?: { readonly number: string; readonly businessDate: string };
  /** The receipt that undoes this one, as it is now. */
  readonly undoneBy?: {
    readonly number: string;
    readonly kind: 'reversal' | 'refund';
    readonly businessDate: string;
  };
  readonly verificationCode: string;
  /** What the QR code holds. */
  readonly verifyUrl: string;
  /** 1 is the original (正本); from 2 on a copy (副本 第n联 补打). */
  readonly copy: number;
};

/** Paper by its width in millimetres. */
export type PaperWidth = 58 | 80;

/** Half-width columns that fit on the paper, at 12 dots each and 8 dots a millimetre. */
export const columnsOf = (paper: PaperWidth): 32 | 48 => (paper === 58 ? 32 : 48);

/** What kind of paper it is; a card service has a title of its own, and so has what gives benefits back. */
export const receiptTitle = ({
  title,
  kind,
  lines,
}: Pick<ReceiptDocument, 'title' | 'kind' | 'lines'>): Words => {
  if (title !== undefined) return title;
  const givenBack = lines.filter(({ recovery }) => recovery !== undefined).length;
  if (kind !== 'payment' || givenBack === 0) return receiptTitleOf(kind);
  return givenBack === lines.length ? givenBackTitle : bothTitle;
};

const givenBackTitle: Words = { zh: '社会保险待遇退回收据', en: 'Receipt of a benefit given back' };
const bothTitle: Words = {
  zh: '社会保险缴费及待遇退回收据',
  en: 'Receipt of contributions and of a benefit given back',
};

const holderWords: Readonly<Record<ReceiptKind, Words>> = {
  payment: { zh: '缴费人', en: 'Payer' },
  collection: { zh: '领取人', en: 'Payee' },
  'till-draw': { zh: '领款人', en: 'Drawn by' },
  'till-deposit': { zh: '缴存人', en: 'Paid in by' },
  'till-return': { zh: '缴回人', en: 'Returned by' },
  'shift-count': { zh: '经办人', en: 'Clerk' },
  'shift-hand-over': { zh: '移交人', en: 'Handed over by' },
  reversal: { zh: '姓名', en: 'Name' },
  refund: { zh: '收款人', en: 'Payee' },
  // Who applies holds no card yet.
  'card-service': { zh: '姓名', en: 'Name' },
};

const channelWords = (receipt: ReceiptDocument): Words => {
  if (receipt.channel === 'cash') return { zh: '现金', en: 'Cash' };
  if (receipt.channel === 'debit') return { zh: '银行批量扣款', en: 'By bank debit' };
  if (receipt.channel === 'tax') return { zh: '税务征收', en: 'By the tax authority' };
  return receipt.kind === 'collection' || receipt.kind === 'refund'
    ? { zh: '转入社保卡银行账户', en: "To the card's account" }
    : { zh: '社保卡银行账户扣款', en: "From the card's account" };
};

/** What the channel is called where nothing is paid in. */
const wayWords: Partial<Record<ReceiptKind, string>> = {
  collection: '领取方式',
  refund: '退款方式',
  reversal: '冲正方式',
  'card-service': '收付方式',
};

/** A service that money passed for says so below its own title. */
const feeTitle: Words = { zh: '业务回执暨工本费收退凭证', en: 'Card service and fee receipt' };

const consentWords: Readonly<Record<DebitConsent, string>> = {
  signature: '持卡人签字',
  pin: '持卡人输入卡密码',
};

/**
 * Whether somebody signs the paper: whoever takes cash out, undoes an act or answers for a till, and the holder of an account that is
 * debited without the PIN.
 */
export const isSigned = ({
  kind,
  channel,
  debitConsent,
}: Pick<ReceiptDocument, 'kind' | 'channel' | 'debitConsent'>): boolean =>
  kind === 'payment'
    ? debitConsent === 'signature'
    : channel === 'cash' || ['shift-count', 'reversal', 'refund'].includes(kind);

/** One part of a receipt that comes in two: which it is, and whether it is the one that is signed. */
type Part = { readonly words: Words; readonly signed: boolean };

/** The original of what is signed comes in two parts, which belong together; a copy is one sheet. */
const partsOf = (receipt: ReceiptDocument): readonly (Part | null)[] => {
  if (receipt.copy > 1 || !isSigned(receipt)) return [null];
  const other: Words =
    receipt.payerName === null
      ? { zh: '经办人联', en: "Clerk's part" }
      : { zh: '客户联', en: "Customer's part" };
  return [
    { words: { zh: '经办留存联', en: "Bureau's part" }, signed: true },
    { words: other, signed: false },
  ];
};

const both = (words: Words): string => `${words.zh} ${words.en}`;

/**
 * One part of the receipt: agency on top, kind and copy mark, number and holder, a table of lines,
 * the total in figures and capitals, and the QR code with the verification code. Chinese first, English beside it
 * on 80 mm paper and where it is short on 58 mm.
 */
const layOutPart = (receipt: ReceiptDocument, paper: PaperWidth, part: Part | null): string => {
  const columns = columnsOf(paper);
  const wide = paper === 80;
  const title = receiptTitle(receipt);
  const out: string[] = ['{width:*;border:space;align:center;text:wrap}'];

  /** The largest scale at which a heading still fits on one line; too long for any, it wraps at normal size. */
  const heading = (text: string): string => {
    const marked = `"${escapeText(text)}"`;
    if (columnsWide(text) * 2 <= columns) return `^^^${marked}`;
    return columnsWide(text) <= columns ? `^^${marked}` : marked;
  };
  /** A label and its value, right-aligned; the value wraps below itself when it is long. */
  const row = (label: Words, value: string): string =>
    `${escapeText(wide ? both(label) : label.zh)} | ${escapeText(value)}`;
  const rule = '-';
  const labelColumns = wide ? 18 : 8;
  const labels = `{width:${labelColumns},*}`;

  out.push(heading(receipt.agency.zh));
  out.push(...wrapText(receipt.agency.en, columns).map(escapeText));
  out.push('');
  out.push(`^^"${escapeText(title.zh)}"`);
  out.push(...wrapText(title.en, columns).map(escapeText));
  // A service has a title of its own; what kind of paper it is stands below.
  const kindTitle =
    receipt.kind === 'card-service' && receipt.channel !== 'none' ? feeTitle : receiptTitleOf(receipt.kind);
  if (receipt.title !== undefined) out.push(escapeText(wide ? both(kindTitle) : kindTitle.zh));
  out.push(
    receipt.copy <= 1
      ? escapeText('正本 Original')
      : `\`~${escapeText(`副本 第${receipt.copy}联 补打 Copy ${receipt.copy}`)}~\``,
  );
  if (part !== null) out.push(`"${escapeText(both(part.words))}"`);
  if (receipt.undoneBy !== undefined) {
    const { number, kind } = receipt.undoneBy;
    const [zh, en] = kind === 'reversal' ? ['本收据已冲正', 'Reversed'] : ['本收据已退费', 'Refunded'];
    out.push(`^^"${zh} ${en}"`, escapeText(`见 See ${number}`));
  }
  out.push(rule);

  out.push(labels);
  out.push(row({ zh: '收据号', en: 'No.' }, receipt.number));
  out.push(row({ zh: '业务日期', en: 'Date' }, printPeriod(receipt.businessDate)));
  if (receipt.undoes !== undefined) {
    out.push(row({ zh: '原收据号', en: 'Undoes' }, receipt.undoes.number));
    out.push(row({ zh: '原业务日期', en: 'Dated' }, printPeriod(receipt.undoes.businessDate)));
  }
  if (receipt.payerName !== null) out.push(row(holderWords[receipt.kind], receipt.payerName));
  if (receipt.maskedNumber !== null) out.push(row({ zh: '社保号', en: 'Number' }, receipt.maskedNumber));
  if (receipt.cardNumber !== null) out.push(row({ zh: '卡号', en: 'Card' }, receipt.cardNumber));
  out.push(rule);

  if (receipt.rows === undefined) {
    out.push(...layOutMoney(receipt, columns, wide));
    out.push(labels);
    out.push(`${escapeText(wide ? '大写 In words' : '大写')} | "${escapeText(receipt.totalCapitals)}"`);
  } else {
    out.push(labels);
    const valueColumns = columns - labelColumns - 1;
    for (const { label, value, english } of receipt.rows) {
      const [first = '', ...more] = [
        ...wrapText(value, valueColumns),
        ...(wide && english !== undefined ? wrapText(english, valueColumns) : []),
      ];
      // The tilde is a space: a row without a left side would be taken for a line across the paper.
      out.push(row(label, first), ...more.map((each) => `~ | ${escapeText(each)}`));
    }
    out.push('{width:*}', rule, labels);
    if (receipt.kind === 'card-service' && receipt.channel !== 'none')
      out.push(
        row({ zh: '合计', en: 'Total' }, printYuan(receipt.total)),
        row({ zh: '大写', en: 'In words' }, receipt.totalCapitals),
      );
  }
  if (receipt.channel !== 'none')
    out.push(row({ zh: wayWords[receipt.kind] ?? '缴费方式', en: 'By' }, channelWords(receipt).zh));
  if (receipt.debitConsent !== undefined)
    out.push(row({ zh: '扣款确认', en: 'Agreed by' }, consentWords[receipt.debitConsent]));
  if (receipt.bankReference !== null)
    out.push(row({ zh: '银行流水', en: 'Bank ref.' }, receipt.bankReference));
  const { operator } = receipt;
  if (operator === null) {
    out.push(row({ zh: '自助终端', en: 'Kiosk' }, receipt.terminalName));
    out.push(row({ zh: '经办', en: 'Done by' }, '本人自助 the holder'));
  } else {
    out.push(row({ zh: '窗口', en: 'Window' }, receipt.terminalName));
    out.push(row({ zh: '经办人', en: 'Clerk' }, `${operator.number} ${operator.name}`));
  }
  out.push(row({ zh: '开具时间', en: 'Issued' }, printInstant(receipt.issuedAt)));
  out.push('{width:*}');
  if (part === null ? isSigned(receipt) : part.signed) {
    out.push('');
    out.push('|签字 Signature');
    out.push('');
  }
  out.push(rule);

  out.push('');
  out.push(`{code:${escapeValue(receipt.verifyUrl)};option:qrcode,${wide ? 6 : 5},m}`);
  out.push('');
  out.push(`验证码 Code~"${escapeText(receipt.verificationCode)}"`);
  out.push('扫码验证真伪，请妥善保管');
  if (wide) out.push('Scan to verify. Keep this receipt.');
  return `${out.join('\n')}\n`;
};

/** The receipt as a receiptline document: its parts, cut from each other where there are two, in one print with one proof. */
export const layOutReceipt = (receipt: ReceiptDocument, paper: PaperWidth): string =>
  partsOf(receipt)
    .map((part) => layOutPart(receipt, paper, part))
    .join('=\n');
