/** The money of a receipt as receiptline text: the table of lines, and the total. */
import type { Words } from './problems.js';
import { columnsWide, escapeText, printPeriod, printYuan, wrapText } from './receipt-text.js';
import type { Yuan } from './yuan.js';

/** Which instalment of an agreement on arrears was paid. */
export type ReceiptInstalment = {
  /** The number of the agreement. */
  readonly agreement: number;
  /** From 1. */
  readonly place: number;
  readonly of: number;
  /** What was agreed on of the period, where it was a part of that alone. */
  readonly whole: Yuan | null;
};

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
  /** Of a contribution by tier, for information: the whole tier, what the government paid of it, and what it added on top. */
  readonly tier?: Yuan;
  readonly governmentPart?: Yuan;
  readonly subsidy?: Yuan;
  readonly instalment?: ReceiptInstalment;
  /** Of a benefit that was paid in error and is given back: `ZH…`. */
  readonly recovery?: string;
  readonly note?: string;
};

/** Lines of receiptline text for paper of so many half-width columns; `wide` has room for English beside the Chinese. */
export const layOutMoney = (
  receipt: { readonly lines: readonly ReceiptLine[]; readonly total: Yuan },
  columns: number,
  wide: boolean,
): readonly string[] => {
  const out: string[] = [];
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
    const { instalment } = line;
    if (instalment !== undefined) {
      const { agreement, place, of } = instalment;
      const [zh, en] = [`分期缴纳第 ${place} 期，共 ${of} 期`, `Instalment ${place} of ${of}`];
      remark(`${zh}（协议 ${agreement}）`, '~~');
      remark(wide ? `${en}, agreement ${agreement}` : en, '~~');
    }
    if (line.recovery !== undefined) {
      remark(`退回多领待遇 ${line.recovery}`, '~~');
      remark('Benefit given back', '~~');
    }
    const besides = [
      ['该期应缴全额', 'Whole due', instalment?.whole ?? undefined],
      ['缴费档次', 'Tier', line.tier],
      ['政府代缴', 'Paid for you', line.governmentPart],
      ['政府补贴', 'Subsidy', line.subsidy],
    ] as const;
    for (const [zh, en, amount] of besides)
      if (amount !== undefined) item(wide ? `${zh} ${en}` : zh, amount, '~~', `(${printYuan(amount)})`);
    if (line.note !== undefined && line.note.trim() !== '') remark(line.note.trim(), '~~');
  });
  out.push('{width:*}');
  out.push('-');

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
  return out;
};
