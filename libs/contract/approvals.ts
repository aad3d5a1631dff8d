/** What one person alone may not do: every kind of approval, who asks, who decides at which level, and how long it may wait. */
import type { Words } from '#libs/kernel/words.js';
import type { Role } from './authority.js';

/** Who decides what is worth at most so much. */
export type ApprovalBand = {
  /** Null: any amount, and what has none. */
  readonly upToFen: bigint | null;
  /** The roles of each level in order. Every level is another person, and none of them asked. */
  readonly levels: readonly (readonly Role[])[];
};

export type ApprovalKindRules = {
  readonly words: Words;
  /** What happens once it is approved, in the same moment. */
  readonly effect: Words;
  /** What the digest of a decision covers: a change of any of it makes the asking outdated. */
  readonly covers: Words;
  /** By amount, rising; the last is without limit. */
  readonly bands: readonly ApprovalBand[];
  /** Hours until nobody may decide any more; `end-of-day`: of the bureau's day it was asked on; null: it waits. */
  readonly lapses: number | 'end-of-day' | null;
  /** Whether whoever asked may take it back; false: it is undone where it was begun. */
  readonly mayBeWithdrawn: boolean;
};

/** One level, whatever the amount. */
const decidedBy = (...decidingRoles: Role[]): readonly ApprovalBand[] => [
  { upToFen: null, levels: [decidingRoles] },
];

/** From 10,000 yuan on two persons, each another. */
const twoFromTenThousand: readonly ApprovalBand[] = [
  { upToFen: 999_999n, levels: [['reviewer', 'approver']] },
  { upToFen: null, levels: [['reviewer', 'approver'], ['approver']] },
];

export const approvalKinds = {
  'card-application': {
    words: { zh: '申领卡', en: 'application for a card' },
    effect: { zh: '申领获批，可以制卡', en: 'the application is approved, and its card may be made' },
    covers: {
      zh: '申领人、原因、照片、领取网点、监护人与代办人、工本费',
      en: 'applicant, reason, photo, place of collection, guardian and agent, fee',
    },
    bands: decidedBy('reviewer'),
    lapses: null,
    mayBeWithdrawn: false,
  },
  'card-batch': {
    words: { zh: '制卡批次', en: 'batch of cards' },
    effect: {
      zh: '批次及其中全部申领获批，可以导出制卡',
      en: 'the batch and all applications in it are approved, and it may be exported for the card maker',
    },
    covers: { zh: '批次内的全部申领及照片', en: 'every application in the batch, and its photo' },
    bands: decidedBy('approver'),
    lapses: null,
    mayBeWithdrawn: false,
  },
  'change-of-identity': {
    words: { zh: '更正姓名', en: 'change of a name' },
    effect: {
      zh: '登记的姓名即时更正，并通知更新芯片',
      en: 'the name in the register changes at once, and the chip is to be updated',
    },
    covers: { zh: '本人、现登记姓名与拟更正姓名', en: 'the person, the name registered now and the new one' },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'register-correction': {
    words: { zh: '更正参保人登记', en: 'correction of the register' },
    effect: {
      zh: '登记即时更正；死亡登记的，参保关系自次月起终止',
      en: 'the register changes at once; with a death every participation ends from the month after',
    },
    covers: {
      zh: '本人、更正前后的号码、性别、出生日期、帮扶身份与死亡日期，起始日与依据材料',
      en: 'the person; number, sex, birth date, category and day of death as they stand and as they are to stand; the first day and the document',
    },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'person-merge': {
    words: { zh: '合并重复登记', en: 'merge of duplicates' },
    effect: {
      zh: '两份登记即时按一人办理，或重新分开；记录不改写',
      en: 'two registrations count as one at once, or stand apart again; no record is rewritten',
    },
    covers: {
      zh: '被合并与保留的登记、合并或撤销、依据材料',
      en: 'the registration merged and the one kept, merge or undoing, and the document',
    },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'pin-reset': {
    words: { zh: '重置密码', en: 'reset of a PIN' },
    effect: {
      zh: '当日可为此卡重置密码一次',
      en: "the card's PIN may be reset once, for the rest of the day",
    },
    covers: { zh: '卡及其状态、业务与当日', en: 'the card and its state, the service, and the day' },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 'end-of-day',
    mayBeWithdrawn: true,
  },
  'pin-unblock': {
    words: { zh: '解锁密码', en: 'unblocking of a PIN' },
    effect: {
      zh: '当日可为此卡解锁密码一次',
      en: "the card's PIN may be unblocked once, for the rest of the day",
    },
    covers: { zh: '卡及其状态、业务与当日', en: 'the card and its state, the service, and the day' },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 'end-of-day',
    mayBeWithdrawn: true,
  },
  'loss-lifting': {
    words: { zh: '解除正式挂失', en: 'lifting of a formal loss' },
    effect: {
      zh: '当日可为此卡解除挂失一次',
      en: "the card's loss may be lifted once, for the rest of the day",
    },
    covers: { zh: '卡及其状态、业务与当日', en: 'the card and its state, the service, and the day' },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 'end-of-day',
    mayBeWithdrawn: true,
  },
  'collection-after-pin-reset': {
    words: { zh: '密码重置当日领取待遇', en: 'collection on the day of a PIN reset' },
    effect: {
      zh: '该经办人当日可用此卡发放这笔现金',
      en: 'this clerk may pay this cash out on this card for the rest of the day',
    },
    covers: {
      zh: '卡、当日、经办人与所领各项及金额',
      en: 'the card, the day, the clerk, and each item with its amount',
    },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 'end-of-day',
    mayBeWithdrawn: true,
  },
  'cash-above-limit': {
    words: { zh: '超限额现金', en: 'cash above a limit' },
    effect: { zh: '该笔即可继续办理', en: 'exactly this act goes on by itself' },
    covers: {
      zh: '该笔、经办人、窗口、业务、金额与所超限额',
      en: 'the act with its clerk, window, kind and amount, and the limit it passes',
    },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 'end-of-day',
    mayBeWithdrawn: true,
  },
  'shift-difference': {
    words: { zh: '日结长短款', en: 'difference at a count' },
    effect: {
      zh: '日结即告完成，差额记录在案',
      en: 'the shift ends as counted, with the difference on record',
    },
    covers: {
      zh: '经办人、窗口、账面数、实点数与所述原因',
      en: 'the clerk, the window, what the books say, what was counted, and the reason given',
    },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  reversal: {
    words: { zh: '冲正', en: 'reversal' },
    effect: {
      zh: '原经办人当日可冲正该笔：现金退回或收回，应缴应领与个人账户复原，原收据作废',
      en: 'its clerk may reverse the act today: cash goes back, dues, benefits and the personal account are as before, the receipt is void',
    },
    covers: { zh: '原收据、金额与经办人', en: 'the receipt, its amount and its clerk' },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 'end-of-day',
    mayBeWithdrawn: true,
  },
  refund: {
    words: { zh: '退费', en: 'refund' },
    effect: {
      zh: '可将该笔缴费按原渠道退还，个人账户、缴费年限与补贴一并退回，原收据作废',
      en: 'the contribution may be given back by its channel, with what it credited, the years and the subsidy; the receipt is void',
    },
    covers: {
      zh: '原收据、金额、退款渠道与账户',
      en: 'the receipt, its amount, the channel and the account',
    },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'benefit-claim': {
    words: { zh: '待遇申领', en: 'claim to a benefit' },
    effect: {
      zh: '待遇即时核定：起领月以来的各月可以领取，养老待遇自起领月起不再缴费',
      en: 'the benefit is granted: its months up to now can be collected, and with a pension no more contributions are owed from its first month',
    },
    covers: {
      zh: '申领人、领取人、待遇、起止月、计发依据、金额与申领材料',
      en: 'the insured, who is paid, the kind, first and last month, what it is reckoned from, the amount, and the documents',
    },
    bands: [{ upToFen: null, levels: [['reviewer'], ['approver']] }],
    lapses: 30 * 24,
    mayBeWithdrawn: true,
  },
  adjustment: {
    words: { zh: '养老金调整', en: 'adjustment of pensions' },
    effect: {
      zh: '自起始月起按测算逐人增加，已过月份的差额即列为应发，随下月发放',
      en: 'each pension rises as it was laid out, and what past months are more by is due, and paid with the next month',
    },
    covers: {
      zh: '年度、基金、起始月、依据、办法、人数、每月增支与补发额',
      en: 'year, funds, first month, document, rule, heads, what it costs a month and for months past',
    },
    bands: [{ upToFen: null, levels: [['reviewer'], ['approver']] }],
    lapses: 30 * 24,
    mayBeWithdrawn: true,
  },
  'pay-run': {
    words: { zh: '待遇发放', en: 'benefits of a month' },
    effect: {
      zh: '应发各笔即时交银行发放并记账，窗口不再重复发放',
      en: 'what is due goes to the bank and is booked at once, and no window pays it as well',
    },
    covers: { zh: '基金、月份、人数与总额', en: 'fund, month, heads and total' },
    bands: [{ upToFen: null, levels: [['reviewer'], ['approver']] }],
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'benefit-change': {
    words: { zh: '待遇变更', en: 'change of a benefit' },
    effect: {
      zh: '待遇自该月起暂停、恢复或终止；已多发的列入追回',
      en: 'the benefit is suspended, resumed or ended from that month on; what was paid beyond it is to be recovered',
    },
    covers: {
      zh: '待遇、变更、原因、起始月、是否补发与依据材料',
      en: 'the benefit, the change, its cause, the first month, whether months in between are paid, and the document',
    },
    bands: decidedBy('reviewer', 'approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'recovery-offset': {
    words: { zh: '抵扣追回多领待遇', en: 'benefits kept back' },
    effect: {
      zh: '自未发的各月起，每月从其待遇中抵扣，至追回完毕；每月至少保留参数规定的部分',
      en: 'from the months not paid yet on so much is kept back of what they draw, until all is recovered; the part that the parameter says is left each month',
    },
    covers: {
      zh: '追回编号、领取人、基金、尚未追回、每月抵扣额与理由',
      en: 'the recovery, the payee, the fund, what is open, what is kept back a month, the reason',
    },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'recovery-instalments': {
    words: { zh: '分期退回多领待遇', en: 'recovery by instalments' },
    effect: {
      zh: '协议即时生效，各期可在窗口、经银行或由抵扣退回；逾期一期即终止，余额即应退清',
      en: 'the agreement stands at once: each instalment may come at a window, by the bank or by what is kept back; one missed ends it, and all that is left is due',
    },
    covers: {
      zh: '追回编号、领取人、基金、尚未追回、各期日期与金额、理由',
      en: 'the recovery, the payee, the fund, what is open, days and amounts, the reason',
    },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'recovery-write-off': {
    words: { zh: '核销多领待遇', en: 'recovery written off' },
    effect: {
      zh: '该金额不再追回；待遇支出不变',
      en: 'so much is recovered no more; it stays an expense of the fund',
    },
    covers: {
      zh: '追回编号、领取人、基金、尚未追回、核销额与理由',
      en: 'the recovery, the payee, the fund, what is open, what is written off, the reason',
    },
    bands: [{ upToFen: null, levels: [['reviewer'], ['approver']] }],
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'benefit-redetermination': {
    words: { zh: '待遇重新核定', en: 'benefit reckoned anew' },
    effect: {
      zh: '各月待遇即时按重新核定的结果：少发的补发，多发的列入追回',
      en: 'every month comes to what is reckoned now: what is missing is owed at once, what was paid beyond it is to be recovered',
    },
    covers: {
      zh: '待遇、所填事项、核定前后的起领月与计发依据、差额与依据材料',
      en: 'the benefit, what was told, first month and what it is reckoned from before and after, the difference, and the document',
    },
    bands: [{ upToFen: null, levels: [['reviewer'], ['approver']] }],
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'arrears-agreement': {
    words: { zh: '分期缴纳欠费', en: 'arrears by instalments' },
    effect: {
      zh: '协议即时生效；按期缴纳期间不催缴，逾期一期即终止',
      en: 'the agreement stands at once; while it is kept nothing is dunned, one instalment missed ends it',
    },
    covers: {
      zh: '单位、各通知单及欠额、各期日期与金额、担保与理由',
      en: 'the unit, the notices and what is open of each, days and amounts, guarantee and reason',
    },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'person-instalments': {
    words: { zh: '个人分期缴纳欠费', en: 'arrears of a person by instalments' },
    effect: {
      zh: '协议即时生效，应缴按期拆分，各期在窗口缴纳；逾期一期即终止，余额即应缴清',
      en: 'the agreement stands at once: dues are cut into instalments, each paid at a window; one missed ends it, and all that is left is due',
    },
    covers: {
      zh: '本人、险种、各期应缴及欠额、各期日期与金额、理由',
      en: 'the person, the scheme, each due and what is open of it, days and amounts, the reason',
    },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  waiver: {
    words: { zh: '减免与核销', en: 'waiver or write-off' },
    effect: {
      zh: '滞纳金即时减免，或欠费即时核销',
      en: 'the late fee is waived, or the debt written off, at once',
    },
    covers: {
      zh: '通知单、减免或核销、金额与理由',
      en: 'the notice, which of both, the amount and the reason',
    },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'contribution-refund': {
    words: { zh: '单位缴费退费', en: "refund of a unit's contribution" },
    effect: {
      zh: '单位部分退单位，个人部分退本人，个人账户与缴费月份随之冲回',
      en: "the unit's part goes back to the unit, the person's to the person; account and month with it",
    },
    covers: {
      zh: '通知单、参保关系、两部分金额与理由',
      en: 'the notice, whose month, both amounts and the reason',
    },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'suspense-return': {
    words: { zh: '退还待认领款', en: 'return of waiting money' },
    effect: { zh: '暂收款即时退回原付款账户', en: 'it goes back to the account it came from' },
    covers: { zh: '对账单行、金额、收款账户与理由', en: 'the line, the amount, the account and the reason' },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'insurance-transfer': {
    words: { zh: '转移接续', en: 'transfer of insurance' },
    effect: {
      zh: '转出：参保终止，账户清零，即时付款；转入：等待到账，到账后记账户、计年限',
      en: 'out: the relation ends, the account is emptied, the money leaves; in: it waits for its money, then account and months count',
    },
    covers: {
      zh: '本人、险种、对方机构与账号、月数、个人账户与统筹金额、退还金额',
      en: 'the person, the schemes, the other agency and its account, months, both amounts, what is given back',
    },
    bands: twoFromTenThousand,
    lapses: 30 * 24,
    mayBeWithdrawn: true,
  },
  'transfer-sending-back': {
    words: { zh: '退回错误转入款', en: 'sending back a move that came by mistake' },
    effect: {
      zh: '个人账户冲回、月数不再计入，款项即时退回对方经办机构',
      en: 'account and months are taken back, and the money goes to the other agency at once',
    },
    covers: {
      zh: '该笔转入、金额、月数、收款账号与理由',
      en: 'the move, its money and months, the account it goes to and the reason',
    },
    bands: twoFromTenThousand,
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'payment-outcome': {
    words: { zh: '按对账单认定退款结果', en: "a refund's outcome by the statement" },
    effect: { zh: '该笔退款即按认定结果办结', en: 'the refund ends with this outcome' },
    covers: { zh: '该笔指令、认定结果与对账单流水号', en: 'the order, its outcome, the reference' },
    bands: decidedBy('approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'payment-again': {
    words: { zh: '退回款项重付', en: 'paying again what the bank refused' },
    effect: { zh: '即时付往新账户', en: 'it is paid to the account at once' },
    covers: {
      zh: '被退回的指令、收款账户与户名',
      en: 'the order that was refused, the account and its holder',
    },
    // Another account for money that goes out: two persons.
    bands: [{ upToFen: null, levels: [['reviewer', 'approver'], ['approver']] }],
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'bank-outcome': {
    words: { zh: '按对账单认定银行结果', en: "bank's outcome by its statement" },
    effect: {
      zh: '该笔即按认定结果办结并入账',
      en: 'the act ends with this outcome, and the books with it',
    },
    covers: {
      zh: '该笔指令、金额、认定结果与对账单流水号',
      en: 'the instruction, its amount, the outcome and the reference on the statement',
    },
    // From 100,000 yuan on two approvers, each another person.
    bands: [
      { upToFen: 9_999_999n, levels: [['approver']] },
      { upToFen: null, levels: [['approver'], ['approver']] },
    ],
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'fund-movement': {
    words: { zh: '基金划转与财政补贴', en: 'movement of a fund' },
    effect: {
      zh: '即时入账：划转财政专户、拨付支出户，或记财政补贴收入并冲减应收',
      en: 'it is booked at once: swept, supplied, or received as a subsidy, which the finance owes less by',
    },
    covers: {
      zh: '基金、种类、金额、凭证号与补贴所属月',
      en: 'the fund, the kind, the amount, the voucher and the month of a subsidy',
    },
    bands: decidedBy('approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'fund-budget': {
    words: { zh: '基金支出预算', en: 'budget of a fund' },
    effect: {
      zh: '即日起按此预算控制该基金当年的用款计划；原版本保留',
      en: 'plans of the year are held against it from now on; the version before stays on record',
    },
    covers: {
      zh: '基金、年度、版本、各支出科目金额与批准文件',
      en: 'the fund, the year, the version, the amount of each account of expenditure, the document',
    },
    bands: decidedBy('approver'),
    lapses: 30 * 24,
    mayBeWithdrawn: true,
  },
  'fee-remittance': {
    words: { zh: '工本费上缴财政', en: 'card fees to the treasury' },
    effect: {
      zh: '即时入账：应缴财政款与待缴财政的银行存款同减',
      en: 'it is booked at once: what is due to the treasury and the banked fees go down by it',
    },
    covers: { zh: '缴款书号与金额', en: 'the payment notice and its amount' },
    bands: decidedBy('approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  parameter: {
    words: { zh: '参数调整', en: 'change of a parameter' },
    effect: {
      zh: '即时登记，自施行日期起按新数值核定',
      en: 'the version is entered at once, and reckoned with from its first day on',
    },
    covers: {
      zh: '参数、施行日期、数值、依据与层级，及所替换的版本',
      en: 'the parameter, its first day, value, source and standing, and the version it replaces',
    },
    bands: decidedBy('approver'),
    lapses: 30 * 24,
    mayBeWithdrawn: true,
  },
  'parameter-past': {
    words: { zh: '追溯调整参数', en: 'change of a parameter in the past' },
    effect: {
      zh: '即时登记；已核定的月份不变，差额另行核定、另行审批',
      en: 'the version is entered at once; what was reckoned stays, and the difference is assessed and approved by itself',
    },
    covers: {
      zh: '参数、施行日期、数值、依据与层级，及所替换的版本',
      en: 'the parameter, its first day, value, source and standing, and the version it replaces',
    },
    // Two persons, each another: people have paid by what is changed.
    bands: [{ upToFen: null, levels: [['reviewer', 'approver'], ['approver']] }],
    lapses: 30 * 24,
    mayBeWithdrawn: true,
  },
  'retroactive-difference': {
    words: { zh: '追溯差额', en: 'differences of a change in the past' },
    effect: {
      zh: '差额即记入核定：多的另开应缴，少的列为待退；原有各行不变',
      en: 'the differences are entered: more is owed beside what was paid, less is to be given back; no line of before changes',
    },
    covers: {
      zh: '差额批次、各险种各期的人数与金额，及逐人逐月的差额',
      en: 'the run, heads and sums of each scheme and period, and the difference of each person and month',
    },
    // From 100,000 yuan moved on two persons, each another.
    bands: [
      { upToFen: 9_999_999n, levels: [['reviewer', 'approver']] },
      { upToFen: null, levels: [['reviewer', 'approver'], ['approver']] },
    ],
    lapses: 30 * 24,
    mayBeWithdrawn: true,
  },
  'staff-role': {
    words: { zh: '授予审核岗位', en: 'a role that decides' },
    effect: {
      zh: '该人员即可在此岗位登录；原有登录全部结束',
      en: 'the member may sign in with this role; every sign-in of before ends',
    },
    covers: { zh: '工号、姓名、现岗位与拟任岗位', en: 'number, name, the role now and the new one' },
    bands: decidedBy('administrator', 'approver'),
    lapses: 7 * 24,
    mayBeWithdrawn: true,
  },
  'staff-reset': {
    words: { zh: '重设密码', en: 'reset of a password' },
    effect: {
      zh: '原密码作废，该人员凭一次性码自设新密码；登录全部结束',
      en: 'the password is void, the member chooses another with the one-time code; every sign-in ends',
    },
    covers: { zh: '工号、姓名与一次性码', en: 'number, name and the one-time code' },
    bands: decidedBy('administrator', 'approver'),
    lapses: 24,
    mayBeWithdrawn: true,
  },
} as const satisfies Record<string, ApprovalKindRules>;

export type ApprovalKind = keyof typeof approvalKinds;

/** The rules of a kind. */
export const approvalRules = (kind: ApprovalKind): ApprovalKindRules => approvalKinds[kind];

/** Whether a word names a kind of approval. */
export const isApprovalKind = (word: string): word is ApprovalKind => Object.hasOwn(approvalKinds, word);

/** The levels an amount has to pass; null: it has none. Throws Error for a kind whose bands end before it. */
export const approvalLevels = (
  kind: ApprovalKind,
  amountFen: bigint | null,
): readonly (readonly Role[])[] => {
  const band = approvalRules(kind).bands.find(
    ({ upToFen }) => upToFen === null || (amountFen !== null && amountFen <= upToFen),
  );
  if (band === undefined) throw new Error(`no band of ${kind} takes ${amountFen} fen`);
  return band.levels;
};

/** When it is a role's turn: at a level of a kind, for amounts above `overFen` up to `upToFen` (null: no bound, and what has no amount). */
export type Turn = {
  readonly kind: ApprovalKind;
  readonly level: number;
  readonly overFen: bigint | null;
  readonly upToFen: bigint | null;
};

/** All turns of a role, as {@link approvalLevels} has them. */
export const turnsOf = (role: Role): readonly Turn[] =>
  (Object.keys(approvalKinds) as ApprovalKind[]).flatMap((kind) =>
    approvalRules(kind).bands.flatMap(({ upToFen, levels }, at, bands) =>
      levels.flatMap((roles, index) =>
        roles.includes(role)
          ? [{ kind, level: index + 1, overFen: bands[at - 1]?.upToFen ?? null, upToFen }]
          : [],
      ),
    ),
  );

/** The kinds a role decides, at one level or another. */
export const kindsDecidedBy = (role: Role): readonly ApprovalKind[] =>
  (Object.keys(approvalKinds) as ApprovalKind[]).filter((kind) =>
    approvalRules(kind).bands.some(({ levels }) => levels.some((roles) => roles.includes(role))),
  );

export const approvalStates = {
  waiting: { zh: '待办理', en: 'waiting' },
  approved: { zh: '已批准', en: 'approved' },
  rejected: { zh: '未批准', en: 'rejected' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  expired: { zh: '已过期', en: 'expired' },
} as const satisfies Record<string, Words>;

export type ApprovalState = keyof typeof approvalStates;
/** What one step says; `expired` is nobody's. */
export type Verdict = Exclude<ApprovalState, 'waiting'>;
