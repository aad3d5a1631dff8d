/** The schemes by their AAE140 codes, with their names, and the one set of books that is no scheme's. */
import type { Words } from '#libs/kernel/words.js';

export const schemes = {
  '110': { zh: '企业职工基本养老保险', en: 'Employee pension' },
  '120': { zh: '机关事业单位养老保险', en: 'Public-institution pension' },
  '170': { zh: '城乡居民基本养老保险', en: 'Resident pension' },
  '210': { zh: '失业保险', en: 'Unemployment' },
  '310': { zh: '职工基本医疗保险', en: 'Employee medical' },
  '330': { zh: '大额医疗费用补助', en: 'Large medical supplement' },
  '390': { zh: '城乡居民基本医疗保险', en: 'Resident medical' },
  '392': { zh: '城乡居民大病保险', en: 'Resident major illness' },
  '410': { zh: '工伤保险', en: 'Work injury' },
  '510': { zh: '生育保险', en: 'Maternity' },
} as const satisfies Record<string, Words>;

/** Accounts of people that are kept beside the one of a scheme's own code. */
const accountsBeside = {
  '120-annuity': { zh: '职业年金', en: 'Occupational annuity' },
} as const satisfies Record<string, Words>;

/** What a personal account is kept under: its scheme's code, or that with what else the scheme keeps one for. */
export type AccountCode = keyof typeof schemes | keyof typeof accountsBeside;

/** The books of the card fee: non-tax revenue that is paid to the treasury, never a fund's. */
export const feeBooks = 'fee';
export const feeBooksName: Words = {
  zh: '社保卡工本费（应缴财政款）',
  en: 'Card fees (due to the treasury)',
};

/** Name of a scheme, or of the card fee's books; throws RangeError on a code that is none. */
export const schemeName = (code: string): Words => {
  if (code === feeBooks) return feeBooksName;
  if (!(code in schemes)) throw new RangeError(`no scheme ${code}`);
  return schemes[code as keyof typeof schemes];
};

/** Name of a personal account by what it is kept under: the scheme's, or its own. Throws RangeError on a code that is none. */
export const accountName = (code: string): Words =>
  Object.hasOwn(accountsBeside, code)
    ? accountsBeside[code as keyof typeof accountsBeside]
    : schemeName(code);
