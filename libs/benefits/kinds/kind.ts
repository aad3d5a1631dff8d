/**
 * What a kind of benefit says of itself (decision 0060). How to use it:
 *
 * - `benefitKinds['employee-pension']` (table.ts) describes one kind, `describedBenefit(code)` finds one by any text.
 * - `kind.award(asked, record, on, parameters)` says once what a claim comes to: from which month, until when, and the facts that are kept.
 * - `kind.due(facts, month, parameters)` reckons one month of it again and again, out of those facts alone and the parameters.
 */
import type { CountedMonths } from '#libs/contributions/moved-months.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { refuse, type Result } from '#libs/kernel/result.js';
import type { Words } from '#libs/kernel/words.js';
import type { Fen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type { MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { SchemeCode } from '#libs/schemes/description.js';
import type { DocumentCode } from './documents.js';

/** What whoever takes a claim in may be asked for. */
export const askedFields = [
  'firstMonth',
  'post',
  'deemedMonths',
  'transitionalPension',
  'formerPension',
  'registeredOn',
  'carriedMonths',
  'incapableOn',
  'injuredOn',
  'grade',
  'careLevel',
  'bornOn',
  'difficult',
  'children',
  'miscarriageMonths',
  'unitMonthlyWage',
  'yearlyIncome',
  'spouse',
  'childrenBornOn',
  'orphans',
  'elders',
  'loneElders',
] as const;
export type AskedField = (typeof askedFields)[number];

/** What was told with a claim: dates `YYYY-MM-DD`, months `YYYY-MM`, money in yuan. */
export type Asked = {
  /** From which month the person wants it; else the first possible. */
  readonly firstMonth?: PlainMonth | undefined;
  /** Of a woman: in which kind of post she retires. */
  readonly post?: 'cadre' | 'worker' | undefined;
  /** Months before personal accounts that count as paid (视同缴费), by the personal file. */
  readonly deemedMonths?: number | undefined;
  /** The part for years before the accounts, as the province's tables and the approval of retirement have it. */
  readonly transitionalPension?: Fen | undefined;
  /** The pension by the rule of before 2014-10, as the approval of retirement has it. */
  readonly formerPension?: Fen | undefined;
  /** The day of registering as unemployed. */
  readonly registeredOn?: PlainDate | undefined;
  /** Months of an earlier unemployment that were not used up. */
  readonly carriedMonths?: number | undefined;
  /** The day on which all capacity to work was found lost. */
  readonly incapableOn?: PlainDate | undefined;
  readonly injuredOn?: PlainDate | undefined;
  /** 1 to 10, as the committee found (劳动能力鉴定). */
  readonly grade?: number | undefined;
  readonly careLevel?: 'full' | 'most' | 'part' | undefined;
  readonly bornOn?: PlainDate | undefined;
  readonly difficult?: boolean | undefined;
  readonly children?: number | undefined;
  readonly miscarriageMonths?: number | undefined;
  /** The unit's average wage a month of the year before. */
  readonly unitMonthlyWage?: Fen | undefined;
  /** The province's urban income of the year before. */
  readonly yearlyIncome?: Fen | undefined;
  /** Whether the spouse lived on the wage. */
  readonly spouse?: boolean | undefined;
  /** Days of birth of the children who did, with commas between. */
  readonly childrenBornOn?: string | undefined;
  /** Whether those children lost both parents. */
  readonly orphans?: boolean | undefined;
  /** Parents and others who lived on the wage; of them alone. */
  readonly elders?: number | undefined;
  readonly loneElders?: number | undefined;
};

/** When a document has to be there: in any case, in none, or once something was told or was not. */
type DocumentNeed = 'always' | 'never' | { readonly with: AskedField } | { readonly without: AskedField };

export type AskedDocument = { readonly code: DocumentCode; readonly need: DocumentNeed };

/** Whether a claim that tells this has to have the document. */
export const isNeeded = (
  need: DocumentNeed,
  told: Readonly<Partial<Record<AskedField, unknown>>>,
): boolean => {
  if (typeof need === 'string') return need === 'always';
  const isTold = (field: AskedField): boolean => ![undefined, false, 0].some((none) => told[field] === none);
  return 'with' in need ? isTold(need.with) : !isTold(need.without);
};

/** What the register knows of somebody that a benefit is reckoned from. */
export type InsuranceRecord = {
  readonly birthDate: PlainDate;
  readonly sex: 'male' | 'female';
  readonly diedOn: PlainDate | null;
  /** Months that count here, by scheme, with their bases; `before`: without what was paid for that month and later ones. */
  readonly counted: (scheme: SchemeCode, before?: PlainMonth) => CountedMonths;
  /** What is in the personal account of a scheme, or in what it keeps beside it; `before`: without what came of that month and later ones. */
  readonly account: (code: SchemeCode | '120-annuity', before?: PlainMonth) => Fen;
  /** The first month of the pension that is or was drawn; null: none ever was. */
  readonly pensionSince: PlainMonth | null;
  /** What was ever drawn from this insurance, by kind, with what the newest was reckoned from. */
  readonly drawn: ReadonlyMap<string, Facts>;
  /** The pension out of employment that is drawn, with what its first month came to before any rise. */
  readonly workPension?: { readonly since: PlainMonth; readonly pension: Fen } | undefined;
  /** The disability allowance of work injury that was drawn until that pension began, with what its last month came to. */
  readonly replaced?:
    | { readonly facts: Facts; readonly until: PlainMonth; readonly allowance: Fen }
    | undefined;
};

/** What is kept with a benefit and reckoned from ever after: money in yuan, decimals and counts as written. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export type Award = {
  readonly scheme: SchemeCode;
  readonly firstMonth: PlainMonth;
  /** Null: for life, or until something ends it. */
  readonly lastMonth: PlainMonth | null;
  readonly facts: Facts;
};

/** What is due for one month, or once. */
export type MonthDue = {
  readonly amount: Fen;
  /** Of it out of the personal account while that lasts; zero without one. */
  readonly accountPart: Fen;
  /** Of a family: what each of those who lived on the wage is due of it. */
  readonly shares?: readonly Fen[];
  readonly explanation: Explanation;
};

/** Why there is no such benefit: `detail` says what is missing, for whoever asked. */
export type NotDue = { readonly reason: 'not-due'; readonly detail: Words };

export type BenefitKind = {
  readonly code: string;
  /** The fund that pays; of maternity the one that is in force on the day (see {@link Award}). */
  readonly scheme: SchemeCode;
  readonly words: Words;
  readonly basis: string;
  /** `once`: a sum for one month alone. */
  readonly pays: 'monthly' | 'once';
  /** Whoever draws one pays no pension contributions any more, and draws no second one (社会保险法 第十六条, 人社部发〔2014〕17号 七). */
  readonly isPension: boolean;
  /** After the death of the insured, to somebody else. */
  readonly afterDeath: boolean;
  /** Monthly benefits, by code, that stop as it begins. */
  readonly ends?: readonly string[];
  /** It makes up for a pension: what adjustments add to the pension, it is less by, down to nothing. */
  readonly followsPension?: boolean;
  /** That adjustments of work injury raise it: by the grade of the injured, or for each of those who lived on the wage. Pensions rise by rules of their own. */
  readonly rises?: 'by-grade' | 'by-dependant';
  /** What is left on the account is taken off it when it is granted, and what comes later may be claimed again. */
  readonly takesAccount?: boolean;
  /** Whoever draws it has to be seen alive again and again (待遇领取资格认证; 社会保险经办条例 第二十六条). */
  readonly asksForLife: boolean;
  readonly asks: readonly AskedField[];
  /** What a claim is handed in with; others are refused. */
  readonly documents: readonly AskedDocument[];
  readonly award: (
    asked: Asked,
    record: InsuranceRecord,
    on: PlainDate,
    parameters: Parameters,
  ) => Result<Award, NotDue | MissingParameter>;
  readonly due: (
    facts: Facts,
    of: { readonly month: PlainMonth; readonly firstMonth: PlainMonth },
    parameters: Parameters,
  ) => Result<MonthDue, MissingParameter>;
};

export const notDue = (zh: string, en: string): { readonly ok: false; readonly refusal: NotDue } =>
  refuse({ reason: 'not-due', detail: { zh, en } });

/** What has to be told first. */
export const toTell = (zh: string, en: string): { readonly ok: false; readonly refusal: NotDue } =>
  notDue(`请填写${zh}`, `Tell ${en}`);

/** A fact that is text. Throws TypeError when the benefit does not keep it. */
export const textFact = (facts: Facts, name: string): string => {
  const value = facts[name];
  if (typeof value !== 'string') throw new TypeError(`a benefit without ${name}`);
  return value;
};

/** A fact that is a number. Throws TypeError when the benefit does not keep it. */
export const countFact = (facts: Facts, name: string): number => {
  const value = facts[name];
  if (typeof value !== 'number') throw new TypeError(`a benefit without ${name}`);
  return value;
};
