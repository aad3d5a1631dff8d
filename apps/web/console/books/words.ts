/** What the view of the funds' books says, in both languages. */

export const booksChinese = {
  title: '基金账簿',
  right: '账证相符，借贷平衡',
  wrong: '账簿有不符之处',
  checkedSince: '本次自 {at} 的核对点起逐笔核对；此前的已核对无误。',
  checkedAll: '本次自建账起逐笔核对。',
  wrongNext: '请勿再做与之有关的账，并通知信息科查明；下列各条写明账户与数字。',
  code: '科目编码',
  name: '科目',
  debit: '借方余额',
  credit: '贷方余额',
  sum: '合计',
  transfers: '分录 {count} 笔',
  even: '借贷平衡',
  uneven: '借贷不平',
  fund: '险种',
  emptyTitle: '还没有账簿',
  emptyHint: '第一笔款项入账后，各险种的科目与余额列在这里。',
};

export const booksEnglish: typeof booksChinese = {
  title: 'Books of the funds',
  right: 'The books are right and balance',
  wrong: 'Something is wrong with the books',
  checkedSince:
    'Each entry since the checkpoint of {at} was checked now; up to it they were found right before.',
  checkedAll: 'Each entry since the beginning was checked now.',
  wrongNext:
    'Book nothing further on these accounts and have the IT desk find the cause; each line names account and figures.',
  code: 'Account code',
  name: 'Account',
  debit: 'Debit balance',
  credit: 'Credit balance',
  sum: 'Total',
  transfers: '{count} entries',
  even: 'balances',
  uneven: 'does not balance',
  fund: 'Fund',
  emptyTitle: 'No books yet',
  emptyHint: 'Once money has been booked, accounts and balances of each fund are listed here.',
};
