/** What a statement of personal accounts says on paper: of each account the year it had, and how its interest was reckoned. */
import { printYuan } from '#libs/contract/receipt-text.js';
import type { Words } from '#libs/kernel/words.js';
import type { DocumentContent } from './document-content.js';
import type { Drawing } from './document-paper.js';

const kinds: Readonly<Record<string, Words>> = {
  personal: { zh: '个人缴费', en: 'Own contribution' },
  unit: { zh: '单位缴费划入', en: "Of the unit's contribution" },
  subsidy: { zh: '财政补贴', en: 'Government' },
  collective: { zh: '集体补助', en: 'Of the village' },
  benefit: { zh: '待遇支付', en: 'Paid out' },
  opening: { zh: '期初建账', en: 'Brought forward' },
  transfer: { zh: '转移', en: 'Transferred' },
};
const both = ({ zh, en }: Words): string => `${zh} ${en}`;

export const drawAccountYears = (paper: Drawing, { year = 0, years = [] }: DocumentContent): void => {
  if (years.length === 0)
    paper.note(
      '截至该年末没有个人账户记录。 There was nothing on a personal account up to the end of that year.',
    );
  for (const account of years) {
    paper.heading(`${both(account.schemeName)} · ${year}年`);
    paper.amount('年初余额 Opening balance', printYuan(account.opening), true);
    for (const { month, kind, credited, paid } of account.months) {
      const label = `${month}  ${both(kinds[kind] ?? { zh: kind, en: kind })}`;
      if (credited !== '0.00') paper.amount(label, printYuan(credited));
      if (paid !== '0.00') paper.amount(label, printYuan(`-${paid}`));
    }
    if (account.interest === null)
      paper.note(
        '该年利息尚未计入：记账利率公布并计息后可再打印。 The interest of that year was not entered yet.',
      );
    else {
      if (account.interestOnOpening !== null)
        paper.amount('年初余额利息 Interest on the opening balance', printYuan(account.interestOnOpening));
      if (account.interestOnCredits !== null)
        paper.amount("本年记账额利息 Interest on the year's credits", printYuan(account.interestOnCredits));
      paper.amount('本年利息合计 Interest of the year', printYuan(account.interest), true);
    }
    paper.amount('年末余额 Closing balance', printYuan(account.closing), true);
    for (const { label, expression, result, basis } of account.steps)
      paper.step(`${both(label)}：${expression} = ${result}（${basis}）`);
  }
};
