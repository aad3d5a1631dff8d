/** The pension of public institutions (机关事业单位养老金, 120): the new rule, held for ten years against the old one, and what of it the fund pays. */
import { addMonths, firstDayOf } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { type Fen, formatYuan, larger, smaller, subtract, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { timesFraction } from '#libs/money/rounding.js';
import type { ExplanationStep } from '#libs/policy/explanation.js';
import { lookUpAll, wordOf } from '#libs/policy/look-up.js';
import { formatTenths } from '../payout-months.js';
import { comparedPension } from '../public-institution-pension.js';
import { type BenefitKind, type Facts, notDue, textFact, toTell } from './kind.js';
import { pensionFacts, reckonPension, retiringOf } from './pension-grounds.js';

const basis = '国发〔2015〕2号 三、四；人社部发〔2015〕28号';

/** A sum in yuan; nothing where the benefit does not keep it. */
const sumFact = (facts: Facts, name: string): Fen =>
  typeof facts[name] === 'string' ? yuan(textFact(facts, name)) : zeroFen;

/** What the fund pays of a pension that the annuity is a part of. */
const fundStep = (whole: Fen, annuity: Fen, amount: Fen): ExplanationStep => ({
  label: { zh: '基金支付（职业年金另行支付）', en: 'Paid by the fund, beside the annuity' },
  expression: `${formatYuan(whole)} − ${formatYuan(annuity)}`,
  result: formatYuan(amount),
  basis,
  status: 'national',
});

const told = (zh: string, en: string, amount: Fen): ExplanationStep => ({
  label: { zh, en },
  expression: formatYuan(amount),
  result: formatYuan(amount),
  basis,
  status: 'national',
});

/**
 * As the employee pension from the month after retirement; what the province's tables say (the part for years before the accounts, and the
 * pension by the old rule) is told as the approval of retirement has it. The annuity counts in the comparison and is paid by the province.
 */
export const publicInstitutionPension: BenefitKind = {
  code: 'public-institution-pension',
  scheme: '120',
  words: { zh: '机关事业单位养老金', en: 'pension of public institutions' },
  basis,
  pays: 'monthly',
  isPension: true,
  afterDeath: false,
  asksForLife: true,
  // 工伤保险条例 第三十五条（三）: the fund of work injury tops it up where it is lower.
  ends: ['injury-allowance'],
  asks: ['post', 'deemedMonths', 'transitionalPension', 'formerPension', 'firstMonth'],
  documents: [
    { code: 'retirement-approval', need: 'always' },
    { code: 'personal-file', need: { with: 'deemedMonths' } },
    { code: 'retirement-choice', need: 'never' },
  ],
  award: (asked, record, _on, parameters) => {
    const { deemedMonths = 0, transitionalPension, formerPension } = asked;
    const found = retiringOf(asked, record, parameters);
    if (!found.ok) return found;
    const { retiring, least } = found.value;
    const firstMonth = addMonths(retiring, 1);
    const paid = record.counted('120', firstMonth).months.length;
    const months = paid + deemedMonths;
    if (paid === 0 || months < least)
      return notDue(
        `缴费 ${months} 个月，还差 ${Math.max(least - months, 0)} 个月，或没有机关事业单位养老缴费`,
        `${months} months paid, ${Math.max(least - months, 0)} are missing, or none of public institutions`,
      );
    if (deemedMonths > 0 && transitionalPension === undefined)
      return toTell('核定的过渡性养老金', 'the transitional part that was approved');
    const compared = lookUpAll(parameters, firstDayOf(retiring), {
      how: wordOf('120.comparison', ['old-and-new', 'new-alone']),
    });
    if (!compared.ok) return compared;
    const isCompared = compared.value.how.value === 'old-and-new';
    if (isCompared && formerPension === undefined)
      return toTell('老办法待遇（2024-09 以前退休）', 'the pension by the old rule (retired by 2024-09)');
    if (!isCompared && formerPension !== undefined)
      return notDue(
        `${retiring} 退休只按新办法计发，不填老办法待遇`,
        `Who retires in ${retiring} is paid by the new rule alone: leave the old one out`,
      );
    const of = { scheme: '120', firstMonth, retiring, deemedMonths } as const;
    const facts = pensionFacts(record, of, parameters);
    if (!facts.ok) return facts;
    return ok({
      scheme: '120',
      firstMonth,
      lastMonth: null,
      facts: {
        ...facts.value,
        annuity: formatYuan(record.account('120-annuity', firstMonth)),
        transitionalPension: transitionalPension === undefined ? null : formatYuan(transitionalPension),
        formerPension: formerPension === undefined ? null : formatYuan(formerPension),
      },
    });
  },
  due: (facts, { firstMonth }, parameters) => {
    // The part for years before the accounts is told with the approval.
    const reckoned = reckonPension(facts, firstMonth, parameters, { deemed: false });
    if (!reckoned.ok) return reckoned;
    const { basicPart, accountPart, explanation, payout } = reckoned.value;
    const [transitional, former] = [sumFact(facts, 'transitionalPension'), sumFact(facts, 'formerPension')];
    const annuity = timesFraction(sumFact(facts, 'annuity'), 10n, payout.tenths);
    const renewed = sum([basicPart, accountPart, transitional, annuity]);
    const compared = comparedPension(former, renewed, addMonths(firstMonth, -1), parameters);
    if (!compared.ok) return compared;
    const whole = compared.value.amount;
    const amount = larger(subtract(whole, annuity), zeroFen);
    const annuityStep = {
      ...told('职业年金月支付', 'Annuity a month', annuity),
      expression: `${textFact(facts, 'annuity')} ÷ ${formatTenths(payout.tenths)}`,
    };
    return ok({
      amount,
      accountPart: smaller(accountPart, amount),
      explanation: {
        steps: [
          ...explanation.steps.slice(0, 2),
          ...(transitional === zeroFen
            ? []
            : [told('核定的过渡性养老金', 'Transitional part as approved', transitional)]),
          annuityStep,
          ...compared.value.explanation.steps,
          fundStep(whole, annuity, amount),
        ],
        parameterVersions: [
          ...new Set([...explanation.parameterVersions, ...compared.value.explanation.parameterVersions]),
        ],
      },
    });
  },
};
