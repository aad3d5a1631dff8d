/** Promises of names: those people have are taken, what files hold in their place is not. */
import { expect, it } from '@jest/globals';
import { isPersonName } from './person-name.js';

it.each([
  '张三',
  '欧阳娜娜',
  '才仁·卓玛',
  '买买提•艾力',
  '李〇',
  '𠮷田',
  '\uE863某',
  'Jean-Luc O’Brien',
  'SMITH, JOHN J.',
  'J.R. Tolkien',
  'Иван Петров',
  'Nguyễn Văn An',
  'Null Zhang',
])('%s is a name', (text) => {
  expect(isPersonName(text)).toBe(true);
});

it.each([
  '',
  ' ',
  "=cmd|' /C calc'!A0",
  '＝1+1',
  '+86',
  '-1',
  '@SUM(A1)',
  '<script>alert(1)</script>',
  '{image:x}',
  '张三1',
  '12',
  '张三\n李四',
  '张\u0000三',
  '张\u202E三',
  'null',
  'NULL',
  'undefined',
  '不详',
  '·张',
  '张·',
  '张··三',
  '张  三',
])('%j is none', (text) => {
  expect(isPersonName(text)).toBe(false);
});

it('is told in time, however long the text', () => {
  const beganMs = performance.now();
  expect(isPersonName(`${'a'.repeat(100_000)}=`)).toBe(false);
  expect(isPersonName(`${'a-'.repeat(50_000)}=`)).toBe(false);
  expect(performance.now() - beganMs).toBeLessThan(1_000);
});
