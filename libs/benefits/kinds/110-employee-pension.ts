/** The employee pension (职工基本养老金, 110): whom it is due, from when, and what a month of it comes to. */
import { addMonths } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { type BenefitKind, notDue } from './kind.js';
import { pensionFacts, reckonPension, retiringOf } from './pension-grounds.js';

/**
 * From the month after the one in which somebody retires: the statutory month, or one that was chosen around it (人社部发〔2024〕94号), once the
 * fewest months of its year are paid. Whoever asks later draws it from the month after retirement all the same: it is owed from then.
 */
export const employeePension: BenefitKind = {
  code: 'employee-pension',
  scheme: '110',
  words: { zh: '职工基本养老金', en: 'employee pension' },
  basis: '社会保险法 第十六条；国发〔2005〕38号 六',
  pays: 'monthly',
  isPension: true,
  afterDeath: false,
  asksForLife: true,
  // 工伤保险条例 第三十五条（三）: the fund of work injury tops it up where it is lower.
  ends: ['injury-allowance'],
  asks: ['post', 'deemedMonths', 'firstMonth'],
  documents: [
    { code: 'retirement-approval', need: 'always' },
    { code: 'personal-file', need: { with: 'deemedMonths' } },
    { code: 'retirement-choice', need: 'never' },
  ],
  award: (asked, record, _on, parameters) => {
    const { deemedMonths = 0 } = asked;
    const found = retiringOf(asked, record, parameters);
    if (!found.ok) return found;
    const { retiring, least } = found.value;
    const firstMonth = addMonths(retiring, 1);
    // What was paid for months in which the pension is drawn goes back, and counts for nothing.
    const months = record.counted('110', firstMonth).months.length + deemedMonths;
    if (months < least)
      return notDue(
        `至 ${retiring} 缴费 ${months} 个月，还差 ${least - months} 个月：可延长缴费并填写起领月，或转入城乡居民养老保险`,
        `${months} months paid up to ${retiring}, ${least - months} are missing: pay on and tell the first month, or move to the resident pension`,
      );
    const of = { scheme: '110', firstMonth, retiring, deemedMonths } as const;
    const facts = pensionFacts(record, of, parameters);
    return facts.ok ? ok({ scheme: '110', firstMonth, lastMonth: null, facts: facts.value }) : facts;
  },
  due: (facts, { firstMonth }, parameters) => {
    const reckoned = reckonPension(facts, firstMonth, parameters);
    if (!reckoned.ok) return reckoned;
    const { amount, accountPart, explanation } = reckoned.value;
    return ok({ amount, accountPart, explanation });
  },
};
