/** What files of rows the bureau takes in: each kind with its words and its columns, for programs, help and pages alike. */
import { applicantColumns } from '#libs/cards/applicant-columns.js';
import type { Words } from '#libs/kernel/words.js';

export type ColumnWords = Words & { readonly isRequired: boolean };

/** A unit's increases and decreases: codes of LB 101 where it has them; YAC011 to YAC015 are our own, in the form of a local extension. */
export const nameListColumns = {
  AAC002: { zh: '社会保障号码', en: 'social security number', isRequired: true },
  AAC003: { zh: '姓名', en: 'name', isRequired: true },
  YAC011: { zh: '增减：1 增员 2 减员', en: '1 joins, 2 leaves', isRequired: true },
  YAC012: { zh: '起始日或最后一日', en: 'first day, or last day', isRequired: true },
  YAC013: { zh: '参保身份', en: 'category', isRequired: false },
  AAE140: {
    zh: '险种，以空格或分号分开',
    en: 'schemes, with blanks or semicolons between',
    isRequired: false,
  },
  YAC014: { zh: '减员原因', en: 'reason of leaving', isRequired: false },
  YAC015: { zh: '工程项目编号', en: 'construction project', isRequired: false },
} as const satisfies Record<string, ColumnWords>;

/** A unit's wages of a month. */
export const wageColumns = {
  AAC002: { zh: '社会保障号码', en: 'social security number', isRequired: true },
  AAC003: { zh: '姓名', en: 'name', isRequired: true },
  AAC040: { zh: '月工资（元）', en: 'wage of the month in yuan', isRequired: true },
} as const satisfies Record<string, ColumnWords>;

/** The people of the city, as the public security or the townships list them. */
export const populationColumns = {
  AAC002: { zh: '公民身份号码', en: 'citizen number', isRequired: true },
  AAC003: { zh: '姓名', en: 'name', isRequired: true },
  YAC021: { zh: '乡镇（街道）代码', en: 'township, GB/T 10114', isRequired: true },
  YAC022: {
    zh: '人员类别：1 在职 2 灵活就业 3 城乡居民 4 在校学生 5 儿童 6 离退休 9 其他',
    en: '1 employed, 2 flexible, 3 resident, 4 student, 5 child, 6 retired, 9 other',
    isRequired: false,
  },
  AAE005: { zh: '联系电话', en: 'phone', isRequired: false },
} as const satisfies Record<string, ColumnWords>;

/** Deaths as civil affairs, health or public security report them. */
export const deathColumns = {
  AAC002: { zh: '公民身份号码', en: 'citizen number', isRequired: true },
  AAC003: { zh: '姓名', en: 'name', isRequired: true },
  YAC031: { zh: '死亡日期', en: 'day of death', isRequired: true },
  YAC032: {
    zh: '来源：1 民政 2 卫生健康 3 公安',
    en: '1 civil affairs, 2 health, 3 public security',
    isRequired: true,
  },
} as const satisfies Record<string, ColumnWords>;

export const importKinds = {
  applicants: { words: { zh: '申领人', en: 'Applicants' }, columns: applicantColumns, demands: [] },
  'name-list': {
    words: { zh: '单位增减员名单', en: "A unit's joining and leaving" },
    columns: nameListColumns,
    demands: ['unit'],
  },
  wages: {
    words: { zh: '单位工资申报', en: "A unit's wages of a month" },
    columns: wageColumns,
    demands: ['unit', 'month'],
  },
  population: {
    words: { zh: '全民参保人口名单', en: 'Population list' },
    columns: populationColumns,
    demands: [],
  },
  deaths: { words: { zh: '死亡信息', en: 'Deaths reported' }, columns: deathColumns, demands: [] },
} as const satisfies Record<
  string,
  {
    readonly words: Words;
    readonly columns: Readonly<Record<string, ColumnWords>>;
    /** What has to be said beside the file. */
    readonly demands: readonly ('unit' | 'month')[];
  }
>;

export type ImportKindName = keyof typeof importKinds;

export const importKindNames = Object.keys(importKinds) as readonly ImportKindName[];

/** What a file is about beside its rows: a unit, and where the kind demands it a month; empty: nothing. */
export type ImportSubject = { readonly unit?: string; readonly month?: string };
