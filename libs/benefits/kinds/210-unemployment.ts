/** The unemployment benefit (失业保险金, 210): for how many months after registering, and what each of them brings. */
import { addMonths, firstDayOf, monthOf } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { formatYuan, zeroFen } from '#libs/money/fen.js';
import { explain, stepOf } from '#libs/policy/explanation.js';
import { amountOf, lookUpAll } from '#libs/policy/look-up.js';
import { unemploymentMonths } from '../unemployment.js';
import { type BenefitKind, notDue, toTell } from './kind.js';

/** From the month of registering, with one paid year at least (社会保险法 第四十五、四十六条); each month at the amount in force in it. */
export const unemployment: BenefitKind = {
  code: 'unemployment',
  scheme: '210',
  words: { zh: '失业保险金', en: 'unemployment benefit' },
  basis: '社会保险法 第四十五至五十一条',
  pays: 'monthly',
  isPension: false,
  afterDeath: false,
  asksForLife: false,
  asks: ['registeredOn', 'carriedMonths'],
  documents: [
    { code: 'unemployment-registration', need: 'always' },
    { code: 'end-of-employment', need: 'never' },
  ],
  award: ({ registeredOn, carriedMonths = 0 }, record, _on, parameters) => {
    if (registeredOn === undefined) return toTell('失业登记日期', 'the day of registering as unemployed');
    const firstMonth = monthOf(registeredOn);
    const paid = record.counted('210').months.filter((month) => month <= firstMonth).length;
    if (paid < 12)
      return notDue(`失业保险缴费 ${paid} 个月，不满一年`, `${paid} months paid, fewer than a year`);
    const length = unemploymentMonths(paid, carriedMonths, firstMonth, parameters);
    if (!length.ok) return length;
    const { months } = length.value;
    return ok({
      scheme: '210',
      firstMonth,
      lastMonth: addMonths(firstMonth, months - 1),
      facts: { paidMonths: paid, carriedMonths, months },
    });
  },
  due: (_facts, { month }, parameters) => {
    const found = lookUpAll(parameters, firstDayOf(month), { monthly: amountOf('210.monthly-benefit') });
    if (!found.ok) return found;
    const { value: amount, version } = found.value.monthly;
    const step = stepOf({ zh: '失业保险金', en: 'Unemployment benefit' }, month, formatYuan(amount), version);
    return ok({ amount, accountPart: zeroFen, explanation: explain([step], [version]) });
  },
};
