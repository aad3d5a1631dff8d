/** A rule of a yearly rise as somebody may write it: the year, or each of its parts. */
import { registerDecorator } from 'class-validator';
import { parseDecimal } from '#libs/benefits/decimals.js';
import { parseYuan } from '#libs/money/fen.js';

/** Amounts are strings of yuan a month; what is left out is nothing. */
export type WrittenRule = {
  readonly fixed?: string;
  /** For the first years together. */
  readonly yearsFlat?: string;
  /** How many years those are; left out: 15. With nothing flat, every year counts. */
  readonly flatYears?: number;
  /** For each further year. */
  readonly perYear?: string;
  /** Of the pension, in percent. */
  readonly percent?: string | number;
  readonly percentLeast?: string;
  readonly area?: string;
  readonly ages?: readonly { readonly from: number; readonly amount: string }[];
};

/** A year, or a rule. */
export type AskedAdjustmentRule = number | string | WrittenRule;

/** The year that is asked for; null: the rule is written out. */
export const yearOfRule = (rule: AskedAdjustmentRule): number | null =>
  typeof rule === 'object' ? null : Number(rule);

const amounts = ['fixed', 'yearsFlat', 'perYear', 'percentLeast', 'area'] as const;
const fields: ReadonlySet<string> = new Set([...amounts, 'flatYears', 'percent', 'ages']);

const isAmount = (value: unknown): boolean => typeof value === 'string' && parseYuan(value) !== null;
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isDecimal = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') && parseDecimal(String(value)) !== null;

const isAges = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= 20 &&
  value.every(
    (each: unknown) =>
      typeof each === 'object' &&
      each !== null &&
      'from' in each &&
      'amount' in each &&
      isWhole(each.from) &&
      isAmount(each.amount),
  );

const isRule = (value: unknown): boolean => {
  if (typeof value === 'number' || typeof value === 'string') return /^(19|20|21)\d\d$/u.test(String(value));
  if (typeof value !== 'object' || value === null) return false;
  const of = value as Readonly<Record<string, unknown>>;
  return (
    Object.keys(of).every((field) => fields.has(field)) &&
    amounts.every((field) => of[field] === undefined || isAmount(of[field])) &&
    (of['flatYears'] === undefined || isWhole(of['flatYears'])) &&
    (of['percent'] === undefined || isDecimal(of['percent'])) &&
    (of['ages'] === undefined || isAges(of['ages']))
  );
};

/** A year, or a rule with nothing in it that none has. */
export const IsAdjustmentRule = (): PropertyDecorator => (target, property) =>
  registerDecorator({
    name: 'isAdjustmentRule',
    target: target.constructor,
    propertyName: String(property),
    options: {
      message: `$property must be a year such as 2023, or an object of ${[...fields].join(', ')}`,
    },
    validator: { validate: isRule },
  });
