/** Promises of cells: what a spreadsheet wrapped is unwrapped, what it spoiled is told, and what is whole stays as it is. */
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cellText, codeDamage, codeText, damageOfWrongCode, isZeroed, textDamage } from './sheet-cell.js';

it.each([
  [' 张三 ', '张三'],
  ['张三\u200B', '张三'],
  ['\u3000李\u00A0 四\u3000', '李 四'],
  ['青海省\n德令哈市', '青海省 德令哈市'],
  ["'632802199003070018", '632802199003070018'],
  ['="632802199003070018"', '632802199003070018'],
  ['=""', ''],
  ['=1+1', '=1+1'],
  ["'", "'"],
  ['买买提·艾力', '买买提·艾力'],
])('reads the text %j as %j', (raw, text) => {
  expect(cellText(raw)).toBe(text);
});

it.each([
  ['６３２８０２１９９００３０７００１８', '632802199003070018'],
  ['632802 19900307 0018', '632802199003070018'],
  ['632802\r\n199003070018', '632802199003070018'],
  ['63280219900307001ｘ', '63280219900307001x'],
  ['="0012"', '0012'],
  ["'04", '04'],
  ['1.0', '1'],
  ['13912345678.0', '13912345678'],
  // Through so many digits a number with decimals came damaged.
  ['632802199003070000.0', '632802199003070000.0'],
  ['DW1.0', 'DW1.0'],
])('reads the code %j as %j', (raw, code) => {
  expect(codeText(raw)).toBe(code);
});

it.each([
  ['6.32802E+17', 'sheet-scientific'],
  ['6.32802e+17', 'sheet-scientific'],
  ['6,32802E+17', 'sheet-scientific'],
  ['6.32802199003070E17', 'sheet-scientific'],
  ['1E+10', 'sheet-scientific'],
  ['632802199003070000.0', 'sheet-digits-lost'],
  ['632802199003070000.', 'sheet-digits-lost'],
  ['632,802,199,003,070,000', 'sheet-digits-lost'],
  ['########', 'sheet-value-lost'],
  ['#N/A', 'sheet-value-lost'],
  ['632802199003070018', null],
  ['632802199003071000', null],
  ['12E5', null],
  ['DW-1', null],
  ['', null],
] as const)('says what a spreadsheet did to the code %j: %s', (code, damage) => {
  expect(codeDamage(code)).toBe(damage);
});

it('takes a failed number that ends in zeros for one that lost its digits, and no other', () => {
  expect(damageOfWrongCode('632802199003070000')).toBe('sheet-digits-lost');
  expect(damageOfWrongCode('6217998800000010000')).toBe('sheet-digits-lost');
  expect(damageOfWrongCode('632802199003070010')).toBeNull();
  expect([
    isZeroed('632802199003070000'),
    isZeroed('100000000000000'),
    isZeroed('63280219900307000X'),
  ]).toEqual([true, false, false]);
  expect([textDamage('#REF!'), textDamage('#1 楼')]).toEqual(['sheet-value-lost', null]);
});

it('leaves any code of digits and letters, and any name of Chinese characters, as it is', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9A-Z]{1,20}$/),
      fc.stringMatching(/^[\u4E00-\u9FFF]{1,4}$/),
      (code, name) => {
        expect([codeText(code), codeDamage(code), cellText(name)]).toEqual([code, null, name]);
      },
    ),
  );
});
