/** Turns a receipt into a receiptline document (https://www.ofsc.org/receiptline) for 58 mm or 80 mm paper. */
import type { Yuan } from './desk.js';
import type { Words } from './problems.js';

export type ReceiptKind = 'payment' | 'collection' | 'till-draw' | 'till-deposit' | 'card-service';

/** One due or entitlement on a receipt. `personal` is the amount itself where there are no other parts. */
export type ReceiptLine = {
  readonly schemeName: Words;
  /** `2026` for a year, `2026-11` for a month, `2026-02/2026-11` for months in a row; anything else is printed as it is. */
  readonly period: string;
  readonly personal: Yuan;
  readonly unit?: Yuan;
  readonly lateFee?: Yuan;
  /** The contribution base, for information; not part of the total. */
  readonly base?: Yuan;
  readonly note?: string;
};

/** Something to be known of a card service. Words have their English beside the value, printed where the paper is wide. */
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
  readonly operator: { readonly number: string; readonly name: string };
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
  readonly channel: 'bank' | 'cash' | 'none';
  readonly bankReference: string | null;
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

const titles: Readonly<Record<ReceiptKind, Words>> = {
  payment: { zh: '社会保险费缴费收据', en: 'Contribution receipt' },
  collection: { zh: '社会保险待遇领取收据', en: 'Benefit receipt' },
  'till-draw': { zh: '备付现金领取单', en: 'Cash draw slip' },
  'till-deposit': { zh: '现金缴存单', en: 'Cash deposit slip' },
  'card-service': { zh: '社会保障卡业务回执', en: 'Card service receipt' },
};

const holderWords: Readonly<Record<ReceiptKind, Words>> = {
  payment: { zh: '缴费人', en: 'Payer' },
  collection: { zh: '领取人', en: 'Payee' },
  'till-draw': { zh: '领款人', en: 'Drawn by' },
  'till-deposit': { zh: '缴存人', en: 'Paid in by' },
  'card-service': { zh: '持卡人', en: 'Holder' },
};

const channelWords = (receipt: ReceiptDocument): Words => {
  if (receipt.channel === 'cash') return { zh: '现金', en: 'Cash' };
  return receipt.kind === 'collection'
    ? { zh: '转入社保卡银行账户', en: "To the card's account" }
    : { zh: '社保卡银行账户扣款', en: "From the card's account" };
};

/** `1090.00` → `￥1,090.00`. The full-width sign, because the plain one has no two-byte code in GB 18030. */
export const printYuan = (yuan: Yuan): string => {
  const match = /^(-?)(\d+)\.(\d{2})$/.exec(yuan);
  if (!match) throw new RangeError(`not an amount of yuan: ${yuan}`);
  const [, sign = '', whole = '', cents = ''] = match;
  return `${sign}￥${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
};

/**
 * `2026-11-24` → `2026年11月24日`, `2026-11` → `2026年11月`, `2026` → `2026年`, `2026-02/2026-11` → `2026年2月至2026年11月`;
 * other text stays as it is.
 */
export const printPeriod = (period: string): string => {
  const range = /^(\d{4}-\d{2})\/(\d{4}-\d{2})$/.exec(period);
  if (range) return `${printPeriod(range[1] ?? '')}至${printPeriod(range[2] ?? '')}`;
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(period);
  if (!match) return period;
  const [, year = '', month, day] = match;
  return `${year}年${month === undefined ? '' : `${Number(month)}月`}${day === undefined ? '' : `${Number(day)}日`}`;
};

/** An instant as the bureau writes it, to the second, in China Standard Time (UTC+8, no summer time). */
export const printInstant = (instant: string): string => {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) throw new RangeError(`not an instant: ${instant}`);
  const local = new Date(millis + 8 * 3600_000).toISOString();
  return `${printPeriod(local.slice(0, 10))} ${local.slice(11, 19)}`;
};

const both = (words: Words): string => `${words.zh} ${words.en}`;

const hex = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** Text for a receiptline column: what would be read as markup or as a rule is escaped, control characters go. */
const escapeText = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .replace(/[\\|{}~_"`^]/g, hex)
    .replace(/^[-=]/, hex);

/** Text for a receiptline property value, such as what a QR code holds. */
const escapeValue = (text: string): string =>
  text.replace(/[^A-Za-z0-9]/g, (c) => (c <= '\u007f' ? hex(c) : c));

/** Columns a text takes on paper: one for ASCII, two for everything else (GB 18030 printers have no other widths). */
const columnsWide = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + (character < '\u0080' ? 1 : 2), 0);

/** What may not be parted: a Latin word, a Chinese character with the closing marks that follow it, a space. */
const unbreakable = /[!-~]+|[^ -~][，。、；：？！）》」』]*| +/gu;

/** Lines of at most `columns`, broken between words and between Chinese characters; a longer word where it must. */
const wrapText = (text: string, columns: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  const add = (piece: string): void => {
    if (columnsWide(line + piece) > columns) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  };
  for (const piece of text.match(unbreakable) ?? []) {
    if (columnsWide(piece.trim()) <= columns) add(piece);
    else for (const character of piece) add(character);
  }
  return [...lines, line.trimEnd()].filter((each, at) => each !== '' || at === 0);
};

/**
 * The receipt as a receiptline document: agency on top, kind and copy mark, number and holder, a table of lines,
 * the total in figures and capitals, and the QR code with the verification code. Chinese first, English beside it
 * on 80 mm paper and where it is short on 58 mm.
 */
export const layOutReceipt = (receipt: ReceiptDocument, paper: PaperWidth): string => {
  const columns = columnsOf(paper);
  const wide = paper === 80;
  const title = titles[receipt.kind];
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

  out.push(heading(receipt.agency.zh));
  out.push(...wrapText(receipt.agency.en, columns).map(escapeText));
  out.push('');
  out.push(`^^"${escapeText(title.zh)}"`);
  out.push(escapeText(title.en));
  out.push(
    receipt.copy <= 1
      ? escapeText('正本 Original')
      : `\`~${escapeText(`副本 第${receipt.copy}联 补打 Copy ${receipt.copy}`)}~\``,
  );
  out.push(rule);

  out.push(`{width:${wide ? '18,*' : '8,*'}}`);
  out.push(row({ zh: '收据号', en: 'No.' }, receipt.number));
  out.push(row({ zh: '业务日期', en: 'Date' }, printPeriod(receipt.businessDate)));
  if (receipt.payerName !== null) out.push(row(holderWords[receipt.kind], receipt.payerName));
  if (receipt.maskedNumber !== null) out.push(row({ zh: '社保号', en: 'Number' }, receipt.maskedNumber));
  if (receipt.cardNumber !== null) out.push(row({ zh: '卡号', en: 'Card' }, receipt.cardNumber));
  out.push(rule);

  // The amount column takes the widest amount there is, so that nothing is cut and the figures line up.
  const amounts = receipt.lines.flatMap((line) => [line.personal, line.unit, line.lateFee, line.base]);
  const amountColumns = Math.max(
    11,
    ...amounts.flatMap((amount) => (amount === undefined ? [] : [columnsWide(printYuan(amount)) + 2])),
  );
  const itemColumns = columns - amountColumns - 1;
  const table = `{width:${itemColumns},${amountColumns}}`;
  /** An entry with its amount; what is too long for the column goes on below, the amount stays on the first line. */
  const item = (text: string, amount: Yuan, indent = '', figure = printYuan(amount)): void => {
    const [first = '', ...rest] = wrapText(text, itemColumns - indent.length);
    out.push(
      table,
      `${indent}${escapeText(first)} | ${figure}`,
      ...rest.map((more) => `${indent}${escapeText(more)} | `),
    );
  };
  /** Words without an amount have the whole width. */
  const remark = (text: string, indent = ''): void => {
    const lines = wrapText(text, columns - indent.length);
    out.push('{width:*}', ...lines.map((each) => `|${indent}${escapeText(each)}`));
  };
  out.push(table);
  out.push(`"${wide ? '项目 Item' : '项目'}" | "${wide ? '金额 Amount' : '金额'}"`);
  receipt.lines.forEach((line, at) => {
    if (at > 0) out.push('{width:*}', '');
    const split = line.unit !== undefined || line.lateFee !== undefined;
    if (split) remark(line.schemeName.zh);
    else item(line.schemeName.zh, line.personal);
    if (wide) remark(`${printPeriod(line.period)} ${line.schemeName.en}`);
    else {
      remark(line.schemeName.en);
      remark(printPeriod(line.period));
    }
    if (split) item('个人 Personal', line.personal, '~~');
    if (line.unit !== undefined) item('单位 Unit', line.unit, '~~');
    if (line.lateFee !== undefined) item(wide ? '滞纳金 Late fee' : '滞纳金', line.lateFee, '~~');
    if (line.base !== undefined)
      item(wide ? '缴费基数 Base' : '缴费基数', line.base, '~~', `(${printYuan(line.base)})`);
    if (line.note !== undefined && line.note.trim() !== '') remark(line.note.trim(), '~~');
  });
  out.push('{width:*}');
  out.push(rule);

  const total = printYuan(receipt.total);
  const totalColumns = columnsWide(total) * 2;
  // Twice as large: beside its label where it fits, otherwise below it, and only taller when it is very long.
  if (totalColumns + 11 <= columns) {
    out.push(`{width:*,${totalColumns}}`);
    out.push(`^^"合计"~Total | ^^^"${total}"`);
    out.push('{width:*}');
  } else {
    out.push('|"合计"~Total');
    out.push(`${totalColumns <= columns ? '^^^' : '^^'}"${total}"|`);
  }
  out.push('');
  out.push(`{width:${wide ? '18,*' : '8,*'}}`);
  out.push(`${escapeText(wide ? '大写 In words' : '大写')} | "${escapeText(receipt.totalCapitals)}"`);
  const channel = channelWords(receipt);
  out.push(row({ zh: receipt.kind === 'collection' ? '领取方式' : '缴费方式', en: 'By' }, channel.zh));
  if (receipt.bankReference !== null)
    out.push(row({ zh: '银行流水', en: 'Bank ref.' }, receipt.bankReference));
  out.push(row({ zh: '窗口', en: 'Window' }, receipt.terminalName));
  out.push(row({ zh: '经办人', en: 'Clerk' }, `${receipt.operator.number} ${receipt.operator.name}`));
  out.push(row({ zh: '开具时间', en: 'Issued' }, printInstant(receipt.issuedAt)));
  out.push('{width:*}');
  if (receipt.channel === 'cash' && receipt.kind !== 'payment') {
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
