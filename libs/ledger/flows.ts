/**
 * The table of lawful flows inside a fund (财社〔2017〕144号, articles 39–42); whatever is not in it is refused, here and
 * by a foreign key in the database. Loaded into the database as it stands here.
 *
 * Direct settlement and cross-province medical costs, paid from the fiscal special account, come with medical
 * settlement; year-end closing comes with the yearly accounts.
 */
import type { Words } from '#libs/kernel/words.js';

import type { AccountTypeId } from './account-types.js';

export type FlowKind =
  | 'contribution'
  | 'contribution-cash'
  | 'contribution-direct'
  | 'banking'
  | 'sweep'
  | 'supply'
  | 'other-income-direct'
  | 'collective'
  | 'suspense'
  | 'suspense-contribution'
  | 'suspense-other-income'
  | 'suspense-transfer-in'
  | 'suspense-subsidy'
  | 'suspense-return'
  | 'subsidy'
  | 'subsidy-return'
  | 'benefit'
  | 'imprest-draw'
  | 'imprest-return'
  | 'benefit-cash'
  | 'received-handed-over'
  | 'imprest-handed-over'
  | 'suspense-recovery'
  | 'offset-earlier-year'
  | 'recovery'
  | 'recovery-cash'
  | 'recovery-back'
  | 'recovery-back-cash'
  | 'earlier-recovery'
  | 'earlier-recovery-cash'
  | 'earlier-recovery-back'
  | 'earlier-recovery-back-cash'
  | 'recovery-back-later-year'
  | 'bounce'
  | 'pay-again'
  | 'premium-refund'
  | 'premium-refund-cash'
  | 'premium-refund-earlier-year'
  | 'contribution-cash-reversal'
  | 'benefit-cash-reversal'
  | 'other-income'
  | 'interest-income-account'
  | 'interest-fiscal-special'
  | 'interest-expenditure'
  | 'interest-sweep'
  | 'transfer-in'
  | 'transfer-in-direct'
  | 'transfer-in-return'
  | 'transfer-in-return-supplied'
  | 'transfer-in-return-earlier-year'
  | 'transfer-out'
  | 'transfer-out-return'
  | 'from-upper-level'
  | 'from-lower-level'
  | 'upper-level-direct'
  | 'lower-level-direct'
  | 'upper-level-supply'
  | 'to-upper-level'
  | 'to-lower-level'
  | 'card-fee'
  | 'card-fee-returned'
  | 'fee-banking'
  | 'fee-draw'
  | 'fee-handed-over'
  | 'fee-remittance';

export type Flow = {
  readonly kind: FlowKind;
  readonly debit: AccountTypeId;
  readonly credit: AccountTypeId;
  readonly name: Words;
  /** The text that allows it. */
  readonly basis: string;
};

const accounts = '财社〔2017〕144号 第三十九至四十二条';
const refunds = '财社〔2017〕144号 第四十条';
const cash = '财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金';
const cashRefunds = '财社〔2017〕144号 第四十条；财会〔2017〕28号 库存现金';
const fees = '财税〔2016〕33号；财会〔2017〕25号 应缴财政款';
const suspense = '财会〔2017〕28号 暂收款';
const transfersOut = '财会〔2017〕28号 转移支出';
const recoveries = '社会保险经办条例 第四十六条；财会〔2017〕28号 社会保险待遇支出';
const earlierRecoveries = '社会保险经办条例 第四十六条；财会〔2017〕28号 其他收入';
const earlierYears = '财社〔2017〕144号 第四十条；财会〔2017〕28号 其他支出';

const flow = (
  kind: FlowKind,
  debit: AccountTypeId,
  credit: AccountTypeId,
  zh: string,
  en: string,
  basis: string = accounts,
): Flow => ({ kind, debit, credit, name: { zh, en }, basis });

/** Kind → what is debited and what is credited. */
// oxfmt-ignore
export const flows = {
  // Premiums and other income
  'contribution': flow('contribution', 'income', 'contribution-income', '收缴保费', 'Premium into the income account'),
  'contribution-cash': flow('contribution-cash', 'till-received', 'contribution-income', '现金收缴保费', 'Premium in cash', cash),
  'contribution-direct': flow('contribution-direct', 'fiscal-special', 'contribution-income', '保费直接入财政专户', 'Premium into the fiscal special account'),
  'banking': flow('banking', 'income', 'till-received', '收缴现金解缴银行', 'Cash taken in, banked', cash),
  'sweep': flow('sweep', 'fiscal-special', 'income', '收入户划转财政专户', 'Income account swept to the fiscal special account'),
  'premium-refund': flow('premium-refund', 'contribution-income', 'income', '退还保费', 'Premium refunded by its channel', refunds),
  'premium-refund-cash': flow('premium-refund-cash', 'contribution-income', 'till-received', '现金退还保费', 'Premium of the day refunded in cash', cashRefunds),
  'premium-refund-earlier-year': flow('premium-refund-earlier-year', 'other-expense', 'expenditure', '退还以前年度保费', 'Premium of an earlier year refunded', earlierYears),
  'contribution-cash-reversal': flow('contribution-cash-reversal', 'contribution-income', 'till-received', '冲正现金收缴', 'Premium in cash, reversed', cash),
  'other-income': flow('other-income', 'income', 'other-income', '滞纳金等其他收入', 'Late fees and other income', '社会保险法 第八十六条；财社〔2017〕144号 第三十九至四十二条'),
  'other-income-direct': flow('other-income-direct', 'fiscal-special', 'other-income', '滞纳金直接入财政专户', 'Late fees into the fiscal special account', '社会保险法 第八十六条；财会〔2017〕28号 其他收入'),
  'collective': flow('collective', 'income', 'collective-help', '集体补助', 'Help of villages and communities', '财会〔2017〕28号 集体补助收入'),
  'suspense': flow('suspense', 'income', 'temporary-receipts', '暂收待查款', 'Received, for what is not known yet', suspense),
  'suspense-contribution': flow('suspense-contribution', 'temporary-receipts', 'contribution-income', '暂收款转保费', 'Received before, a premium', suspense),
  'suspense-other-income': flow('suspense-other-income', 'temporary-receipts', 'other-income', '暂收款转滞纳金', 'Received before, a late fee', suspense),
  'suspense-transfer-in': flow('suspense-transfer-in', 'temporary-receipts', 'transfer-in', '暂收款转转移收入', 'Received before, a transfer in', suspense),
  'suspense-subsidy': flow('suspense-subsidy', 'temporary-receipts', 'fiscal-subsidy', '暂收款转财政补贴', 'Received before, a subsidy', suspense),
  'suspense-return': flow('suspense-return', 'temporary-receipts', 'income', '暂收款退还', 'Received before, given back', '财会〔2017〕28号 暂收款；财社〔2017〕144号 第四十条'),
  'subsidy': flow('subsidy', 'fiscal-special', 'fiscal-subsidy', '财政补贴', 'Subsidy'),
  'subsidy-return': flow('subsidy-return', 'fiscal-subsidy', 'fiscal-special', '重复缴费退回财政补贴', 'Subsidy of months paid twice, back to finance', '人社部发〔2014〕17号 六'),

  // Benefits
  'supply': flow('supply', 'expenditure', 'fiscal-special', '财政专户拨付支出户', 'Supply of the expenditure account'),
  'benefit': flow('benefit', 'benefits', 'expenditure', '支付待遇', 'Benefit'),
  'imprest-draw': flow('imprest-draw', 'till-imprest', 'expenditure', '提取备付金', 'Cash drawn to pay benefits', cash),
  'imprest-return': flow('imprest-return', 'expenditure', 'till-imprest', '备付金缴回', 'Drawn cash returned', cash),
  'benefit-cash': flow('benefit-cash', 'benefits', 'till-imprest', '现金支付待遇', 'Benefit in cash', cash),
  'benefit-cash-reversal': flow('benefit-cash-reversal', 'till-imprest', 'benefits', '冲正现金支付待遇', 'Benefit in cash, reversed', cash),
  'received-handed-over': flow('received-handed-over', 'till-received', 'till-received', '收缴现金移交他人', 'Cash taken in, handed over to another clerk', cash),
  'imprest-handed-over': flow('imprest-handed-over', 'till-imprest', 'till-imprest', '备付金移交他人', 'Drawn cash, handed over to another clerk', cash),
  'suspense-recovery': flow('suspense-recovery', 'temporary-receipts', 'benefits', '暂收款转追回本年待遇', 'Received before, a benefit of this year recovered', '财会〔2017〕28号 暂收款、社会保险待遇支出'),
  'offset-earlier-year': flow('offset-earlier-year', 'benefits', 'other-income', '待遇抵扣追回以前年度待遇', 'Benefit kept back for one of an earlier year', '社会保险经办条例 第四十六条；财会〔2017〕28号 其他收入'),
  'recovery': flow('recovery', 'income', 'benefits', '银行卡退回本年待遇', 'Benefit of this year given back, by the bank', recoveries),
  'recovery-cash': flow('recovery-cash', 'till-received', 'benefits', '现金退回本年待遇', 'Benefit of this year given back in cash', recoveries),
  'recovery-back': flow('recovery-back', 'benefits', 'income', '撤销退回本年待遇', 'Benefit of this year given back, undone', recoveries),
  'recovery-back-cash': flow('recovery-back-cash', 'benefits', 'till-received', '撤销现金退回本年待遇', 'Benefit of this year given back in cash, undone', recoveries),
  'earlier-recovery': flow('earlier-recovery', 'income', 'other-income', '银行卡退回以前年度待遇', 'Benefit of an earlier year given back, by the bank', earlierRecoveries),
  'earlier-recovery-cash': flow('earlier-recovery-cash', 'till-received', 'other-income', '现金退回以前年度待遇', 'Benefit of an earlier year given back in cash', earlierRecoveries),
  'earlier-recovery-back': flow('earlier-recovery-back', 'other-income', 'income', '撤销退回以前年度待遇', 'Benefit of an earlier year given back, undone', earlierRecoveries),
  'earlier-recovery-back-cash': flow('earlier-recovery-back-cash', 'other-income', 'till-received', '撤销现金退回以前年度待遇', 'Benefit of an earlier year given back in cash, undone', earlierRecoveries),
  'recovery-back-later-year': flow('recovery-back-later-year', 'other-expense', 'expenditure', '撤销以前年度的退回待遇', 'What was given back in an earlier year, undone', earlierYears),
  'bounce': flow('bounce', 'expenditure', 'temporary-receipts', '待遇退回', 'Benefit returned by the bank'),
  'pay-again': flow('pay-again', 'temporary-receipts', 'expenditure', '待遇重发', 'Returned benefit paid again'),

  // Interest
  'interest-income-account': flow('interest-income-account', 'income', 'interest-income', '收入户利息', 'Interest of the income account'),
  'interest-fiscal-special': flow('interest-fiscal-special', 'fiscal-special', 'interest-income', '财政专户利息', 'Interest of the fiscal special account'),
  'interest-expenditure': flow('interest-expenditure', 'expenditure', 'interest-income', '支出户利息', 'Interest of the expenditure account'),
  'interest-sweep': flow('interest-sweep', 'fiscal-special', 'expenditure', '支出户利息划转财政专户', 'Interest of the expenditure account swept'),

  // Other areas and other levels
  'transfer-in': flow('transfer-in', 'income', 'transfer-in', '转移收入', 'Transfer in'),
  'transfer-in-direct': flow('transfer-in-direct', 'fiscal-special', 'transfer-in', '转移收入入财政专户', 'Transfer into the fiscal special account'),
  'transfer-in-return': flow('transfer-in-return', 'transfer-in', 'income', '退回转移收入', 'Transfer in returned'),
  'transfer-in-return-supplied': flow('transfer-in-return-supplied', 'transfer-in', 'expenditure', '支出户退回转移收入', 'Transfer in returned from the expenditure account'),
  'transfer-in-return-earlier-year': flow('transfer-in-return-earlier-year', 'other-expense', 'expenditure', '退回以前年度转移收入', 'Transfer in of an earlier year returned', earlierYears),
  'transfer-out': flow('transfer-out', 'transfer-out', 'expenditure', '转移支出', 'Transfer out', transfersOut),
  'transfer-out-return': flow('transfer-out-return', 'income', 'transfer-out', '转移支出退回', 'Transfer out that came back', transfersOut),
  'from-upper-level': flow('from-upper-level', 'income', 'from-upper-level', '上级补助', 'From upper level'),
  'from-lower-level': flow('from-lower-level', 'income', 'from-lower-level', '下级上解', 'From lower level'),
  'upper-level-direct': flow('upper-level-direct', 'fiscal-special', 'from-upper-level', '上级补助入财政专户', 'Upper level into the fiscal special account'),
  'lower-level-direct': flow('lower-level-direct', 'fiscal-special', 'from-lower-level', '下级上解入财政专户', 'Lower level into the fiscal special account'),
  'upper-level-supply': flow('upper-level-supply', 'expenditure', 'from-upper-level', '上级拨入支出户', 'Upper level into the expenditure account'),
  'to-upper-level': flow('to-upper-level', 'to-upper-level', 'expenditure', '上解上级', 'To upper level'),
  'to-lower-level': flow('to-lower-level', 'to-lower-level', 'expenditure', '补助下级', 'To lower level'),

  // The card fee, which is no fund's
  'card-fee': flow('card-fee', 'fee-till', 'due-to-treasury', '收取工本费', 'Card fee in cash', fees),
  'card-fee-returned': flow('card-fee-returned', 'due-to-treasury', 'fee-till', '退还工本费', 'Card fee given back in cash', fees),
  'fee-banking': flow('fee-banking', 'fee-account', 'fee-till', '工本费解缴银行', 'Card fees banked', fees),
  'fee-draw': flow('fee-draw', 'fee-till', 'fee-account', '提取退还工本费的现金', 'Cash drawn to give fees back', fees),
  'fee-handed-over': flow('fee-handed-over', 'fee-till', 'fee-till', '工本费现金移交他人', 'Card fees, handed over to another clerk', fees),
  'fee-remittance': flow('fee-remittance', 'due-to-treasury', 'fee-account', '工本费上缴财政', 'Card fees paid to the treasury', fees),
} as const satisfies { readonly [Kind in FlowKind]: Flow };

/** Whether a text names a lawful kind of flow. */
export const isFlowKind = (text: string): text is FlowKind => Object.hasOwn(flows, text);
