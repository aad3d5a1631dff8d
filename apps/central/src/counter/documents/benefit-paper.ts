/** What a statement of benefits says on paper: of each its award with the calculation, every change since with its reason, and what was paid in the year. */
import { printPeriod, printYuan } from '#libs/contract/receipt-text.js';
import type { Words } from '#libs/kernel/words.js';
import type { Drawing } from './document-paper.js';
import type {
  AccountStepDto,
  DocumentBenefitChangeDto,
  DocumentBenefitDto,
  DocumentBenefitPaymentDto,
} from './documents.dto.js';

const ways: Readonly<Record<string, Words>> = {
  run: { zh: '银行代发', en: 'by bank' },
  bank: { zh: '凭卡入账', en: 'to the account' },
  cash: { zh: '凭卡现金', en: 'in cash' },
};
const kinds: Readonly<Record<string, Words>> = {
  retroactive: { zh: '补发', en: 'arrears' },
  lump: { zh: '一次性', en: 'once' },
};
const both = ({ zh, en }: Words): string => `${zh} ${en}`;
const told = ({ label, expression, result, basis }: AccountStepDto): string =>
  `${both(label)}：${expression === result ? result : `${expression} = ${result}`}${basis === '' ? '' : `（${basis}）`}`;

const drawChange = (paper: Drawing, change: DocumentBenefitChangeDto): void => {
  const { from, what, cause, evidence, before, amount, because } = change;
  const label = [`${printPeriod(from)}起 ${both(what)}`, ...(cause === null ? [] : [both(cause)])].join(
    ' · ',
  );
  paper.amount(label, amount === null ? '' : `${printYuan(before ?? '0.00')} → ${printYuan(amount)}`);
  if (evidence !== null) paper.note(`依据 Basis：${evidence}`);
  for (const step of because) paper.step(told(step));
};

const paymentLabel = ({
  paidOn,
  period,
  kind,
  way,
  account,
  reference,
}: DocumentBenefitPaymentDto): string => {
  const of = kinds[kind];
  return [
    `${printPeriod(paidOn)}`,
    `所属 For ${printPeriod(period)}${of === undefined ? '' : ` ${both(of)}`}`,
    both(ways[way] ?? { zh: way, en: way }),
    ...(account === null ? [] : [account]),
    ...(reference === null ? [] : [reference]),
  ].join(' · ');
};

const drawBenefit = (paper: Drawing, benefit: DocumentBenefitDto, year: number): void => {
  const { kindName, schemeName, award, changes, payments, recoveries, once } = benefit;
  paper.heading(`${kindName.zh} ${kindName.en.charAt(0).toUpperCase()}${kindName.en.slice(1)}`);
  paper.amount('险种 Scheme', schemeName.zh);
  if (benefit.insured !== null) paper.amount('参保人 Insured', benefit.insured);
  if (benefit.reference !== null) paper.amount('受理号 Claim', benefit.reference);
  if (benefit.grantedOn !== null) paper.amount('核定日期 Granted', printPeriod(benefit.grantedOn));
  paper.amount(once ? '核发月份 Month' : '首发月份 From', printPeriod(benefit.firstMonth));
  if (!once && benefit.lastMonth !== null) paper.amount('末发月份 Until', printPeriod(benefit.lastMonth));
  if (!once) paper.amount('目前状态 Now', both(benefit.state));
  paper.amount('发放账户 Account', benefit.account ?? '—');
  if (award === null)
    paper.note(
      '首次核定所用参数缺失，不能重算。 The first award cannot be reckoned: a parameter is missing.',
    );
  else {
    paper.amount(
      once ? '核定金额 Award' : '首次核定（每月） First award, a month',
      printYuan(award.amount),
      true,
    );
    for (const step of award.steps) paper.step(told(step));
  }
  paper.note(`法律依据 Legal basis：${benefit.basis}`);
  if (changes.length > 0) {
    paper.subheading('核定以来的变动 Changes since');
    for (const change of changes) drawChange(paper, change);
  }
  paper.subheading(`${year}年发放明细 Paid in ${year}`);
  if (payments.length === 0) paper.note('该年没有发放。 Nothing was paid in that year.');
  for (const payment of payments) paper.amount(paymentLabel(payment), printYuan(payment.amount));
  if (payments.length > 0)
    paper.amount(`${year}年发放合计 Paid in ${year} in all`, printYuan(benefit.paidTotal), true);
  for (const { period, amount, foundOn } of recoveries)
    paper.amount(
      `应退回 To be recovered · 所属 For ${printPeriod(period)} · ${printPeriod(foundOn)}`,
      printYuan(`-${amount}`),
    );
};

export const drawBenefits = (paper: Drawing, benefits: readonly DocumentBenefitDto[], year: number): void => {
  if (benefits.length === 0) paper.note('没有享受社会保险待遇的记录。 No benefit is or was drawn.');
  for (const benefit of benefits) drawBenefit(paper, benefit, year);
};
