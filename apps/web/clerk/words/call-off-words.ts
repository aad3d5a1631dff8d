/** Words about calling an act off, in both languages. */
export const callOffChinese = {
  title: '撤回该笔',
  act: '业务',
  amount: '金额',
  whose: '持卡人',
  pressed: '提交时间',
  effect:
    '中心尚未收到的，不再办理，也不产生收据；中心已经收到的，仍以中心的结果为准。撤回后不能恢复，需要时请重新办理。',
  keep: '不撤回',
  do: '确认撤回',
  unanswered: '恢复连接后请再按一次。',
};

export const callOffEnglish: typeof callOffChinese = {
  title: 'Call an act off',
  act: 'Act',
  amount: 'Amount',
  whose: 'Holder',
  pressed: 'Pressed at',
  effect:
    'If the centre does not have it yet, it is not done and has no receipt; if the centre has it, what the centre did stands. It cannot be taken up again: do it anew where it is wanted.',
  keep: 'Keep it',
  do: 'Call it off',
  unanswered: 'Press once more when the connection is back.',
};
