/** What is said about leaving an item out of a batch, in both languages. */

export const leavingOutChinese = {
  act: '移出…',
  column: '办理',
  title: '从批次 {number} 移出第 {item} 项',
  will: [
    '这一项不再随本批次制卡；移出后不能放回本批次。',
    '该申领不变，仍待制卡，可编入另一个批次。',
    '批次其余各项重新提请审批。',
  ].join('\n'),
  reason: '原因（审批人员会看到，2–200 字）',
  go: '移出',
  unanswered: '结果未知。请返回查看该项的状态，不要重复办理。',
};

export const leavingOutEnglish: typeof leavingOutChinese = {
  act: 'Leave out…',
  column: 'Acts',
  title: 'Leave item {item} out of batch {number}',
  will: [
    'The item is not made with this batch, and cannot be put back into it.',
    'Its application stays as it is, and may go into another batch.',
    'Approval is asked anew for what is left.',
  ].join('\n'),
  reason: 'Why (the approver reads it; 2–200 characters)',
  go: 'Leave out',
  unanswered: 'The outcome is not known. Go back and look at the item; do not do it again.',
};
