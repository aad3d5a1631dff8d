/** What a resident pays for resident medical insurance (scheme 390) in a year: the personal part, less what is waived. */
import { ageOn, date, yearOf } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan, subtract, zeroFen } from '#libs/money/fen.js';
import { formatPercent, type Rate } from '#libs/money/rate.js';
import { timesRate } from '#libs/money/rounding.js';
import { explain, type Explanation, stepOf } from '#libs/policy/explanation.js';
import {
  amountOf,
  countOf,
  type Found,
  lookUpAll,
  lookUpRepeatedly,
  type MissingParameter,
  rateOf,
} from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

import type { Category, Contributor } from './category.js';

export type MedicalDue = {
  readonly scheme: '390';
  /** The year, such as `2026`. */
  readonly period: string;
  readonly personalPart: Fen;
  /** Paid by the government instead of the person. */
  readonly waived: Fen;
  /** What the person pays: zero where all is waived. */
  readonly amount: Fen;
  /** Paid by the public for every insured resident, beside the personal part. */
  readonly publicSubsidy: Fen;
  /** How it came about. */
  readonly explain: () => Explanation;
};

/** Why nothing is due; the first that applies, in this order. */
export type MedicalDueRefusal = { readonly reason: 'not-born' } | MissingParameter;

/** The waiver of SIL 25 that a person falls under; low-income families' only for the old and for minors. */
const waiverOf = (category: Category, age: number, elderAge: number, minorAge: number): string | null => {
  if (category === 'ordinary') return null;
  if (category !== 'low-income') return category;
  if (age >= elderAge) return 'low-income-elder';
  return age < minorAge ? 'low-income-minor' : null;
};

const rules = lookUpRepeatedly({
  personal: amountOf('390.personal-part'),
  subsidy: amountOf('390.public-subsidy'),
  elderAge: countOf('390.elder-age'),
  minorAge: countOf('390.minor-age'),
});

/**
 * The personal part of a year and how much of it is waived (社会保险法 第二十五条), by the rules and the person's age on the
 * first day of the year. Whether another medical scheme covers the person is for the caller to know.
 */
export const assessResidentMedical = ({
  person,
  year,
  parameters,
}: {
  readonly person: Contributor;
  readonly year: number;
  readonly parameters: Parameters;
}): Result<MedicalDue, MedicalDueRefusal> => {
  const firstDay = date(`${year}-01-01`);
  if (yearOf(person.birthDate) > year) return refuse({ reason: 'not-born' });
  const found = rules(parameters, firstDay);
  if (!found.ok) return found;
  const { personal, subsidy, elderAge, minorAge } = found.value;

  const age = Math.max(0, ageOn(person.birthDate, firstDay));
  const waiver = waiverOf(person.category, age, elderAge.value, minorAge.value);
  const help: Result<{ readonly share: Found<Rate> | null }, MissingParameter> =
    waiver === null
      ? ok({ share: null })
      : lookUpAll(parameters, firstDay, { share: rateOf(`390.waiver.${waiver}`) });
  if (!help.ok) return help;
  const { share } = help.value;
  const waived = share === null ? zeroFen : timesRate(personal.value, share.value);
  const amount = subtract(personal.value, waived);

  const explanation = (): Explanation => {
    // Ages decide only for low-income families; their versions are named only where they did.
    const ages = person.category === 'low-income' ? [elderAge.version, minorAge.version] : [];
    const waiverVersions = [...(share ? [share.version] : []), ...ages];
    const steps = [
      stepOf(
        { zh: '个人缴费标准', en: 'Personal part' },
        `${year}`,
        formatYuan(personal.value),
        personal.version,
      ),
      ...(share === null
        ? []
        : [
            stepOf(
              { zh: '政府减免', en: 'Waived' },
              `${formatYuan(personal.value)} × ${formatPercent(share.value)}`,
              formatYuan(waived),
              share.version,
              ...ages,
            ),
          ]),
      stepOf(
        { zh: '个人应缴', en: 'To be paid' },
        `${formatYuan(personal.value)} − ${formatYuan(waived)}`,
        formatYuan(amount),
        personal.version,
        ...waiverVersions,
      ),
      stepOf({ zh: '财政补助', en: 'Public subsidy' }, `${year}`, formatYuan(subsidy.value), subsidy.version),
    ];
    return explain(steps, [personal.version, ...waiverVersions, subsidy.version]);
  };
  return ok({
    scheme: '390',
    period: String(year),
    personalPart: personal.value,
    waived,
    amount,
    publicSubsidy: subsidy.value,
    explain: explanation,
  });
};
