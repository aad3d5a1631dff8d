/** The list of a hand-over as a page to print and sign, in Chinese; every sheet of paper says which list it is of, and which sheet. */
import { printPeriod } from '#libs/contract/receipt-text.js';
import { businessDate } from '#libs/kernel/plain-date.js';
import type { ListRow } from './hand-overs.service.js';
import type { HandOver } from './hand-overs.store.js';

export type ListOf = { readonly agency: string; readonly batch: string; readonly handOver: HandOver };

/** What the columns are called, here and in the file. */
export const listHeads = ['序号', '申领编号', '姓名', '社会保障号码', '卡号', '领取人签名'] as const;

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Rows are high enough to sign in. What is signed at the end is a row as well: it stays in one piece, under the heads of the list. */
const style = (number: string): string => `@page {
  size: A4; margin: 14mm 14mm 18mm;
  @bottom-left { content: "社会保障卡发放清单 ${number}" } @bottom-right { content: "第 " counter(page) " 页，共 " counter(pages) " 页" }
}
body { font: 10.5pt/1.35 "Noto Serif CJK SC", SimSun, serif } h1 { margin: 0 0 4mm; font-size: 16pt; text-align: center }
dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: 1mm 3mm; margin: 0 0 4mm } dt { white-space: nowrap } dd { margin: 0 }
table { width: 100%; border-collapse: collapse; table-layout: fixed } thead { display: table-header-group } tr { break-inside: avoid }
th, td { height: 9mm; padding: 0.5mm 1.5mm; border: 1px solid #000; text-align: left; overflow-wrap: anywhere }
th:nth-child(1), td:nth-child(1) { width: 9mm } td:first-child:not(:last-child) { text-align: right } th:nth-child(2) { width: 33.5mm } th:nth-child(4) { width: 34mm } th:nth-child(5) { width: 23mm } th:nth-child(6) { width: 29mm }
.signed td { padding: 3mm 0 0; border: 0 } .signed p { display: grid; grid-template-columns: 1fr auto 44mm auto 38mm; gap: 2mm; align-items: end; margin: 7mm 0 0 }
.signed p:first-child { display: block; margin: 0 } .signed i { border-bottom: 1px solid #000 }`;

/** Everything before the first row. */
export const pageHead = ({ agency, batch, handOver }: ListOf): string => {
  const { number, unitCode, unitName, letter, at } = handOver;
  const facts: readonly (readonly [string, string])[] = [
    ['发放单位：', agency],
    ['清单号：', number],
    ['领卡单位：', `${unitName ?? ''}（${unitCode ?? ''}）`],
    ['批次：', batch],
    ['介绍信：', letter ?? ''],
    ['发放日期：', printPeriod(businessDate(at))],
  ];
  return `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>社会保障卡发放清单 ${number}</title><style>${style(number)}</style>
<h1>社会保障卡发放清单</h1>
<dl>${facts.map(([label, text]) => `<dt>${label}</dt><dd>${escape(text)}</dd>`).join('')}</dl>
<table><thead><tr>${listHeads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>
`;
};

export const pageRow = (
  place: number,
  { applicationNumber, name, maskedNumber, cardNumber }: ListRow,
): string =>
  `<tr><td>${place}</td><td>${applicationNumber}</td><td>${escape(name)}</td><td>${maskedNumber}</td><td>${cardNumber}</td><td></td></tr>\n`;

const signature = (who: string): string =>
  `<p><span>${who}</span><span>签名：</span><i></i><span>日期：</span><i></i></p>`;

/** Everything after the last row. */
export const pageFoot = (
  { signers, by }: HandOver,
  cards: number,
): string => `<tr class="signed"><td colspan="${listHeads.length}">
<p>共 ${cards} 张，已当面点清。</p>
${signers.map(({ name }) => signature(`单位经办人：${escape(name)}`)).join('\n')}
${signature(`发卡人（工号 ${escape(by)}）`)}
</td></tr></tbody></table>
</html>
`;
