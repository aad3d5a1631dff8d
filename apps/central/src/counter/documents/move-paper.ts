/** What a certificate of a move out (参保缴费凭证) says on paper: where to, insured from when to when, what goes along, and its months year by year. */
import { printPeriod, printYuan } from '#libs/contract/receipt-text.js';
import type { Drawing } from './document-paper.js';
import type { DocumentMoveDto } from './documents.dto.js';

const dayOf = (day: string | null): string => (day === null ? '—' : printPeriod(day));

export const drawMove = (paper: Drawing, move: DocumentMoveDto): void => {
  const { schemeName } = move;
  paper.heading(`${schemeName.zh} ${schemeName.en}`);
  paper.amount('业务编号 Reference', move.reference);
  paper.amount('转往 To', `${move.agencyName}（${move.agencyCode}）`);
  paper.amount('首次参保 Insured here from', dayOf(move.insuredFrom));
  paper.amount('终止参保 Insured here until', dayOf(move.insuredUntil));
  paper.amount('缴费月数 Months that were paid', String(move.months), true);
  paper.amount('个人账户储存额 Personal account', printYuan(move.account));
  if (move.pool !== '0.00') paper.amount('统筹基金转移额 From the pool', printYuan(move.pool));
  paper.amount('转移基金合计 Money that goes along', printYuan(move.total), true);
  paper.heading('各年缴费 Months year by year');
  if (move.spans.length === 0)
    paper.note('没有缴费月数，仅转移个人账户。 No months: the personal account alone.');
  for (const { first, last, months, base } of move.spans)
    paper.amount(
      `${first.replace('-', '.')}–${last.replace('-', '.')} · ${months} 个月 months`,
      base === '0.00' ? '—' : `缴费基数 Bases ${printYuan(base)}`,
    );
  paper.note(
    '本凭证供在新参保地申请关系转移接续使用。 This certificate is for asking the next place to go on with the insurance.',
  );
};
