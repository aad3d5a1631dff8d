/** The maternity allowance (生育津贴): once for a birth, out of 510, or out of 310 since the two were merged. */
import { firstDayOf, monthOf } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { lookUpAll, wordOf } from '#libs/policy/look-up.js';
import { maternityAllowance, maternityDays, type MaternityCase, maternityStep } from '../maternity.js';
import { type BenefitKind, countFact, notDue, textFact, toTell } from './kind.js';

/** Paid when maternity was insured in the month of the birth (社会保险法 第五十四、五十六条). */
export const maternity: BenefitKind = {
  code: 'maternity',
  scheme: '510',
  words: { zh: '生育津贴', en: 'maternity allowance' },
  basis: '社会保险法 第五十四至五十六条；女职工劳动保护特别规定 第七条',
  pays: 'once',
  isPension: false,
  afterDeath: false,
  asksForLife: false,
  asks: ['bornOn', 'unitMonthlyWage', 'difficult', 'children', 'miscarriageMonths'],
  documents: [
    { code: 'birth-certificate', need: { without: 'miscarriageMonths' } },
    { code: 'miscarriage-record', need: { with: 'miscarriageMonths' } },
    { code: 'birth-record', need: { with: 'difficult' } },
  ],
  award: (asked, record, on, parameters) => {
    const { bornOn, unitMonthlyWage, difficult = false, children = 1, miscarriageMonths } = asked;
    if (bornOn === undefined) return toTell('生育（流产）日期', 'the day of the birth');
    if (bornOn > on) return notDue('生育日期在今天之后', 'The birth is to come');
    if (record.sex !== 'female')
      return notDue('生育津贴由女职工申领', 'It is due to the woman who is insured');
    if (unitMonthlyWage === undefined)
      return toTell('单位上年度职工月平均工资', "the unit's average wage a month of the year before");
    const collected = lookUpAll(parameters, bornOn, {
      how: wordOf('510.collected', ['alone', 'with-medical']),
    });
    if (!collected.ok) return collected;
    const scheme = collected.value.how.value === 'alone' ? '510' : '310';
    if (!record.counted(scheme).months.includes(monthOf(bornOn)))
      return notDue(
        `${monthOf(bornOn)} 没有生育保险缴费`,
        `Maternity insurance was not paid for ${monthOf(bornOn)}`,
      );
    return ok({
      scheme,
      firstMonth: monthOf(on),
      lastMonth: monthOf(on),
      facts: {
        bornOn,
        unitMonthlyWage: formatYuan(unitMonthlyWage),
        difficult,
        children,
        miscarriageMonths: miscarriageMonths ?? null,
      },
    });
  },
  due: (facts, { firstMonth }, parameters) => {
    const miscarriage = facts['miscarriageMonths'];
    const of: MaternityCase =
      typeof miscarriage === 'number'
        ? { miscarriageMonths: miscarriage }
        : { difficult: facts['difficult'] === true, children: countFact(facts, 'children') };
    const leave = maternityDays(of, firstDayOf(firstMonth), parameters);
    if (!leave.ok) return leave;
    const wage = yuan(textFact(facts, 'unitMonthlyWage'));
    const { days, explanation } = leave.value;
    return ok({
      amount: maternityAllowance(wage, days),
      accountPart: zeroFen,
      explanation: { ...explanation, steps: [...explanation.steps, maternityStep(wage, days)] },
    });
  },
};
