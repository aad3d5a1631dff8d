/** What a person sees who scans a receipt: whether it is genuine, what it says, and what to do if it is not. No script, nothing from elsewhere. */
import { createHash } from 'node:crypto';
import type { Problem, Words } from '#libs/contract/problems.js';
import { receiptTitle } from '#libs/contract/receipt-layout.js';
import { printInstant, printPeriod, printYuan } from '#libs/contract/receipt-text.js';
import { englishPeriod } from '#libs/kernel/english-date.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import type { ReceiptUndoneDto, ReceiptVerificationDto } from './receipts.dto.js';

const style = `
:root{color-scheme:light;--ink:#17212b;--soft:#4a5868;--line:#d5dce4;--good:#17683a;--bad:#a61b1b;--warn:#7d4a00}
*{box-sizing:border-box}
body{margin:0;background:#eef2f6;color:var(--ink);font:16px/1.5 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:1rem}
h1{margin:0 0 1rem;font-size:1rem;font-weight:600}
h2{margin:0;font-size:1.5rem;line-height:1.3}
p{margin:.5rem 0 0}
small,[lang=en]{color:var(--soft);font-size:.85rem}
section{margin:0 0 1rem;padding:1rem;border-radius:8px;background:#fff;border-top:6px solid var(--line);overflow-wrap:anywhere}
.good{border-color:var(--good)}.good h2{color:var(--good)}
.bad{border-color:var(--bad)}.bad h2{color:var(--bad)}
.warn{border-color:var(--warn)}.warn h2{color:var(--warn)}
dl{margin:0}dl div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
dl div:last-child{border-bottom:0}dt{color:var(--soft)}dd{margin:0;font-weight:600;text-align:right;margin-left:auto}
.amount{font-size:1.25rem}
`;

/** Which styles the page may have: its own, by their digest. */
export const receiptPageStyle = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const both = ({ zh, en }: Words): string => `${escaped(zh)} <span lang="en">${escaped(en)}</span>`;

const page = (agency: Words | null, body: string): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>票据核验 Receipt check</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${both({ zh: '票据核验', en: 'Receipt check' })}${agency === null ? '' : `<br>${both(agency)}`}</h1>
${body}
</main>
</body>
</html>
`;

const verdict = (tone: 'good' | 'bad' | 'warn', head: Words, ...texts: readonly Words[]): string =>
  `<section class="${tone}" data-verdict="${tone}"><h2>${escaped(head.zh)}</h2><p lang="en">${escaped(head.en)}</p>${texts
    .map((text) => `<p>${escaped(text.zh)}<br><small lang="en">${escaped(text.en)}</small></p>`)
    .join('')}</section>`;

const ifNotGenuine: Words = {
  zh: '请勿据此办事或付款。请带上这张票据和证件到开具单位的窗口查询，或拨打 12333。',
  en: 'Do not pay or act on it. Bring the paper and your identity document to the bureau that is named on it, or call 12333.',
};

/** What a receipt that was found says, so that it can be held against the paper. */
const contents = ({ receipt, copies }: ReceiptVerificationDto): string => {
  const rows: readonly (readonly [Words, string | null])[] = [
    [{ zh: '票据', en: 'Kind' }, receiptTitle(receipt).zh],
    [{ zh: '收据号', en: 'No.' }, receipt.number],
    [{ zh: '业务日期', en: 'Date' }, printPeriod(receipt.businessDate)],
    [{ zh: '开具时间', en: 'Issued' }, printInstant(receipt.issuedAt)],
    [{ zh: '姓名', en: 'Name' }, receipt.payerName],
    [{ zh: '社保号', en: 'Number' }, receipt.maskedNumber],
    [
      { zh: '卡号末四位', en: 'Last four of the card' },
      receipt.cardNumber === null ? null : receipt.cardNumber.slice(-4),
    ],
    [{ zh: '窗口', en: 'Window' }, receipt.terminalName],
    [{ zh: '已打印', en: 'Printed' }, `${copies} 次`],
  ];
  const money =
    receipt.channel === 'none'
      ? ''
      : `<div><dt>${both({ zh: '金额', en: 'Amount' })}</dt><dd class="amount" data-amount="${escaped(receipt.total)}">${escaped(
          printYuan(formatYuan(yuan(receipt.total))),
        )}<br><small>${escaped(receipt.totalCapitals)}</small></dd></div>`;
  return `<section><dl>${money}${rows
    .map(([label, value]) =>
      value === null ? '' : `<div><dt>${both(label)}</dt><dd>${escaped(value)}</dd></div>`,
    )
    .join('')}</dl></section>`;
};

const undoneWords: Readonly<Record<ReceiptUndoneDto['kind'], Words>> = {
  reversal: { zh: '已冲正', en: 'Reversed' },
  refund: { zh: '已退费', en: 'Refunded' },
};

/** Genuine, and what it says holds no longer. */
const undoneVerdict = ({ kind, receiptNumber, businessDate }: ReceiptUndoneDto): string =>
  verdict(
    'warn',
    {
      zh: `本局开具，${undoneWords[kind].zh}`,
      en: `Issued by this bureau, and ${undoneWords[kind].en.toLowerCase()} since`,
    },
    {
      zh: `这笔业务于${printPeriod(businessDate)}${undoneWords[kind].zh}，新收据号 ${receiptNumber}；此票据不再作为凭证。`,
      en: `It was undone on ${englishPeriod(businessDate)} by receipt ${receiptNumber}, and proves nothing any more.`,
    },
  );

const genuineVerdict = verdict(
  'good',
  { zh: '本局开具，属实', en: 'Genuine: issued by this bureau' },
  {
    zh: '请与手中票据逐项核对：有一项不同，手中的就不是这张票据。',
    en: 'Compare each line with the paper: if one differs, the paper is not this receipt.',
  },
);

/** The page for what a receipt was found to be. */
export const verifiedPage = (found: ReceiptVerificationDto): string =>
  found.verified
    ? page(
        found.receipt.agency,
        (found.undone === undefined ? genuineVerdict : undoneVerdict(found.undone)) +
          contents(found) +
          verdict('warn', { zh: '与票据不符？', en: 'Something differs?' }, ifNotGenuine),
      )
    : page(
        null,
        verdict(
          'bad',
          { zh: '核验不通过', en: 'Not genuine' },
          {
            zh: '有此收据号，但内容与验证码不符。',
            en: 'There is a receipt of this number, but its content does not fit its code.',
          },
          ifNotGenuine,
        ),
      );

/** The page for a receipt that was not looked at, or not found. */
export const refusedPage = (problem: Problem): string =>
  problem.status === 404
    ? page(
        null,
        verdict(
          'bad',
          { zh: '查无此票据', en: 'No such receipt' },
          {
            zh: '没有此收据，或验证码不符。若是手工输入，请核对收据号与验证码后再试。',
            en: 'There is no such receipt, or the code is wrong. If it was typed, check both and try again.',
          },
          ifNotGenuine,
        ),
      )
    : page(
        null,
        verdict(
          'warn',
          { zh: '暂时不能核验', en: 'Cannot be checked right now' },
          {
            zh: `${problem.title.zh}。这不说明票据的真假。${problem.nextStep.zh}。`,
            en: `${problem.title.en}. This says nothing of the receipt. ${problem.nextStep.en}.`,
          },
        ),
      );
