/** Words of the search by name, in both languages. */
export const searchChinese = {
  age: '年龄（可不填）',
  lastFour: '号码后四位（可不填）',
  unit: '参保单位（可不填）',
  narrow: '同名人多时，补录年龄（上下两岁）、号码后四位，或参保单位的名称、编号。',
  search: '按姓名查找',
  keys: '↑ ↓ 选择 · Enter 打开卡档案；请与本人核对年龄和地址',
  none: '没有找到此姓名的登记人员。请核对姓名，或按号码查询。',
  exactOnly: '以此开头的姓名过多，只列出姓名完全相同的人员。',
  more: '继续列出',
  again: '重新查找',
};

export const searchEnglish: typeof searchChinese = {
  age: 'Age (optional)',
  lastFour: 'Last four of number (optional)',
  unit: 'Unit (optional)',
  narrow:
    'Where many have the name, give the age (two years either way) the last four of the number, or the name or code of the unit.',
  search: 'Search by name',
  keys: '↑ ↓ choose · Enter opens the card file; check age and address with the person',
  none: 'Nobody of this name is registered. Check the name, or search by number.',
  exactOnly: 'Too many names begin so: only people of just this name are listed.',
  more: 'More people',
  again: 'Search again',
};
