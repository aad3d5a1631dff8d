/** What the views of people say, in both languages. */
export const peopleChinese = {
  title: '人员查询',
  number: '社会保障号码',
  find: '查询',
  badNumber: '不是社会保障号码，请核对位数和校验位。',
  purpose: '查看用途（记入审计）',
  recorded: '每次查看都记入审计，注明用途；本人也能看到谁看过。',
  back: '返回查询',
};

export const peopleEnglish: typeof peopleChinese = {
  title: 'People',
  number: 'Social security number',
  find: 'Find',
  badNumber: 'This is no social security number: check its digits.',
  purpose: 'Looked at for (goes on record)',
  recorded: 'Each look is on record with what it is for, and the person can see who looked.',
  back: 'Back to the search',
};
