/** The life of a benefit after it was granted: suspended, resumed, ended; and which months of it are payable. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';

/** Why a benefit stops for a while, and whether what was not paid meanwhile is paid once it goes on. */
export const suspensions = {
  'not-proved': { words: { zh: '未按期资格认证', en: 'no proof of life in time' }, arrears: true },
  imprisoned: { words: { zh: '服刑', en: 'imprisoned' }, arrears: false },
  detained: {
    words: { zh: '被羁押或通缉，未判决', en: 'detained or wanted, no verdict yet' },
    arrears: true,
  },
  missing: { words: { zh: '下落不明', en: 'missing' }, arrears: true },
  'account-refused': { words: { zh: '账户无法入账', en: 'the account takes nothing' }, arrears: true },
  'under-inspection': { words: { zh: '稽核中', en: 'under inspection' }, arrears: true },
} as const satisfies Record<string, { readonly words: Words; readonly arrears: boolean }>;
export type SuspensionCause = keyof typeof suspensions;

/** Why a benefit ends for good. */
export const endings = {
  died: { zh: '死亡', en: 'death' },
  emigrated: { zh: '出国（境）定居', en: 'emigration' },
  retired: { zh: '开始领取养老金', en: 'pension begun' },
  employed: { zh: '重新就业', en: 'work found' },
  'condition-lost': { zh: '丧失领取条件', en: 'the condition is lost' },
  moved: { zh: '关系转出', en: 'moved away' },
  duplicate: { zh: '重复领取', en: 'drawn twice' },
} as const satisfies Record<string, Words>;
export type EndingCause = keyof typeof endings;

/** What changed, from which month on; the later entry of the same month counts. */
export type BenefitChange =
  | { readonly what: 'suspended'; readonly cause: SuspensionCause; readonly from: PlainMonth }
  /** `arrears`: whether the months since it was suspended are paid after all. */
  | { readonly what: 'resumed'; readonly from: PlainMonth; readonly arrears: boolean }
  /** `from`: the first month that is not paid any more. */
  | { readonly what: 'ended'; readonly cause: EndingCause; readonly from: PlainMonth };

export type BenefitState =
  | { readonly state: 'normal' }
  | { readonly state: 'suspended'; readonly cause: SuspensionCause; readonly since: PlainMonth }
  | { readonly state: 'ended'; readonly cause: EndingCause | null; readonly since: PlainMonth };

type Suspension = { readonly since: PlainMonth; until: PlainMonth | null; isPaidAfterAll: boolean };

/** The life that changes come to, in the order they were entered. */
export const lifeOf = (
  { firstMonth, lastMonth }: { readonly firstMonth: PlainMonth; readonly lastMonth: PlainMonth | null },
  changes: readonly BenefitChange[],
): {
  readonly isPayable: (month: PlainMonth) => boolean;
  /** As it is in a month. */
  readonly stateIn: (month: PlainMonth) => BenefitState;
} => {
  const suspended: (Suspension & { readonly cause: SuspensionCause })[] = [];
  let end: { readonly from: PlainMonth; readonly cause: EndingCause } | null = null;
  for (const change of changes) {
    const open = suspended.find(({ until }) => until === null);
    if (change.what === 'suspended') {
      if (open === undefined)
        suspended.push({ since: change.from, until: null, isPaidAfterAll: false, cause: change.cause });
    } else if (change.what === 'resumed') {
      if (open !== undefined) {
        open.until = change.from;
        open.isPaidAfterAll = change.arrears;
      }
    } else if (end === null || change.from < end.from) end = change;
  }
  const lapsed = (month: PlainMonth): boolean => lastMonth !== null && month > lastMonth;
  const ended = (month: PlainMonth): boolean => end !== null && month >= end.from;
  const suspensionIn = (month: PlainMonth) =>
    suspended.find(({ since, until }) => month >= since && (until === null || month < until));
  return {
    isPayable: (month) => {
      if (month < firstMonth || lapsed(month) || ended(month)) return false;
      const suspension = suspensionIn(month);
      return suspension === undefined || suspension.isPaidAfterAll;
    },
    stateIn: (month) => {
      if (end !== null && ended(month)) return { state: 'ended', cause: end.cause, since: end.from };
      if (lastMonth !== null && lapsed(month)) return { state: 'ended', cause: null, since: lastMonth };
      const suspension = suspensionIn(month);
      return suspension === undefined
        ? { state: 'normal' }
        : { state: 'suspended', cause: suspension.cause, since: suspension.since };
    },
  };
};
