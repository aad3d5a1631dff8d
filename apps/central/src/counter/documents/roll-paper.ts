/** Says a paper line by line, for the roll of a kiosk's receipt printer, which has no pages and no columns. */
import { printYuan } from '#libs/contract/receipt-text.js';
import type { Words } from '#libs/kernel/words.js';
import { drawAccountYears } from './account-paper.js';
import { drawBenefits } from './benefit-paper.js';
import { totalOf, type DocumentContent } from './document-content.js';
import type { Drawing } from './document-paper.js';
import type { DocumentRowDto, RollLineDto } from './documents.dto.js';

/** Lines as they are drawn. How something was reckoned stays on the A4 paper: thirteen rises would be a metre of roll. */
class Roll implements Drawing {
  readonly lines: RollLineDto[] = [];

  amount(text: string, value: string, strong = false): void {
    this.lines.push({ form: strong ? 'strong' : 'amount', text, value });
  }

  heading(text: string): void {
    this.lines.push({ form: 'heading', text, value: null });
  }

  subheading(text: string): void {
    this.heading(text);
  }

  note(text: string): void {
    this.lines.push({ form: 'note', text, value: null });
  }

  step(): void {}
}

const both = ({ zh, en }: Words): string => `${zh} ${en}`;

const parts = (
  roll: Roll,
  {
    unitPart,
    personPart,
    governmentPart,
  }: Pick<DocumentRowDto, 'unitPart' | 'personPart' | 'governmentPart'>,
  strong: boolean,
): void => {
  for (const [label, amount] of [
    ['单位缴费 Unit', unitPart],
    ['个人缴费 Person', personPart],
    ['财政补贴 Government', governmentPart],
  ] as const)
    if (amount !== '0.00') roll.amount(label, printYuan(amount), strong);
};

const drawRows = (roll: Roll, { rows, accounts }: DocumentContent): void => {
  if (rows.length === 0) roll.note('没有已缴费的记录。 There are no contributions that were paid.');
  let scheme = '';
  for (const row of rows) {
    if (row.scheme !== scheme) roll.heading(both(row.schemeName));
    ({ scheme } = row);
    const span = row.from === row.to ? row.from : `${row.from} – ${row.to}`;
    roll.amount(span, `${row.months} 个月 months`, true);
    if (row.place !== '') roll.note(row.place);
    parts(roll, row, false);
  }
  if (rows.length > 0) {
    roll.heading('合计 Total');
    parts(roll, totalOf(rows), true);
  }
  if (accounts.length > 0) roll.heading('个人账户余额 Balance of personal accounts');
  for (const { schemeName, balance } of accounts) roll.amount(both(schemeName), printYuan(balance));
};

/** What stands on the roll between its head and its code. */
export const rollLines = (content: DocumentContent): RollLineDto[] => {
  const roll = new Roll();
  if (content.benefits !== undefined) drawBenefits(roll, content.benefits, content.year ?? 0);
  else if (content.years === undefined) drawRows(roll, content);
  else drawAccountYears(roll, content);
  return roll.lines;
};
