/** What each fact that a benefit is reckoned from is called, and how its value reads: approvals, previews and papers show facts by this table. */
import type { Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { yuan } from '#libs/money/fen.js';
import type { Facts } from './kind.js';

type Fact = NonNullable<Facts[string]>;
type Reads = (value: Fact) => Words;

const plain: Reads = (value) => ({ zh: String(value), en: String(value) });
const money: Reads = (value) => plain(displayYuan(yuan(String(value))));
const of =
  (zh: string, one: string, many: string): Reads =>
  (value) => ({ zh: `${value} ${zh}`, en: `${value} ${value === 1 ? one : many}` });
const months = of('个月', 'month', 'months');
const years = of('年', 'year', 'years');
const yesOrNo: Reads = (value) => (value === true ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' });
const age: Reads = (value) => {
  const [whole, rest] = [Math.floor(Number(value) / 12), Number(value) % 12];
  return rest === 0
    ? { zh: `${whole} 岁`, en: `${whole} years` }
    : { zh: `${whole} 岁 ${rest} 个月`, en: `${whole} years and ${rest} ${rest === 1 ? 'month' : 'months'}` };
};

/** How much care is needed (工伤保险条例 第三十四条). */
export const careLevelWords = {
  full: { zh: '生活完全不能自理', en: 'cannot look after themselves at all' },
  most: { zh: '生活大部分不能自理', en: 'mostly cannot look after themselves' },
  part: { zh: '生活部分不能自理', en: 'partly cannot look after themselves' },
} as const satisfies Record<string, Words>;
const careLevel: Reads = (value) => careLevelWords[value as keyof typeof careLevelWords];

const named = (zh: string, en: string, reads: Reads): { readonly words: Words; readonly reads: Reads } => ({
  words: { zh, en },
  reads,
});

/** Every fact that any kind keeps. */
const facts: Readonly<Record<string, ReturnType<typeof named>>> = {
  months: named('计入缴费', 'months that count', months),
  deemedMonths: named('其中视同缴费', 'of them deemed paid', months),
  index: named('平均缴费指数', 'mean contribution index', plain),
  base: named('计发基数', 'pension base', money),
  account: named('个人账户储存额', 'balance of the personal account', money),
  annuity: named('职业年金储存额', 'balance of the annuity', money),
  transitionalPension: named('核定的过渡性养老金', 'transitional part as approved', money),
  formerPension: named('老办法待遇', 'pension by the old rule', money),
  ageMonths: named('退休年龄', 'age of retiring', age),
  years: named('缴费年限', 'paid years', years),
  diedOn: named('死亡日期', 'died on', plain),
  yearlyIncome: named('上年度城镇居民人均可支配收入', 'urban income of the year before', money),
  drawnYears: named('已领取养老金', 'pension drawn for', years),
  paidMonths: named('失业保险缴费', 'unemployment insurance paid', months),
  carriedMonths: named('上次未领完', 'left of an earlier time', months),
  incapableOn: named('完全丧失劳动能力鉴定日期', 'all capacity to work found lost on', plain),
  wholeFrom: named('按养老金全部项目计发自', 'the whole formula counts from', plain),
  pensionFrom: named('法定退休次月', 'month after the statutory age', plain),
  injuredOn: named('受伤日期', 'injured on', plain),
  wage: named('受伤前十二个月平均缴费工资', 'mean wage of the year before the injury', money),
  averageWage: named('统筹地区月平均工资', 'average wage of the region', money),
  grade: named('伤残等级', 'grade of disability', (value) => ({ zh: `${value} 级`, en: `grade ${value}` })),
  allowance: named('停发前月伤残津贴', 'allowance a month as it stopped', money),
  allowanceUntil: named('伤残津贴发至', 'allowance paid until', plain),
  pension: named('起领时月养老金', 'pension a month as it began', money),
  careLevel: named('生活自理障碍程度', 'care that is needed', careLevel),
  bornOn: named('生育（流产）日期', 'day of the birth', plain),
  unitMonthlyWage: named('单位上年度月平均工资', "the unit's average wage a month", money),
  difficult: named('难产', 'difficult birth', yesOrNo),
  children: named('婴儿人数', 'children born', plain),
  funeral: named('丧葬补助金', 'funeral grant', yesOrNo),
  deathGrant: named('一次性工亡补助金', 'death grant', yesOrNo),
  spouse: named('供养配偶', 'spouse who lived on the wage', yesOrNo),
  childrenBornOn: named('供养子女出生日期', 'children who did, born on', plain),
  orphans: named('子女为孤儿', 'the children are orphans', yesOrNo),
  elders: named('供养父母等', 'parents and others who did', plain),
  loneElders: named('其中孤寡老人', 'of them alone', plain),
  miscarriageMonths: named('流产时怀孕', 'miscarried after', months),
};

/**
 * Facts as they are read by people, in the order of the table; what is not there is left out. Months of unemployment benefits are how long
 * it is paid, of everything else what was paid for it. Throws TypeError for a fact that has no words.
 */
export const factsInWords = (kept: Facts): readonly { readonly label: Words; readonly value: Words }[] => {
  const odd = Object.keys(kept).find((name) => !Object.hasOwn(facts, name));
  if (odd !== undefined) throw new TypeError(`no words for the fact ${odd}`);
  return Object.entries(facts).flatMap(([name, { words, reads }]) => {
    const value = kept[name];
    if (value === undefined || value === null) return [];
    const label =
      name === 'months' && Object.hasOwn(kept, 'paidMonths') ? { zh: '领取期限', en: 'paid for' } : words;
    return [{ label, value: reads(value) }];
  });
};
