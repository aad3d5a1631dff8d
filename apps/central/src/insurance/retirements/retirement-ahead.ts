/** Somebody who reaches the age for a pension, as the work list keeps them. */
import type { WayAtAge } from '#libs/benefits/age-ahead.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';

/** Whose age it is; of women in employment both are listed until their post is told. `retired`: the pension is drawn, and something is to be claimed beside it. */
export const agePosts = ['male', 'female-cadre', 'female-worker', 'resident', 'retired'] as const;
export type AgePost = (typeof agePosts)[number];

export type Candidate = {
  readonly id: string;
  readonly sex: 'male' | 'female';
  readonly birthDate: PlainDate;
  /** Of a work injury of grades 1 to 4, which stops as a pension out of employment begins. */
  readonly drawsAllowance: boolean;
};

export type RetirementAhead = {
  readonly personId: string;
  readonly scheme: string;
  readonly post: AgePost;
  /** In which the age is reached. */
  readonly month: PlainMonth;
  readonly firstPensionMonth: PlainMonth;
  /** Months that have to be paid, are, and are missing: today, and when all up to the age are paid. */
  readonly least: number;
  readonly paid: number;
  readonly missing: number;
  readonly missingThen: number;
  /** Months insured and not paid, in rows: `2019-03/2019-08`. */
  readonly unpaid: readonly string[];
  readonly unpaidMonths: number;
  readonly ways: readonly WayAtAge[];
};
