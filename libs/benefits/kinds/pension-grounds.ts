/** What every pension out of employment is granted on and reckoned from, whatever fund pays it: when somebody retires, the mean index, the base and the account. */
import { addMonths, firstDayOf, monthOf, monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { amountOf, countOf, lookUpAll, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { MovedSpan } from '#libs/contributions/moved-months.js';
import { formatDecimal, parseDecimal, tenThousand } from '../decimals.js';
import { employeePension } from '../employee-pension.js';
import { payoutMonths } from '../payout-months.js';
import { electiveOf, type Retirement, retirementOf, retirementTypeOf } from '../retirement.js';
import {
  type Asked,
  countFact,
  type Facts,
  type InsuranceRecord,
  type NotDue,
  notDue,
  textFact,
  toTell,
} from './kind.js';

/**
 * The mean of each paid month's base over the average wage that its year is held against, in ten-thousandths, rounded half-up; months
 * that came along in a row share their bases evenly. Source: 国发〔2005〕38号 六 (平均缴费指数).
 */
const meanIndex = (spans: readonly MovedSpan[], parameters: Parameters): Result<bigint, MissingParameter> => {
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

/** The fewest months of a month somebody may retire in. */
const choiceOf = (
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

/** The month the law says, by sex and post. */
export const statutoryOf = (
  { post }: Pick<Asked, 'post'>,
  { sex, birthDate }: Pick<InsuranceRecord, 'sex' | 'birthDate'>,
  parameters: Parameters,
): Result<Retirement, NotDue | MissingParameter> => {
  const type = retirementTypeOf(sex, post ?? 'standard');
  return type === null
    ? toTell('退休岗位：干部岗或工人岗', 'the post she retires in: cadre or worker')
    : retirementOf(type, monthOf(birthDate), parameters);
};

/** The month somebody retires in, statutory or chosen around it (人社部发〔2024〕94号), and the fewest months it takes. */
export const retiringOf = (
  asked: Pick<Asked, 'post' | 'firstMonth'>,
  record: InsuranceRecord,
  parameters: Parameters,
): Result<{ readonly retiring: PlainMonth; readonly least: number }, NotDue | MissingParameter> => {
  const statutory = statutoryOf(asked, record, parameters);
  if (!statutory.ok) return statutory;
  const retiring = asked.firstMonth === undefined ? statutory.value.month : addMonths(asked.firstMonth, -1);
  const choice = choiceOf(retiring, statutory.value, parameters);
  return choice.ok ? ok({ retiring, least: choice.value.least }) : choice;
};

/** The facts it is reckoned from, of a first month; `retiring`: the month the age counts to. */
export const pensionFacts = (
  record: InsuranceRecord,
  {
    scheme,
    firstMonth,
    retiring,
    deemedMonths,
  }: {
    readonly scheme: '110' | '120';
    readonly firstMonth: PlainMonth;
    readonly retiring: PlainMonth;
    readonly deemedMonths: number;
  },
  parameters: Parameters,
): Result<Facts, MissingParameter> => {
  const own = record.counted(scheme, firstMonth);
  const index = meanIndex(own.spans, parameters);
  if (!index.ok) return index;
  const found = lookUpAll(parameters, firstDayOf(firstMonth), { base: amountOf('110.pension-base') });
  if (!found.ok) return found;
  return ok({
    months: own.months.length + deemedMonths,
    deemedMonths,
    index: formatDecimal(index.value),
    base: formatYuan(found.value.base.value),
    account: formatYuan(record.account(scheme, firstMonth)),
    ageMonths: monthsBetween(monthOf(record.birthDate), retiring).length - 1,
  });
};

/** One month by those facts. `changed`: facts that are others by now; `deemed` false: the part for deemed months is told otherwise. */
export const reckonPension = (
  facts: Facts,
  since: PlainMonth,
  parameters: Parameters,
  {
    changed = {},
    deemed = true,
  }: { readonly changed?: Partial<Pick<Facts, 'base' | 'ageMonths'>>; readonly deemed?: boolean } = {},
) => {
  const now = { ...facts, ...changed };
  const on = firstDayOf(since);
  const payout = payoutMonths(countFact(now, 'ageMonths'), on, parameters);
  if (!payout.ok) return payout;
  const reckoned = employeePension({
    base: yuan(textFact(now, 'base')),
    index: parseDecimal(textFact(now, 'index')) ?? 0n,
    months: countFact(now, 'months'),
    ...(deemed ? { deemedMonths: countFact(now, 'deemedMonths') } : {}),
    account: yuan(textFact(now, 'account')),
    payout: payout.value,
    on,
    parameters,
  });
  return reckoned.ok ? ok({ ...reckoned.value, payout: payout.value }) : reckoned;
};
