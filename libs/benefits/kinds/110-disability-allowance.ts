/** The disability allowance (病残津贴, 110): what somebody draws who lost all capacity to work before the age, and for how long. */
import {
  addMonths,
  firstDayOf,
  month as plainMonth,
  monthOf,
  monthsBetween,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { formatYuan, zeroFen } from '#libs/money/fen.js';
import { amountOf, countOf, lookUpAll } from '#libs/policy/look-up.js';
import { disabilityAllowance as lengthOf } from '../disability-allowance.js';
import { type BenefitKind, countFact, type Facts, notDue, toTell } from './kind.js';
import { pensionFacts, reckonPension, statutoryOf } from './pension-grounds.js';

/** How many months `to` lies after `from`, which is no later. */
const monthsTo = (from: PlainMonth, to: PlainMonth): number => monthsBetween(from, to).length - 1;

/** The month of a fact; null: it is not kept. */
const monthFact = (facts: Facts, name: string): PlainMonth | null => {
  const value = facts[name];
  return typeof value === 'string' ? plainMonth(value) : null;
};

/**
 * From the month after it is claimed. With the minimum paid and at most five years to the age, the pension's whole formula, which then goes
 * on for life; more years to the age, the basic part, and the whole formula once five are left; with less than the minimum, the basic part
 * for so many months as were paid for, to the age at most. Source: 人社部发〔2024〕72号 二至六.
 */
export const disabilityAllowance: BenefitKind = {
  code: 'disability-allowance',
  scheme: '110',
  words: { zh: '病残津贴', en: 'disability allowance before the age' },
  basis: '社会保险法 第十七条；人社部发〔2024〕72号',
  pays: 'monthly',
  isPension: true,
  afterDeath: false,
  asksForLife: true,
  asks: ['incapableOn', 'post', 'deemedMonths'],
  documents: [
    { code: 'capacity-finding', need: 'always' },
    { code: 'allowance-application', need: 'always' },
    { code: 'personal-file', need: { with: 'deemedMonths' } },
  ],
  award: ({ incapableOn, post, deemedMonths = 0 }, record, on, parameters) => {
    if (incapableOn === undefined)
      return toTell('完全丧失劳动能力的鉴定日期', 'the day on which all capacity to work was found lost');
    if (incapableOn > on) return notDue('鉴定日期在今天之后', 'The day of the finding is to come');
    const statutory = statutoryOf({ post }, record, parameters);
    if (!statutory.ok) return statutory;
    const { month: retiring } = statutory.value;
    const firstMonth = addMonths(monthOf(on), 1);
    if (firstMonth > retiring)
      return notDue(
        `${retiring} 达到法定退休年龄，应申领基本养老金`,
        `The age is reached in ${retiring}: the pension is due instead`,
      );
    const months = record.counted('110').months.length + deemedMonths;
    if (months === 0) return notDue('没有职工养老缴费', 'Nothing was ever paid to the employee pension');
    const found = lookUpAll(parameters, firstDayOf(firstMonth), {
      least: countOf('110.minimum-months'),
      whole: countOf('110.disability-whole-months-to-age'),
    });
    if (!found.ok) return found;
    const { least, whole } = found.value;
    const drawn = lengthOf(
      {
        paidMonths: months,
        minimumMonths: least.value,
        monthsToAge: monthsTo(firstMonth, retiring),
      },
      firstDayOf(firstMonth),
      parameters,
    );
    if (!drawn.ok) return drawn;
    // The age counts to the month it begins in.
    const of = { scheme: '110', firstMonth, retiring: firstMonth, deemedMonths } as const;
    const facts = pensionFacts(record, of, parameters);
    if (!facts.ok) return facts;
    const isWhole = drawn.value.of === 'whole-pension';
    const limited = drawn.value.months === null ? null : addMonths(firstMonth, drawn.value.months - 1);
    return ok({
      scheme: '110',
      firstMonth,
      lastMonth: limited !== null && limited > retiring ? retiring : limited,
      facts: {
        ...facts.value,
        incapableOn,
        // From which month on the whole formula counts; null: never.
        wholeFrom: isWhole ? firstMonth : limited === null ? addMonths(retiring, -whole.value) : null,
        // Before it nothing of it counts as a pension that was drawn (人社部发〔2024〕72号 八).
        pensionFrom: limited === null ? addMonths(retiring, 1) : null,
      },
    });
  },
  due: (facts, { month: at, firstMonth }, parameters) => {
    const wholeFrom = monthFact(facts, 'wholeFrom');
    const isWhole = wholeFrom !== null && at >= wholeFrom;
    // Reckoned anew once, in the month from which the whole formula counts.
    const since = isWhole ? wholeFrom : firstMonth;
    const base = lookUpAll(parameters, firstDayOf(since), { base: amountOf('110.pension-base') });
    if (!base.ok) return base;
    const reckoned = reckonPension(facts, since, parameters, {
      changed: {
        ageMonths: countFact(facts, 'ageMonths') + monthsTo(firstMonth, since),
        ...(since === firstMonth ? {} : { base: formatYuan(base.value.base.value) }),
      },
    });
    if (!reckoned.ok) return reckoned;
    const { amount, accountPart, basicPart, explanation } = reckoned.value;
    return ok(
      isWhole
        ? { amount, accountPart, explanation }
        : {
            amount: basicPart,
            accountPart: zeroFen,
            explanation: { ...explanation, steps: explanation.steps.slice(0, 1) },
          },
    );
  },
};
