/** Writes the list of a hand-over to be signed: as CSV for the files, and as a page to print in Chinese. */
import { csvLine } from '../csv/csv-line.js';
import { writeWhole } from '../whole-file.js';
import type { FileHandle } from 'node:fs/promises';
import type { ListRow } from './hand-overs.service.js';
import type { HandOver } from './hand-overs.store.js';

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `@page { size: A4; margin: 15mm } body { font: 11pt "Noto Serif CJK SC", SimSun, serif }
h1 { font-size: 16pt; text-align: center } table { width: 100%; border-collapse: collapse } thead { display: table-header-group }
th, td { border: 1px solid #000; padding: 1.5mm 2mm; text-align: left } tr { break-inside: avoid }
td:last-child { width: 32mm } .signed { margin-top: 10mm; display: flex; justify-content: space-between; break-inside: avoid }`;

const head = (agency: string, batch: string, handOver: HandOver): string => `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>社会保障卡发放清单 ${handOver.number}</title><style>${style}</style>
<h1>社会保障卡发放清单</h1>
<p>${escape(agency)}　清单号：${handOver.number}　批次：${batch}　单位：${escape(handOver.unitName ?? '')}（${escape(handOver.unitCode ?? '')}）　介绍信：${escape(handOver.letter ?? '')}</p>
<table><thead><tr><th>序号</th><th>申领编号</th><th>姓名</th><th>社会保障号码</th><th>卡号</th><th>领取人签名</th></tr></thead><tbody>
`;

const foot = (handOver: HandOver, cards: number): string => `</tbody></table>
<p>共 ${cards} 张。</p>
${handOver.signers
  .map(
    ({ name }) =>
      `<div class="signed"><span>单位经办人：${escape(name)}</span><span>签名：＿＿＿＿＿＿＿＿</span><span>日期：＿＿＿＿＿＿</span></div>`,
  )
  .join('\n')}
<div class="signed"><span>发卡人（工号 ${escape(handOver.by)}）</span><span>签名：＿＿＿＿＿＿＿＿</span><span>日期：＿＿＿＿＿＿</span></div>
</html>
`;

const row = (place: number, { applicationNumber, name, maskedNumber, cardNumber }: ListRow): string =>
  `<tr><td>${place}</td><td>${applicationNumber}</td><td>${escape(name)}</td><td>${maskedNumber}</td><td>${cardNumber}</td><td></td></tr>\n`;

type ListOf = { readonly agency: string; readonly batch: string; readonly handOver: HandOver };

/** Writes `<path>.csv` and `<path>.html`, each there whole or not at all; returns how many cards are listed. */
export const writeHandOverList = async (
  path: string,
  of: ListOf,
  pages: AsyncIterable<readonly ListRow[]>,
): Promise<number> =>
  writeWhole(`${path}.csv`, (csv) => writeWhole(`${path}.html`, (html) => writeBoth(csv, html, of, pages)));

const writeBoth = async (
  csv: FileHandle,
  html: FileHandle,
  of: ListOf,
  pages: AsyncIterable<readonly ListRow[]>,
): Promise<number> => {
  let cards = 0;
  await csv.appendFile(
    `\uFEFF${csvLine(['序号', '申领编号', '姓名', '社会保障号码', '卡号', '领取人签名'])}`,
  );
  await html.appendFile(head(of.agency, of.batch, of.handOver));
  for await (const page of pages) {
    const first = cards + 1;
    cards += page.length;
    await csv.appendFile(
      page
        .map((card, index) =>
          csvLine([
            String(first + index),
            card.applicationNumber,
            card.name,
            card.maskedNumber,
            card.cardNumber,
            '',
          ]),
        )
        .join(''),
    );
    await html.appendFile(page.map((card, index) => row(first + index, card)).join(''));
  }
  await html.appendFile(foot(of.handOver, cards));
  return cards;
};
