/** The employee pension (职工基本养老金, 110): whom it is due, from when, and what a month of it comes to. */
import { addMonths, firstDayOf, monthOf, monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { amountOf, countOf, lookUpAll, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { MovedSpan } from '#libs/contributions/moved-months.js';
import { formatDecimal, parseDecimal, tenThousand } from '../decimals.js';
import { employeePension as reckonEmployeePension } from '../employee-pension.js';
import { payoutMonths } from '../payout-months.js';
import { electiveOf, type Retirement, retirementOf, retirementTypeOf } from '../retirement.js';
import { type BenefitKind, countFact, type NotDue, notDue, textFact, toTell } from './kind.js';

/**
 * The mean of each paid month's base over the average wage that its year is held against, in ten-thousandths, rounded half-up; months
 * that came along in a row share their bases evenly. Source: 国发〔2005〕38号 六 (平均缴费指数).
 */
export const meanIndex = (
  spans: readonly MovedSpan[],
  parameters: Parameters,
): Result<bigint, MissingParameter> => {
  let [all, months] = [0n, 0n];
  for (const { first, last, base } of spans) {
    const found = lookUpAll(parameters, firstDayOf(first), { average: amountOf('wage.average') });
    if (!found.ok) return found;
    // Millionths of a ten-thousandth, so that nothing is lost before the mean.
    all += (base * tenThousand * 1_000_000n) / found.value.average.value;
    months += BigInt(monthsBetween(first, last).length);
  }
  if (months === 0n) return ok(0n);
  return ok((all * 2n + months * 1_000_000n) / (months * 2_000_000n));
};

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
  asks: ['post', 'deemedMonths', 'firstMonth'],
  documents: [
    { code: 'retirement-approval', need: 'always' },
    { code: 'personal-file', need: { with: 'deemedMonths' } },
    { code: 'retirement-choice', need: 'never' },
  ],
  award: ({ post, deemedMonths = 0, firstMonth: asked }, record, _on, parameters) => {
    const type = retirementTypeOf(record.sex, post ?? 'standard');
    if (type === null) return toTell('退休岗位：干部岗或工人岗', 'the post she retires in: cadre or worker');
    const retirement = retirementOf(type, monthOf(record.birthDate), parameters);
    if (!retirement.ok) return retirement;
    const retiring = asked === undefined ? retirement.value.month : addMonths(asked, -1);
    const choice = choiceOf(retiring, retirement.value, parameters);
    if (!choice.ok) return choice;
    const own = record.counted('110');
    const months = own.months.length + deemedMonths;
    const { least } = choice.value;
    if (months < least)
      return notDue(
        `缴费 ${months} 个月，还差 ${least - months} 个月：可延长缴费，或转入城乡居民养老保险`,
        `${months} months paid, ${least - months} are missing: pay on, or move to the resident pension`,
      );
    const firstMonth = addMonths(retiring, 1);
    const index = meanIndex(own.spans, parameters);
    if (!index.ok) return index;
    const base = lookUpAll(parameters, firstDayOf(firstMonth), { base: amountOf('110.pension-base') });
    if (!base.ok) return base;
    return ok({
      scheme: '110',
      firstMonth,
      lastMonth: null,
      facts: {
        months,
        deemedMonths,
        index: formatDecimal(index.value),
        base: formatYuan(base.value.base.value),
        account: formatYuan(record.account('110')),
        ageMonths: monthsBetween(monthOf(record.birthDate), retiring).length - 1,
      },
    });
  },
  due: (facts, { firstMonth }, parameters) => {
    const on = firstDayOf(firstMonth);
    const payout = payoutMonths(countFact(facts, 'ageMonths'), on, parameters);
    if (!payout.ok) return payout;
    const reckoned = reckonEmployeePension({
      base: yuan(textFact(facts, 'base')),
      index: parseDecimal(textFact(facts, 'index')) ?? 0n,
      months: countFact(facts, 'months'),
      deemedMonths: countFact(facts, 'deemedMonths'),
      account: yuan(textFact(facts, 'account')),
      payout: payout.value,
      on,
      parameters,
    });
    if (!reckoned.ok) return reckoned;
    const { amount, accountPart, explanation } = reckoned.value;
    return ok({ amount, accountPart, explanation });
  },
};

/** The fewest months of a month somebody may retire in. */
export const choiceOf = (
  retiring: PlainMonth,
  statutory: Retirement,
  parameters: Parameters,
): Result<{ readonly least: number }, NotDue | MissingParameter> => {
  if (retiring === statutory.month) return ok({ least: statutory.minimumMonths });
  const elective = electiveOf(statutory, parameters);
  if (!elective.ok)
    return elective.refusal.reason === 'parameter-missing'
      ? refuse(elective.refusal)
      : notDue(
          `法定退休时间为 ${statutory.month}，不可选择`,
          `Retires in ${statutory.month}; there was no choice yet`,
        );
  const { early, late } = elective.value;
  const earliest = early?.month ?? statutory.month;
  if (retiring < earliest)
    return notDue(`最早可于 ${earliest} 退休`, `May retire in ${earliest} at the earliest`);
  if (retiring > late.month)
    return notDue(`最迟应于 ${late.month} 退休`, `Has to retire in ${late.month} at the latest`);
  if (retiring > statutory.month) return ok({ least: late.minimumMonths });
  const found = lookUpAll(parameters, firstDayOf(retiring), { least: countOf('110.minimum-months') });
  return found.ok ? ok({ least: found.value.least.value }) : found;
};
