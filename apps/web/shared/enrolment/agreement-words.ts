/** What entering an agreement on debits says, in both languages. */
export const debitAgreementChinese = {
  enter: '登记代扣协议…',
  enterTitle: '登记 {name} 的代扣协议',
  enterNote: '不填账号时，从本人社会保障卡的银行账户扣款。',
  schemes: '险种（可多选）',
  ownAccount: '账号（可不填）',
  accountName: '户名（与本人不同时填写）',
  tierAsked: '城乡居民养老年缴费额（元，仅 170）',
  since: '起始日',
  until: '终止日',
  enterGo: '登记',
  entered: '已登记。',
  unanswered: '恢复后可再次提交，同样的内容不会重复登记。',
};

export const debitAgreementEnglish: typeof debitAgreementChinese = {
  enter: 'Debit agreement…',
  enterTitle: 'Debit agreement of {name}',
  enterNote: "Without an account the one of the person's card is debited.",
  schemes: 'Schemes',
  ownAccount: 'Account (may be left empty)',
  accountName: 'In the name of (where it is another)',
  tierAsked: 'Resident pension: yuan a year (170 only)',
  since: 'From',
  until: 'To',
  enterGo: 'Enter',
  entered: 'Entered.',
  unanswered: 'Send it again once the centre answers: the same is not entered twice.',
};
