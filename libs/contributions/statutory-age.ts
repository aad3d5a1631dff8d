/** When somebody reaches the statutory age of a pension, and how many months it takes then: laid down by law, not by the bureau. */
import type { Sex } from '#libs/identity/social-security-number.js';
import { addMonths, monthOf, type PlainDate, type PlainMonth, yearOf } from '#libs/kernel/plain-date.js';

type Track = {
  /** Years of age before the delay. */
  readonly age: number;
  /** The first birth month the delay reaches. */
  readonly firstBirth: PlainMonth;
  /** Birth months for one month of delay. */
  readonly step: number;
  readonly mostMonths: number;
};

/** 全国人大常委会关于实施渐进式延迟法定退休年龄的决定 (2024): in force from 2025; no cohort that it reaches was of age before. */
const tracks: Readonly<Record<Sex, Track>> = {
  male: { age: 60, firstBirth: '1965-01' as PlainMonth, step: 4, mostMonths: 36 },
  // Whether a woman is of the 55 or the 50 of a worker stands in no register: the earlier of both.
  female: { age: 50, firstBirth: '1975-01' as PlainMonth, step: 2, mostMonths: 60 },
};

const monthsFrom = (first: PlainMonth, to: PlainMonth): number =>
  (Number(to.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(first.slice(5));

/** The month in which somebody reaches the statutory age. */
export const statutoryAgeMonth = (birth: PlainDate, sex: Sex): PlainMonth => {
  const { age, firstBirth, step, mostMonths } = tracks[sex];
  const since = monthsFrom(firstBirth, monthOf(birth));
  const delay = since < 0 ? 0 : Math.min(Math.floor(since / step) + 1, mostMonths);
  return addMonths(monthOf(birth), age * 12 + delay);
};

/** Months paid that an employee's pension takes: 15 years; from 2030 half a year more each year, to 20 years. Source: the same decision. */
export const leastPensionMonths = (on: PlainDate): number =>
  180 + 6 * Math.max(0, Math.min(10, yearOf(on) - 2029));
