/** The people of the demonstration city and what is peculiar about each card: made up, none of them exists. */
import type { CardState } from '#libs/cards/card-life.js';
import { socialSecurityNumberCheck, type Sex } from '#libs/identity/social-security-number.js';

export type DemonstrationPerson = {
  /** File name of the card image, such as `caireng-zhuoma`. */
  readonly id: string;
  readonly name: string;
  readonly sex: Sex;
  /** Years before this one, and month and day of birth. */
  readonly bornYearsAgo: number;
  readonly birthday: string;
  readonly category?: string;
  readonly specificationVersion: '2.00' | '3.00';
  /** `enabled` unless given. */
  readonly cardState?: CardState;
  readonly expired?: boolean;
  readonly bank?: 'none' | 'inactive' | 'short' | 'frozen';
  readonly pension?: { readonly sinceMonthsAgo: number | 'after-birthday'; readonly accountYuan: string };
  /** What the card shows, for the bench. */
  readonly note: string;
};

// Sixty in January of this year: still owes this year's contribution, already draws the pension.
const justSixty = {
  bornYearsAgo: 60,
  birthday: '01-05',
  pension: { sinceMonthsAgo: 'after-birthday', accountYuan: '9600.00' },
} as const;

// oxfmt-ignore
export const demonstrationPeople: readonly DemonstrationPerson[] = [
  { id: 'caireng-zhuoma', name: '才仁卓玛', sex: 'female', ...justSixty, specificationVersion: '2.00', note: '缴费并领取养老金 / pays and collects' },
  { id: 'wang-jianguo', name: '王建国', sex: 'male', ...justSixty, specificationVersion: '3.00', note: '缴费并领取养老金（SM4 卡）/ pays and collects, SM4 card' },
  { id: 'ma-xiulan', name: '马秀兰', sex: 'female', ...justSixty, specificationVersion: '2.00', note: '缴费并领取养老金 / pays and collects' },
  { id: 'duojie-cairang', name: '多杰才让', sex: 'male', ...justSixty, specificationVersion: '3.00', note: '缴费并领取养老金（SM4 卡）/ pays and collects, SM4 card' },
  { id: 'li-guirong', name: '李桂荣', sex: 'female', ...justSixty, specificationVersion: '2.00', note: '缴费并领取养老金 / pays and collects' },
  { id: 'suonan-daiji', name: '索南代吉', sex: 'female', bornYearsAgo: 34, birthday: '05-18', specificationVersion: '3.00', note: '牧民，应缴养老与医疗 / herder: pension and medical due' },
  { id: 'han-deming', name: '韩德明', sex: 'male', bornYearsAgo: 45, birthday: '09-30', specificationVersion: '2.00', note: '农民，应缴养老与医疗 / farmer: pension and medical due' },
  { id: 'zhao-yulan', name: '赵玉兰', sex: 'female', bornYearsAgo: 71, birthday: '03-12', specificationVersion: '2.00', pension: { sinceMonthsAgo: 5, accountYuan: '4170.00' }, note: '养老金六个月未领 / six months of pension unpaid' },
  { id: 'danba-jiancuo', name: '旦巴坚措', sex: 'male', bornYearsAgo: 29, birthday: '11-02', category: 'minimum-living-allowance', specificationVersion: '3.00', note: '低保对象，医疗免缴 / allowance family: medical waived' },
  { id: 'sun-lijuan', name: '孙丽娟', sex: 'female', bornYearsAgo: 38, birthday: '07-07', specificationVersion: '2.00', bank: 'short', note: '银行余额不足 / bank balance short' },
  { id: 'qi-shengli', name: '祁胜利', sex: 'male', bornYearsAgo: 52, birthday: '10-01', specificationVersion: '2.00', bank: 'none', note: '无银行账户，用现金 / no bank account: cash' },
  { id: 'liu-chunhua', name: '刘春花', sex: 'female', bornYearsAgo: 66, birthday: '02-20', specificationVersion: '3.00', bank: 'inactive', pension: { sinceMonthsAgo: 2, accountYuan: '2085.00' }, note: '银行账户未激活，可收款 / bank account not activated: can receive' },
  { id: 'he-xiaojun', name: '何晓军', sex: 'male', bornYearsAgo: 41, birthday: '12-12', specificationVersion: '2.00', cardState: 'formally-lost', note: '已挂失 / reported lost' },
  { id: 'yang-fan', name: '杨帆', sex: 'male', bornYearsAgo: 19, birthday: '06-01', specificationVersion: '3.00', cardState: 'handed-over', note: '未启用 / sealed' },
  { id: 'bai-ling', name: '白玲', sex: 'female', bornYearsAgo: 47, birthday: '04-23', specificationVersion: '2.00', expired: true, note: '已过期 / expired' },
];

/** A made-up social security number of Delingha: the place in the list tells people of one birthday apart. */
export const numberOf = (
  { sex, bornYearsAgo, birthday }: DemonstrationPerson,
  index: number,
  thisYear: number,
): string => {
  const sequence = String(100 + 2 * index + (sex === 'male' ? 1 : 0)).padStart(3, '0');
  const first17 = `632802${thisYear - bornYearsAgo}${birthday.replace('-', '')}${sequence}`;
  return `${first17}${socialSecurityNumberCheck(first17)}`;
};
