/** What the window says of an act that was prepared at home, in both languages. */
export const preparedChinese = {
  title: '在家备办的事项',
  pay: '缴费：{name}',
  payTier: '缴费：{name}，档次 {tier}',
  collect: '领取待遇',
  toChoose: '待选档次或选择',
  notOpen: '没有可办的',
  insert: '请插入本人的卡；选好后照常核对、确认。',
};

export const preparedEnglish: typeof preparedChinese = {
  title: 'Prepared at home',
  pay: 'Pay: {name}',
  payTier: 'Pay: {name}, tier {tier}',
  collect: 'Collect benefits',
  toChoose: 'still to be chosen',
  notOpen: 'nothing of it is open',
  insert: 'Insert their own card; it is picked then, and confirmed as ever.',
};
