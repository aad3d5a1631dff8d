/** The frame of every page that tells whether a paper of the bureau's is genuine: no script, nothing from elsewhere. */
import { createHash } from 'node:crypto';
import type { Words } from '#libs/contract/problems.js';

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

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const both = ({ zh, en }: Words): string => `${escaped(zh)} <span lang="en">${escaped(en)}</span>`;

export const page = (agency: Words | null, body: string): string => `<!doctype html>
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

export const verdict = (tone: 'good' | 'bad' | 'warn', head: Words, ...texts: readonly Words[]): string =>
  `<section class="${tone}" data-verdict="${tone}"><h2>${escaped(head.zh)}</h2><p lang="en">${escaped(head.en)}</p>${texts
    .map((text) => `<p>${escaped(text.zh)}<br><small lang="en">${escaped(text.en)}</small></p>`)
    .join('')}</section>`;

export const ifNotGenuine: Words = {
  zh: '请勿据此办事或付款。请带上这张票据和证件到开具单位的窗口查询，或拨打 12333。',
  en: 'Do not pay or act on it. Bring the paper and your identity document to the bureau that is named on it, or call 12333.',
};
