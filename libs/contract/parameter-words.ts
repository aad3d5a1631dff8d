/** What parameters are called; a key without words here is shown as it is. */
import { schemes } from './schemes.js';
import type { Words } from '#libs/kernel/words.js';

const names: Readonly<Record<string, Words>> = {
  'minimum-age': { zh: '最低参保年龄', en: 'lowest age' },
  'pension-age': { zh: '领取待遇年龄', en: 'pension age' },
  'minimum-years': { zh: '最低缴费年限', en: 'fewest years' },
  'payout-months': { zh: '计发月数', en: 'payout months' },
  tiers: { zh: '缴费档次', en: 'tiers' },
  subsidies: { zh: '缴费补贴', en: 'subsidies' },
  'government-part.severely-disabled': { zh: '政府代缴：重度残疾', en: 'paid for: severely disabled' },
  'government-part.minimum-living-allowance': { zh: '政府代缴：低保', en: 'paid for: minimum allowance' },
  'government-part.low-income': { zh: '政府代缴：低收入', en: 'paid for: low income' },
  'basic-pension': { zh: '基础养老金（月）', en: 'basic pension a month' },
  'account-interest-rate': { zh: '个人账户记账利率', en: 'interest of accounts' },
  'account-unit-share': { zh: '单位缴费划入个人账户比例', en: "share of the unit's part for the account" },
  'personal-part': { zh: '个人缴费标准', en: 'personal part' },
  'public-subsidy': { zh: '财政补助标准', en: 'public subsidy' },
  'elder-age': { zh: '老年人年龄', en: 'age of elders' },
  'minor-age': { zh: '未成年人年龄', en: 'age of minors' },
  'waiver.severely-disabled': { zh: '资助参保：重度残疾', en: 'waiver: severely disabled' },
  'waiver.minimum-living-allowance': { zh: '资助参保：低保', en: 'waiver: minimum allowance' },
  'waiver.low-income-elder': { zh: '资助参保：低收入老年人', en: 'waiver: elders of low income' },
  'waiver.low-income-minor': { zh: '资助参保：低收入未成年人', en: 'waiver: minors of low income' },
  'proof-of-life-months': { zh: '认证有效月数', en: 'months of a proof of life' },
  'proof-of-life-warning-days': {
    zh: '认证到期前提示天数',
    en: 'days of reminding before a proof of life ends',
  },
  'annuity-unit-rate': { zh: '职业年金单位费率', en: "occupational annuity, unit's rate" },
  'annuity-interest-rate': { zh: '职业年金记账利率', en: 'interest of the occupational annuity' },
  'annuity-person-rate': { zh: '职业年金个人费率', en: "occupational annuity, person's rate" },
  'flexible-rate': { zh: '灵活就业人员费率', en: 'rate of flexible workers' },
  'project-rates': { zh: '按项目参保费率（‰）', en: 'rates of construction projects (‰)' },
  'unit-rate': { zh: '单位费率', en: "the unit's rate" },
  'person-rate': { zh: '个人费率', en: "the person's rate" },
  'flexible-tiers': { zh: '灵活就业人员缴费档次（%）', en: 'tiers of flexible workers (%)' },
  'transfer-rate': { zh: '跨省转移统筹基金比例', en: 'pooled part that moves with a transfer' },
  'receipt-place-months': { zh: '待遇领取地须缴月数', en: 'months paid in the place that pays the pension' },
  'temporary-account-age.male': { zh: '建立临时账户的年龄（男）', en: 'age of a temporary account, men' },
  'temporary-account-age.female': { zh: '建立临时账户的年龄（女）', en: 'age of a temporary account, women' },
  'class-rates': { zh: '行业类别基准费率（%）', en: 'base rates by industry class (%)' },
  'floating-steps': { zh: '浮动档次', en: 'floating steps' },
  'floating-steps.class-1': { zh: '浮动档次（一类行业）', en: 'floating steps of class 1' },
  collected: { zh: '征收方式（单独或随医保）', en: 'collected alone or with medical' },
  'minimum-months': { zh: '最低缴费月数', en: 'fewest months paid' },
  'pension-base': { zh: '计发基数（月）', en: 'pension base a month' },
  'basic-rate': { zh: '基础养老金每缴费年比例', en: 'basic part for each year' },
  'transitional-rate': { zh: '过渡性养老金系数', en: 'coefficient of the transitional part' },
  'disability-first-months': {
    zh: '病残津贴：不足最低年限领取月数',
    en: 'disability allowance: months below the minimum',
  },
  'disability-first-years': {
    zh: '病残津贴：基本领取月数对应年限',
    en: 'disability allowance: years of the first months',
  },
  'disability-further-months': {
    zh: '病残津贴：每多缴一年增加月数',
    en: 'disability allowance: months for each further year',
  },
  'disability-whole-months-to-age': {
    zh: '病残津贴：按养老金办法计发的距龄月数',
    en: 'disability allowance: months to the age for the whole formula',
  },
  'funeral-months': { zh: '丧葬补助金月数', en: 'months of the funeral grant' },
  'survivors-months': { zh: '抚恤金月数（按缴费年限）', en: 'months of the survivors’ grant by years' },
  'survivors-years': {
    zh: '抚恤金：超过后每年加一个月的年限',
    en: 'survivors’ grant: years after which each brings a month',
  },
  'survivors-most-months': { zh: '抚恤金：最多月数', en: 'survivors’ grant: most months' },
  'survivors-least-months-drawn': {
    zh: '抚恤金：已领待遇者最少月数',
    en: 'survivors’ grant: fewest months of those who drew',
  },
  'adjustment.fixed': { zh: '年度调整：定额', en: 'yearly rise: fixed' },
  'adjustment.years-flat': { zh: '年度调整：基本年限合计', en: 'yearly rise: for the first years together' },
  'adjustment.flat-years': { zh: '年度调整：基本年限', en: 'yearly rise: the first years' },
  'adjustment.years-step': { zh: '年度调整：每多一年', en: 'yearly rise: for each further year' },
  'adjustment.percent': { zh: '年度调整：挂钩比例', en: 'yearly rise: percent of the pension' },
  'adjustment.percent-least': { zh: '年度调整：挂钩部分最低', en: 'yearly rise: least of the percent' },
  'adjustment.area': { zh: '年度调整：艰苦边远地区（按类别）', en: 'yearly rise: by class of area' },
  'adjustment.ages': { zh: '年度调整：高龄（按年龄）', en: 'yearly rise: by age' },
  comparison: { zh: '新老办法对比', en: 'old and new rule compared' },
  'comparison-share': {
    zh: '新办法超出部分发放比例',
    en: 'share of what the new rule brings beyond the old',
  },
  'long-payment': { zh: '长缴增发（每超一年，月）', en: 'for each year beyond the fewest, a month' },
  'benefit-months': { zh: '领取月数（按缴费年限）', en: 'months of benefit by paid years' },
  'most-benefit-months': { zh: '最多领取月数', en: 'most months of benefit' },
  'monthly-benefit': { zh: '失业保险金（月）', en: 'unemployment benefit a month' },
  'lump-months': { zh: '一次性伤残补助金月数（按等级）', en: 'months of the lump sum by grade' },
  'allowance-rates': { zh: '伤残津贴比例（按等级，%）', en: 'allowance by grade (%)' },
  'care-rate.full': { zh: '生活护理费比例：完全不能自理', en: 'care: wholly dependent' },
  'care-rate.most': { zh: '生活护理费比例：大部分不能自理', en: 'care: mostly dependent' },
  'care-rate.part': { zh: '生活护理费比例：部分不能自理', en: 'care: partly dependent' },
  'dependant-rate.spouse': { zh: '供养亲属抚恤金比例：配偶', en: 'dependants: spouse' },
  'dependant-rate.other': { zh: '供养亲属抚恤金比例：其他亲属', en: 'dependants: others' },
  'dependant-rate.orphan-or-lone': {
    zh: '供养亲属抚恤金比例：孤寡老人或孤儿加发',
    en: 'dependants: more for orphans and lone elders',
  },
  'wage-floor-rate': { zh: '本人工资下限比例', en: 'lowest wage, of the average' },
  'wage-ceiling-rate': { zh: '本人工资上限比例', en: 'highest wage, of the average' },
  'death-grant': { zh: '一次性工亡补助金', en: 'death grant' },
  'days.birth': { zh: '产假天数：分娩', en: 'days: of a birth' },
  'days.difficult': { zh: '产假天数：难产增加', en: 'days: more for a difficult one' },
  'days.further-child': { zh: '产假天数：多胞胎每多一个增加', en: 'days: more for each further child' },
  'days.miscarriage': {
    zh: '产假天数：怀孕未满4个月流产',
    en: 'days: of a miscarriage before the fourth month',
  },
  'days.late-miscarriage': {
    zh: '产假天数：怀孕满4个月流产',
    en: 'days: of a miscarriage from the fourth month',
  },
  'uncollected-months': { zh: '未领取提醒月数', en: 'months uncollected until it is said' },
};

const others: Readonly<Record<string, Words>> = {
  'declaration.last-day': { zh: '申报：当月截止日', en: 'declaration: last day of the month' },
  'declaration.months-back': {
    zh: '申报：可补报更正的月数',
    en: 'declaration: months that may be corrected',
  },
  'contribution.month-due-day': {
    zh: '征缴：月度缴费截止日（次月）',
    en: 'contributions: last day of a month, in the one after',
  },
  'contribution.year-due-month': { zh: '征缴：年度缴费截止月', en: 'contributions: last month of a year' },
  'undeclared.rate': {
    zh: '征缴：未申报单位按上月的比例',
    en: 'contributions: share of last month, undeclared',
  },
  'late-fee.daily-rate': { zh: '滞纳金：日加收率', en: 'late fee: rate a day' },
  'late-fee.cap': { zh: '滞纳金：上限', en: 'late fee: at most' },
  'relief.unit-share.small': {
    zh: '阶段性减免：中小微单位实缴比例',
    en: 'relief: share that small and middle units pay',
  },
  'relief.unit-share.large': { zh: '阶段性减免：大型单位实缴比例', en: 'relief: share that large units pay' },
  'retirement.age.male': {
    zh: '退休：改革前法定年龄（男职工）',
    en: 'retirement: age before the reform, men',
  },
  'retirement.delay-step.male': {
    zh: '退休：每几个月延迟1个月（男职工）',
    en: 'retirement: months for each month later, men',
  },
  'retirement.delay-most.male': {
    zh: '退休：最多延迟月数（男职工）',
    en: 'retirement: most months later, men',
  },
  'retirement.age.female-cadre': {
    zh: '退休：改革前法定年龄（女干部（管理技术岗））',
    en: 'retirement: age before the reform, women in cadre posts',
  },
  'retirement.delay-step.female-cadre': {
    zh: '退休：每几个月延迟1个月（女干部（管理技术岗））',
    en: 'retirement: months for each month later, women in cadre posts',
  },
  'retirement.delay-most.female-cadre': {
    zh: '退休：最多延迟月数（女干部（管理技术岗））',
    en: 'retirement: most months later, women in cadre posts',
  },
  'retirement.age.female-worker': {
    zh: '退休：改革前法定年龄（女工人）',
    en: 'retirement: age before the reform, women in workers’ posts',
  },
  'retirement.delay-step.female-worker': {
    zh: '退休：每几个月延迟1个月（女工人）',
    en: 'retirement: months for each month later, women in workers’ posts',
  },
  'retirement.delay-most.female-worker': {
    zh: '退休：最多延迟月数（女工人）',
    en: 'retirement: most months later, women in workers’ posts',
  },
  'retirement.elective-months': {
    zh: '退休：可弹性提前或延迟的月数',
    en: 'retirement: months that may be chosen earlier or later',
  },
  'retirement.early-notice-months': {
    zh: '退休：弹性提前须提前告知月数',
    en: 'retirement: months of notice before an early one',
  },
  'retirement.late-notice-months': {
    zh: '退休：弹性延迟须提前约定月数',
    en: 'retirement: months of notice before a late one',
  },
  'retirement.ahead-months': {
    zh: '退休：提前列出到龄人员的月数',
    en: 'retirement: months ahead in which those who reach the age are listed',
  },
  'wage.average': { zh: '缴费工资：全口径月平均工资', en: 'wages: average a month' },
  'wage.base-floor': { zh: '缴费工资：月缴费基数下限', en: 'wages: lowest base a month' },
  'wage.base-ceiling': { zh: '缴费工资：月缴费基数上限', en: 'wages: highest base a month' },
  'card.validity-years': { zh: '社保卡：有效年限', en: 'card: years of validity' },
  'card.guardian-age': { zh: '社保卡：须监护人的年龄', en: 'card: age below which a guardian acts' },
  'card.majority-age': { zh: '社保卡：成年年龄', en: 'card: age of majority' },
  'card.temporary-loss-days': { zh: '社保卡：临时挂失天数', en: 'card: days of a temporary loss' },
  'card.formal-loss-may-be-lifted': {
    zh: '社保卡：正式挂失可否解除',
    en: 'card: may a formal loss be lifted',
  },
  'card.renewal-days-before': { zh: '社保卡：到期前可换领天数', en: 'card: days of renewal before expiry' },
  'card.replacement-fee': { zh: '社保卡：补换卡工本费', en: 'card: fee of another card' },
  'card.answer-working-days': { zh: '社保卡：答复时限（工作日）', en: 'card: working days until an answer' },
  'recovery.least-left-share': {
    zh: '追回：抵扣时每月至少保留的份额',
    en: 'recovery: least left of a month when benefits are kept back',
  },
  'card.pin-try-limit': { zh: '社保卡：密码可错次数', en: 'card: PIN tries' },
  'keys.version-months': { zh: '密钥：主密钥版本更换周期', en: 'keys: months of a version of master keys' },
  'keys.own-months': { zh: '密钥：中心自有密钥更换周期', en: 'keys: months of an own key' },
  'counter.draw-at-most': { zh: '柜台：单次领取备付金限额', en: 'counter: most of one draw' },
  'counter.imprest-at-most': { zh: '柜台：备付现金保管限额', en: 'counter: most drawn cash in a till' },
  'counter.received-at-most': { zh: '柜台：收缴现金保管限额', en: 'counter: most cash taken in, in a till' },
  'counter.cash-collection-at-most': {
    zh: '柜台：单笔现金发放限额',
    en: 'counter: most of one collection in cash',
  },
  'counter.careful-share': {
    zh: '柜台：须逐项确认的限额比例',
    en: 'counter: share of a limit to confirm by hand',
  },
  'counter.difference-at-most': {
    zh: '柜台：日结长短款限额',
    en: 'counter: difference of a count looked at alone',
  },
  'counter.debit-consent': { zh: '柜台：银行扣款的确认方式', en: 'counter: consent to a bank debit' },
};

/** The name of a key; null: it has none. */
export const keyWords = (key: string): Words | null => {
  const other = others[key];
  if (other !== undefined) return other;
  const [, year] = /^calendar\.(\d{4})$/.exec(key) ?? [];
  if (year !== undefined)
    return { zh: `日历：${year} 年放假与调休`, en: `calendar: days off and worked of ${year}` };
  const [, collected] = /^collection\.channel\.(\d{3})$/.exec(key) ?? [];
  if (collected !== undefined && collected in schemes) {
    const { zh, en } = schemes[collected as keyof typeof schemes];
    return { zh: `征收主体：${zh}`, en: `collected by: ${en}` };
  }
  const [, scheme, rest] = /^(\d{3})\.(.+)$/.exec(key) ?? [];
  const name = names[rest ?? ''];
  if (scheme === undefined || name === undefined || !(scheme in schemes)) return null;
  const { zh, en } = schemes[scheme as keyof typeof schemes];
  return { zh: `${zh}：${name.zh}`, en: `${en}: ${name.en}` };
};
