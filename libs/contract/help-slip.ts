/** A slip for whoever a kiosk cannot help: why, and which window does, to be taken along; it names nobody. */
import type { Words } from './problems.js';
import { columnsOf, type PaperWidth } from './receipt-layout.js';
import { escapeText, printInstant, wrapText } from './receipt-text.js';

type HelpSlip = {
  readonly agency: Words;
  readonly terminalName: string;
  /** An instant, ISO 8601. */
  readonly printedAt: string;
  readonly reason: Words;
  readonly nextStep: Words;
};

/** For whoever has no card with them, or one that does not work: the machine cannot tell which, so that all of it stands there. */
export const noCardHelp = {
  reason: { zh: '没有带卡，或卡不好用', en: 'No card, or it does not work' },
  nextStep: {
    zh: '请持身份证到人工窗口：\n· 忘了密码：重置密码\n· 卡丢了：先打 12333 临时挂失，再正式挂失、补领新卡\n· 卡坏了或过期：换领\n· 还没有卡：申领\n亲属代办请同时带上亲属的身份证。',
    en: "Go to a staffed window with your identity card:\n· PIN forgotten: have it reset\n· Card lost: call 12333 first, then report it formally and get another\n· Damaged or expired: have it replaced\n· No card yet: apply for one\nWhoever comes for a relative brings the relative's identity card too.",
  },
} as const;

/** The slip as a receiptline document, Chinese first. */
export const layOutHelpSlip = (slip: HelpSlip, paper: PaperWidth): string => {
  const columns = columnsOf(paper);
  // The bar at the beginning puts a line to the left.
  const lines = (text: string): readonly string[] =>
    text.split('\n').flatMap((line) => wrapText(line, columns).map((each) => `|${escapeText(each)}`));
  return `${[
    '{width:*;border:space;align:center;text:wrap}',
    `"${escapeText(slip.agency.zh)}"`,
    '^^"到窗口办理"',
    'For the window',
    '-',
    ...lines(slip.reason.zh),
    ...lines(slip.reason.en),
    '-',
    ...lines(slip.nextStep.zh),
    '',
    ...lines(slip.nextStep.en),
    '-',
    `${escapeText(slip.terminalName)} ${escapeText(printInstant(slip.printedAt))}`,
  ].join('\n')}\n`;
};
