/** What every list of the console says beside its rows, in both languages. */

export const listsChinese = {
  span: '第 {from}–{to} 行，共 {all} 行',
  none: '没有符合条件的行',
  noneHint: '少写几个字，或放宽所选条件。',
  next: '下一页',
  previous: '上一页',
};

export const listsEnglish: typeof listsChinese = {
  span: 'Rows {from}–{to} of {all}',
  none: 'No row fits',
  noneHint: 'Type less, or choose fewer conditions.',
  next: 'Next page',
  previous: 'Previous page',
};
