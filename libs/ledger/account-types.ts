/**
 * The kinds of account in a fund's books, after 财会〔2017〕28号; loaded into the database as they stand here.
 * Cash (1001) is kept per clerk and in two parts, because premiums taken in may never pay benefits. The card fee is nobody's insurance
 * money: its accounts, after 财会〔2017〕25号, are in books of their own.
 */
import type { Words } from '#libs/kernel/words.js';

export type AccountTypeId =
  | 'till-received'
  | 'till-imprest'
  | 'income'
  | 'fiscal-special'
  | 'expenditure'
  | 'temporary-receipts'
  | 'fund-balance'
  | 'contribution-income'
  | 'fiscal-subsidy'
  | 'collective-help'
  | 'interest-income'
  | 'transfer-in'
  | 'from-upper-level'
  | 'from-lower-level'
  | 'other-income'
  | 'benefits'
  | 'transfer-out'
  | 'to-upper-level'
  | 'to-lower-level'
  | 'other-expense'
  | 'fee-till'
  | 'fee-account'
  | 'due-to-treasury';

export type AccountType = {
  readonly id: AccountTypeId;
  /** Number in the chart of accounts; both tills are 1001. */
  readonly code: string;
  readonly name: Words;
  readonly group: 'asset' | 'liability' | 'net' | 'income' | 'expense';
  /** The side that makes the balance grow. */
  readonly normalSide: 'debit' | 'credit';
  /** Money that is there or owed cannot be less than nothing; income and expense can be reversed across years. */
  readonly mayBeNegative: boolean;
  /** One account for each clerk and fund instead of one for the fund. */
  readonly perClerk: boolean;
};

type Group = AccountType['group'];

const accountType = (
  id: AccountTypeId,
  code: string,
  zh: string,
  en: string,
  group: Group,
  perClerk = false,
): AccountType => ({
  id,
  code,
  name: { zh, en },
  group,
  normalSide: group === 'asset' || group === 'expense' ? 'debit' : 'credit',
  mayBeNegative: group !== 'asset' && group !== 'liability',
  perClerk,
});

/** Every account type in use, by id, in the order of the chart. Others of the chart come with the work that needs them. */
// oxfmt-ignore
export const accountTypes = {
  'till-received': accountType('till-received', '1001', '库存现金（收缴款）', 'Cash in the till, received', 'asset', true),
  'till-imprest': accountType('till-imprest', '1001', '库存现金（备付金）', 'Cash in the till, imprest', 'asset', true),
  'income': accountType('income', '1002', '收入户存款', 'Income account', 'asset'),
  'fiscal-special': accountType('fiscal-special', '1003', '财政专户存款', 'Fiscal special account', 'asset'),
  'expenditure': accountType('expenditure', '1004', '支出户存款', 'Expenditure account', 'asset'),
  'temporary-receipts': accountType('temporary-receipts', '2001', '暂收款', 'Temporary receipts', 'liability'),
  'fund-balance': accountType('fund-balance', '3001', '基金结余', 'Fund balance', 'net'),
  'contribution-income': accountType('contribution-income', '4001', '社会保险费收入', 'Contribution income', 'income'),
  'fiscal-subsidy': accountType('fiscal-subsidy', '4101', '财政补贴收入', 'Fiscal subsidy', 'income'),
  'collective-help': accountType('collective-help', '4102', '集体补助收入', 'Help of villages and communities', 'income'),
  'interest-income': accountType('interest-income', '4201', '利息收入', 'Interest', 'income'),
  'transfer-in': accountType('transfer-in', '4301', '转移收入', 'Transfer in', 'income'),
  'from-upper-level': accountType('from-upper-level', '4401', '上级补助收入', 'From upper level', 'income'),
  'from-lower-level': accountType('from-lower-level', '4402', '下级上解收入', 'From lower level', 'income'),
  'other-income': accountType('other-income', '4501', '其他收入', 'Other income', 'income'),
  'benefits': accountType('benefits', '5001', '社会保险待遇支出', 'Benefits', 'expense'),
  'transfer-out': accountType('transfer-out', '5201', '转移支出', 'Transfer out', 'expense'),
  'to-upper-level': accountType('to-upper-level', '5301', '上解上级支出', 'To upper level', 'expense'),
  'to-lower-level': accountType('to-lower-level', '5302', '补助下级支出', 'To lower level', 'expense'),
  'other-expense': accountType('other-expense', '5401', '其他支出', 'Other expense', 'expense'),
  // Of the card fee alone, in no fund
  'fee-till': accountType('fee-till', '1001', '库存现金（工本费）', 'Cash in the till, card fees', 'asset', true),
  'fee-account': accountType('fee-account', '1002', '银行存款（待缴财政）', 'Bank account, to be paid to the treasury', 'asset'),
  'due-to-treasury': accountType('due-to-treasury', '2103', '应缴财政款', 'Due to the treasury', 'liability'),
} as const satisfies { readonly [Id in AccountTypeId]: AccountType };

/** Accounts of expenditure, in the order of the chart. */
export const expenseTypes: readonly AccountTypeId[] = Object.values(accountTypes).flatMap(({ id, group }) =>
  group === 'expense' ? [id] : [],
);
