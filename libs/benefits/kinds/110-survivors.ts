/** Funeral and survivors' grants of the employee pension (丧葬补助金和抚恤金, 110), paid once to whoever survives. */
import { monthOf, monthsBetween, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { survivorsGrant } from '../survivors.js';
import { type BenefitKind, countFact, notDue, textFact, toTell } from './kind.js';

/** By the paid years, and of a pensioner less a month for each year drawn (人社部发〔2021〕18号 三至六). */
export const survivors: BenefitKind = {
  code: 'survivors',
  scheme: '110',
  words: { zh: '丧葬补助金和抚恤金', en: 'funeral and survivors’ grants' },
  basis: '人社部发〔2021〕18号',
  pays: 'once',
  isPension: false,
  afterDeath: true,
  asksForLife: false,
  asks: ['yearlyIncome', 'deemedMonths'],
  documents: [
    { code: 'death-certificate', need: 'always' },
    { code: 'kinship', need: 'always' },
    { code: 'personal-file', need: { with: 'deemedMonths' } },
  ],
  award: ({ yearlyIncome, deemedMonths = 0 }, record, on) => {
    const { diedOn, pensionSince, drawn: drawnBefore } = record;
    if (diedOn === null) return notDue('没有登记死亡', 'No death is registered');
    if (yearlyIncome === undefined)
      return toTell('上年度全省城镇居民人均可支配收入', "the province's urban income of the year before");
    const months = record.counted('110').months.length + deemedMonths;
    if (months === 0) return notDue('没有职工养老缴费', 'Nothing was ever paid to the employee pension');
    const drawn =
      pensionSince === null || pensionSince > monthOf(diedOn)
        ? null
        : Math.floor(monthsBetween(pensionSince, monthOf(diedOn)).length / 12);
    return ok({
      scheme: '110',
      firstMonth: monthOf(on),
      lastMonth: monthOf(on),
      facts: {
        diedOn,
        yearlyIncome: formatYuan(yearlyIncome),
        months,
        drawnYears: drawn,
        // One funeral grant alone, of whichever insurance the family chose (社会保险法 第四十九条).
        ...(drawnBefore.get('injury-death')?.['funeral'] === true ? { funeral: false } : {}),
      },
    });
  },
  due: (facts, _of, parameters) => {
    const drawn = facts['drawnYears'];
    const grant = survivorsGrant({
      yearlyIncome: yuan(textFact(facts, 'yearlyIncome')),
      paidMonths: countFact(facts, 'months'),
      drawnYears: typeof drawn === 'number' ? drawn : null,
      on: textFact(facts, 'diedOn') as PlainDate,
      parameters,
    });
    if (!grant.ok) return grant;
    const { total, grant: alone, funeral, explanation } = grant.value;
    if (facts['funeral'] !== false) return ok({ amount: total, accountPart: zeroFen, explanation });
    const steps = explanation.steps.filter(
      ({ result, label }) => label.zh !== '丧葬补助金' || result !== formatYuan(funeral),
    );
    return ok({ amount: alone, accountPart: zeroFen, explanation: { ...explanation, steps } });
  },
};
