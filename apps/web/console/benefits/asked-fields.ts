/** Fields of a claim: what kind of answer each takes, and what was typed as it travels. */
import type { AskedField } from '#libs/benefits/kinds/kind.js';
import type { ConsoleRequest } from '#libs/contract/console.js';
import { formatYuan, parseYuan } from '#libs/money/fen.js';

export type ClaimFacts = ConsoleRequest<'benefit-claims.preview'>['body']['asked'];

type Answer =
  | { readonly as: 'day' | 'days' | 'month' | 'money' }
  | { readonly as: 'count'; readonly least: number; readonly most: number }
  | { readonly as: 'choice'; readonly of: readonly string[] };

const count = (least: number, most: number): Answer => ({ as: 'count', least, most });
const choice = (...of: readonly string[]): Answer => ({ as: 'choice', of });

/** What each field is answered with. */
export const answers: Readonly<Record<AskedField, Answer>> = {
  firstMonth: { as: 'month' },
  post: choice('cadre', 'worker'),
  deemedMonths: count(0, 600),
  transitionalPension: { as: 'money' },
  formerPension: { as: 'money' },
  registeredOn: { as: 'day' },
  carriedMonths: count(0, 24),
  incapableOn: { as: 'day' },
  injuredOn: { as: 'day' },
  grade: choice('1', '2', '3', '4', '5', '6', '7', '8', '9', '10'),
  careLevel: choice('full', 'most', 'part'),
  bornOn: { as: 'day' },
  difficult: choice('no', 'yes'),
  children: count(1, 9),
  miscarriageMonths: count(1, 9),
  unitMonthlyWage: { as: 'money' },
  yearlyIncome: { as: 'money' },
  spouse: choice('no', 'yes'),
  childrenBornOn: { as: 'days' },
  orphans: choice('no', 'yes'),
  elders: count(0, 9),
  loneElders: count(0, 9),
};

/** What was typed, of each field; empty: nothing. */
export type Typed = Readonly<Partial<Record<AskedField, string>>>;

/** Days of birth with commas between, of either width. */
const days = /^\d{4}-\d{2}-\d{2}( ?, ?\d{4}-\d{2}-\d{2}){0,8}$/u;

/** One field as it travels; null: it does not fit. */
const read = (field: AskedField, text: string): string | number | boolean | null => {
  const answer = answers[field];
  if (answer.as === 'choice' && answer.of[1] === 'yes') return text === 'yes';
  if (answer.as === 'days') return days.test(text) ? text : null;
  if (field === 'grade') return Number(text);
  if (answer.as === 'count') {
    const value = /^\d{1,3}$/u.test(text) ? Number(text) : Number.NaN;
    return value >= answer.least && value <= answer.most ? value : null;
  }
  if (answer.as !== 'money') return text;
  const amount = parseYuan(text.replaceAll(/[\s,¥]/gu, ''));
  return amount === null || amount <= 0n || amount >= 100_000_000_000n ? null : formatYuan(amount);
};

/** What was typed of the fields a kind asks for; `unfit` are those that cannot be sent so. */
export const readTyped = (
  asks: readonly AskedField[],
  typed: Typed,
): { readonly facts: ClaimFacts; readonly unfit: readonly AskedField[] } => {
  const told = asks.flatMap((field): [AskedField, string | number | boolean | null][] => {
    const text = (typed[field] ?? '').trim().replaceAll(/[，、；;]/gu, ',');
    return text === '' ? [] : [[field, read(field, text)]];
  });
  return {
    facts: Object.fromEntries(told.filter(([, value]) => value !== null)) as ClaimFacts,
    unfit: told.flatMap(([field, value]) => (value === null ? [field] : [])),
  };
};
