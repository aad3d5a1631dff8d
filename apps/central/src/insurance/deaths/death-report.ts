/** A death that an authority reported (死亡信息), and what became of the report. */
import type { Words } from '#libs/kernel/words.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

/** `waiting`: a person decides; `asked`: others approve that it is entered. */
export const deathReportStates = ['waiting', 'asked', 'recorded', 'dismissed'] as const;
export type DeathReportState = (typeof deathReportStates)[number];

/** Digit of the file → who reports. */
export const deathSources = {
  '1': { code: 'civil-affairs', words: { zh: '民政（殡葬）', en: 'civil affairs' } },
  '2': { code: 'health', words: { zh: '卫生健康（死亡证明）', en: 'health' } },
  '3': { code: 'public-security', words: { zh: '公安（户口注销）', en: 'public security' } },
} as const satisfies Record<string, { readonly code: string; readonly words: Words }>;
export type DeathSource = (typeof deathSources)[keyof typeof deathSources]['code'];

export const sourceWords = (code: string): Words =>
  Object.values(deathSources).find((source) => source.code === code)?.words ?? { zh: code, en: code };

/** Why the register does not say for certain whose death it is, or whether it is so. */
export const doubts = {
  'name-differs': { zh: '号码相同，姓名不同', en: 'the number is theirs, the name is not' },
  'number-differs': {
    zh: '姓名、出生日期相同，号码不同',
    en: 'name and birth date are theirs, the number is not',
  },
  'day-differs': { zh: '已登记的死亡日期不同', en: 'another day of death is registered' },
  'seen-after': { zh: '死亡日期之后本人曾持卡办理业务', en: 'they were seen with their card after that day' },
} as const satisfies Record<string, Words>;
export type Doubt = keyof typeof doubts;

/** What a row of the file says besides its person. */
export type ReportedDeath = { readonly diedOn: PlainDate; readonly source: DeathSource };

export type DeathReport = ReportedDeath & {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  /** Whom it is taken to be about; null: several may be meant. */
  readonly personId: string | null;
  readonly doubt: Doubt | null;
  readonly state: DeathReportState;
  readonly approvalId: string | null;
  readonly reportedAt: Date;
};
