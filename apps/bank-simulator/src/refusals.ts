/** The bank's reasons for refusing, in its own words. */
import type { BankAccountState, BankRefusalCode } from '#libs/contract/bank.js';
import type { Words } from '#libs/contract/problems.js';

export const refusals: Readonly<Record<BankRefusalCode, Words>> = {
  'account-unknown': { zh: '账户不存在', en: 'No such account' },
  'account-frozen': { zh: '账户已冻结', en: 'The account is frozen' },
  'account-dormant': {
    zh: '账户为睡眠户，请先到银行激活',
    en: 'The account is dormant; have it activated at the bank',
  },
  'account-closed': { zh: '账户已销户', en: 'The account is closed' },
  'balance-short': { zh: '账户余额不足', en: 'The balance is insufficient' },
  declined: { zh: '银行拒绝交易', en: 'The bank declined the transaction' },
};

/** The reason an account in this state cannot be booked on; null when it can. */
export const refusalOfState = (state: BankAccountState): BankRefusalCode | null =>
  state === 'active' ? null : `account-${state}`;
