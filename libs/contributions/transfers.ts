/** What goes along when somebody's insurance moves: between places, between schemes, and what overlaps when they had two at once. */
import { monthsBetween, type PlainDate, type PlainMonth, yearOf } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { add, type Fen, formatYuan, larger, smaller, subtract, sum, zeroFen } from '#libs/money/fen.js';
import { formatPercent } from '#libs/money/rate.js';
import { timesFraction, timesRate } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import { countOf, lookUpAll, type MissingParameter, rateOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

/** Steps that rest on one document, and on no parameter. */
const stepBy =
  (basis: string) =>
  (zh: string, en: string, expression: string, result: string): ExplanationStep => ({
    label: { zh, en },
    expression,
    result,
    basis,
    status: 'national',
  });

export type MoveBetweenPlaces = {
  /** 12 % of the bases: what the pool gives along. */
  readonly poolPart: Fen;
  readonly account: Fen;
  readonly total: Fen;
  readonly explanation: Explanation;
};

/**
 * Employee pension (110) to another area: the whole personal account, and 12 % of the sum of the actual bases since 1998; a part of a
 * year counts with the bases of its months. Amounts in fen. Source: 国办发〔2009〕66号 第四条.
 */
export const moveBetweenPlaces = (
  bases: readonly Fen[],
  account: Fen,
  on: PlainDate,
  parameters: Parameters,
): Result<MoveBetweenPlaces, MissingParameter> => {
  const found = lookUpAll(parameters, on, { rate: rateOf('110.transfer-rate') });
  if (!found.ok) return found;
  const { rate } = found.value;
  const of = sum(bases);
  const poolPart = timesRate(of, rate.value);
  const total = add(poolPart, account);
  return ok({
    poolPart,
    account,
    total,
    explanation: explain(
      [
        stepOf(
          { zh: '统筹基金转移额', en: 'From the pool' },
          `${formatYuan(of)} × ${formatPercent(rate.value)}`,
          formatYuan(poolPart),
          rate.version,
        ),
        stepOf(
          { zh: '转移合计', en: 'In all' },
          `${formatYuan(poolPart)} + ${formatYuan(account)}`,
          formatYuan(total),
          rate.version,
        ),
      ],
      [rate.version],
    ),
  });
};

export type MoveBetweenSchemes = {
  readonly accountMoved: Fen;
  /** Months that count in the new scheme because of the old one. */
  readonly monthsAdded: number;
  /** Months of the new scheme after the move. */
  readonly months: number;
  readonly explanation: Explanation;
};

/**
 * Between resident (170) and employee pension (110): the whole personal account moves either way; months paid as an employee count for
 * residents, years paid as a resident do not count for employees. Source: 人社部发〔2014〕17号 三、四、五.
 */
export const moveBetweenSchemes = ({
  to,
  account,
  monthsBefore,
  monthsOfOther,
}: {
  readonly to: '110' | '170';
  readonly account: Fen;
  /** Paid in the scheme moved to. */
  readonly monthsBefore: number;
  /** Paid in the scheme left. */
  readonly monthsOfOther: number;
}): MoveBetweenSchemes => {
  const monthsAdded = to === '170' ? monthsOfOther : 0;
  const months = monthsBefore + monthsAdded;
  const step = stepBy('人社部发〔2014〕17号');
  return {
    accountMoved: account,
    monthsAdded,
    months,
    explanation: explain(
      [
        step(
          '个人账户全部转移',
          'The whole personal account moves',
          formatYuan(account),
          formatYuan(account),
        ),
        step(
          '缴费年限（月）',
          'Months that count',
          to === '170' ? `${monthsBefore} + ${monthsOfOther}` : `${monthsBefore} + 0`,
          String(months),
        ),
      ],
      [],
    ),
  };
};

export type Overlap = {
  readonly months: number;
  /** The person's own part of the resident's tier for the months. */
  readonly refundToPerson: Fen;
  readonly subsidyReturned: Fen;
  readonly explanation: Explanation;
};

/**
 * Months in which somebody was in both: the employee's stay, of the resident's year the tier and its subsidy go back by twelfths, rounded
 * half-up to the fen. Source: 人社部发〔2014〕17号 六; that the subsidy goes back to finance is assumed.
 */
export const overlapOf = ({
  year,
  first,
  last,
  tier,
  subsidy,
}: {
  /** Of the resident's payment. */
  readonly year: number;
  /** The months paid as an employee, both included. */
  readonly first: PlainMonth;
  readonly last: PlainMonth;
  readonly tier: Fen;
  readonly subsidy: Fen;
}): Overlap => {
  const months = monthsBetween(first, last).filter((month) => yearOf(month) === year).length;
  const share = (of: Fen): Fen => timesFraction(of, BigInt(months), 12n);
  const [refundToPerson, subsidyReturned] = [share(tier), share(subsidy)];
  const step = stepBy('人社部发〔2014〕17号 六');
  return {
    months,
    refundToPerson,
    subsidyReturned,
    explanation: explain(
      [
        step('重复月数', 'Months in both', `${first} – ${last}`, String(months)),
        step(
          '退还个人',
          'Back to the person',
          `${formatYuan(tier)} × ${months} ÷ 12`,
          formatYuan(refundToPerson),
        ),
        {
          ...step(
            '退还财政补贴',
            'Subsidy back to finance',
            `${formatYuan(subsidy)} × ${months} ÷ 12`,
            formatYuan(subsidyReturned),
          ),
          status: 'assumed',
        },
      ],
      [],
    ),
  };
};

export type DoubleReceipt = {
  /** Taken from the person's own part of the resident account. */
  readonly offset: Fen;
  /** The rest, from later pension of an employee. */
  readonly fromEmployeePension: Fen;
  /** What is left of the own part, back to the person. */
  readonly backToPerson: Fen;
  readonly explanation: Explanation;
};

/** Somebody drew both pensions: the resident's basic part goes back, first out of their own part of the account. Source: 人社部发〔2014〕17号 七. */
export const doubleReceipt = (basicDrawn: Fen, ownPartLeft: Fen): DoubleReceipt => {
  const offset = smaller(basicDrawn, ownPartLeft);
  const fromEmployeePension = subtract(basicDrawn, offset);
  const backToPerson = larger(subtract(ownPartLeft, offset), zeroFen);
  const step = stepBy('人社部发〔2014〕17号 七');
  return {
    offset,
    fromEmployeePension,
    backToPerson,
    explanation: explain(
      [
        step(
          '从个人账户本人部分抵扣',
          'Out of the own part of the account',
          `${formatYuan(basicDrawn)} ≤ ${formatYuan(ownPartLeft)}`,
          formatYuan(offset),
        ),
        step(
          '从职工养老金抵扣',
          'Out of the pension of an employee',
          `${formatYuan(basicDrawn)} − ${formatYuan(offset)}`,
          formatYuan(fromEmployeePension),
        ),
        step(
          '退还本人',
          'Back to the person',
          `${formatYuan(ownPartLeft)} − ${formatYuan(offset)}`,
          formatYuan(backToPerson),
        ),
      ],
      [],
    ),
  };
};

/**
 * Whether a first line outside the household's place is a temporary account only: men from 50, women from 40, who were never insured
 * there. Source: 国办发〔2009〕66号 第五条.
 */
export const isTemporaryAccount = (
  person: {
    readonly sex: 'male' | 'female';
    readonly age: number;
    readonly firstTimeInArea: boolean;
    readonly householdHere: boolean;
  },
  on: PlainDate,
  parameters: Parameters,
): Result<{ readonly temporary: boolean; readonly explanation: Explanation }, MissingParameter> => {
  const found = lookUpAll(parameters, on, { from: countOf(`110.temporary-account-age.${person.sex}`) });
  if (!found.ok) return found;
  const { from } = found.value;
  const temporary = person.firstTimeInArea && !person.householdHere && person.age >= from.value;
  return ok({
    temporary,
    explanation: explain(
      [
        stepOf(
          { zh: '临时缴费账户', en: 'Temporary account' },
          `${person.age} ≥ ${from.value}`,
          temporary ? '是' : '否',
          from.version,
        ),
      ],
      [from.version],
    ),
  });
};

/**
 * Which place pays the pension: the household's, if there is a relation there; else the last with the months laid down (120); else back to
 * the place before it that has them; where none has, the household's. Source: 国办发〔2009〕66号 第六条.
 */
export const placeOfReceipt = (
  {
    household,
    months,
    order,
  }: {
    readonly household: string;
    /** Paid, by place. */
    readonly months: ReadonlyMap<string, number>;
    /** Places in the order they were paid at, the last at the end. */
    readonly order: readonly string[];
  },
  on: PlainDate,
  parameters: Parameters,
): Result<{ readonly place: string; readonly explanation: Explanation }, MissingParameter> => {
  const found = lookUpAll(parameters, on, { least: countOf('110.receipt-place-months') });
  if (!found.ok) return found;
  const { least } = found.value;
  const last = order.at(-1);
  const qualifying =
    last === household ? household : order.findLast((place) => (months.get(place) ?? 0) >= least.value);
  const place = qualifying ?? household;
  return ok({
    place,
    explanation: explain(
      [
        stepOf(
          { zh: '待遇领取地', en: 'Place of the pension' },
          order.map((at) => `${at} ${months.get(at) ?? 0} ≥ ${least.value}`).join('，'),
          place,
          least.version,
        ),
      ],
      [least.version],
    ),
  });
};
