/** The resident pension (城乡居民基本养老保险待遇): whom it is due, and what a month of it comes to. */
import { addMonths, firstDayOf, month, yearOf } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { countOf, lookUpAll } from '#libs/policy/look-up.js';
import { earliestPensionMonth, residentPensionParts } from '../resident-pension.js';
import { type BenefitKind, countFact, notDue, textFact } from './kind.js';

/**
 * From the month after the age is reached, with fifteen paid years; of those who were nearer to the age than that when the scheme began,
 * the years that were left (国发〔2014〕8号 五). The account's part is the balance of the first month ÷ payout months, for life.
 */
export const residentPension: BenefitKind = {
  code: 'resident-pension',
  scheme: '170',
  words: { zh: '居民基本养老金', en: 'resident pension' },
  basis: '国发〔2014〕8号 五、六',
  pays: 'monthly',
  isPension: true,
  afterDeath: false,
  asksForLife: true,
  asks: ['firstMonth'],
  documents: [
    { code: 'pension-application', need: 'always' },
    { code: 'household-register', need: 'never' },
  ],
  award: ({ firstMonth: asked }, record, on, parameters) => {
    const earliest = earliestPensionMonth(record.birthDate, on, parameters);
    if (!earliest.ok) return earliest;
    const firstMonth = asked ?? earliest.value;
    if (firstMonth < earliest.value)
      return notDue(`${earliest.value} 起才可领取`, `Due from ${earliest.value} on`);
    const found = lookUpAll(parameters, firstDayOf(firstMonth), { years: countOf('170.minimum-years') });
    if (!found.ok) return found;
    const { years } = found.value;
    const sinceStart = yearOf(addMonths(earliest.value, -1)) - yearOf(years.version.effectiveFrom);
    const least = Math.min(years.value, Math.max(sinceStart, 0));
    const paid = Math.floor(record.counted('170', firstMonth).months.length / 12);
    if (paid < least)
      return notDue(
        `缴费 ${paid} 年，还差 ${least - paid} 年，可补缴后再申领`,
        `${paid} years paid, ${least - paid} are missing; they may be paid for first`,
      );
    return ok({
      scheme: '170',
      firstMonth,
      lastMonth: null,
      facts: { years: paid, account: formatYuan(record.account('170', firstMonth)) },
    });
  },
  due: (facts, { month: of, firstMonth }, parameters) => {
    const parts = residentPensionParts(
      yuan(textFact(facts, 'account')),
      countFact(facts, 'years'),
      firstDayOf(month(of)),
      parameters,
      firstDayOf(firstMonth),
    );
    return parts.ok
      ? ok({
          amount: parts.value.amount,
          accountPart: parts.value.accountPart,
          explanation: parts.value.explanation,
        })
      : parts;
  },
};
