/** Promises of names: those people have are taken in one form, what files hold in their place is not. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ok, refuse } from '#libs/kernel/result.js';
import { intoPrivateUse, outOfPrivateUse, readName, tidyName } from './person-name.js';

describe('a name', () => {
  it.each([
    '张三',
    '欧阳娜娜',
    '才仁·卓玛',
    '李〇',
    '𠮷田',
    '㛃𬱖㼆㳇𣗋',
    '\uE000某',
    '\uF92C某',
    "Jean-Luc O'Brien",
    'J. Smith',
    'SMITH, JOHN J.',
    'J.R. Tolkien',
    'Иван Петров',
    'И. Петров',
    'Nguyễn Văn An',
    'Null Zhang',
    'ئەلى ئەخمەت',
    'བསྟན་འཛིན',
  ])('%s is tidy as it is', (text) => {
    expect(readName(text)).toEqual(ok(text));
  });

  it.each([
    '·',
    '•',
    '・',
    '‧',
    '⋅',
    '･',
    '．',
    '.',
    '\u0387',
    '∙',
    'ㆍ',
    '\u1427',
    '\uA78F',
    '˙',
    ' · ',
    '　．　',
    '. ',
  ])('is the same with %j between its parts', (dot) => {
    expect(readName(`买买提${dot}艾力`)).toEqual(ok('买买提·艾力'));
  });

  it.each([
    ['张　三', '张三'],
    [' 张 三\u00a0', '张三'],
    ['张\u200b三\ufeff', '张三'],
    ['张\t三', '张三'],
    ['\t张三\n', '张三'],
    ['Ｊ．Ｓｍｉｔｈ', 'J.Smith'],
    ['John \u00a0 Smith', 'John Smith'],
    ['Nguyê\u0303n Văn An', 'Nguyễn Văn An'],
    ['O’Brien', "O'Brien"],
    ['Jean‐Luc', 'Jean-Luc'],
    ['\uE863某', '䶮某'],
    ['\uE816\uE81E', '𠂇龴'],
    ['葛\u{E0100}某', '葛某'],
    ['\u202A张\u200F三\u202C', '张三'],
    ['张\u202E三', '张三'],
    ['\u2EE2\u2F45\u2EE9', '马方黄'],
  ])('%j is tidied to %s', (text, tidy) => {
    expect(readName(text)).toEqual(ok(tidy));
  });

  it.each([
    ['', 'empty'],
    [' 　', 'empty'],
    ["=cmd|' /C calc'!A0", 'formula'],
    ['＝1+1', 'formula'],
    ['+86', 'formula'],
    ['-1', 'formula'],
    ['@SUM(A1)', 'formula'],
    ['张三\n李四', 'control'],
    ['张\u0000三', 'control'],
    ['张三1', 'digit'],
    ['１２', 'digit'],
    ['·', 'dot'],
    ['．', 'dot'],
    ['·张', 'dot'],
    ['张·', 'dot'],
    ['张.', 'dot'],
    ['张• 三・', 'dot'],
    ['张··三', 'dot'],
    ['张•．三', 'dot'],
    ['张-·三', 'dot'],
    ['null', 'placeholder'],
    ['NULL', 'placeholder'],
    ['undefined', 'placeholder'],
    ['不 详', 'placeholder'],
    ['<script>alert(x)</script>', 'character'],
    ['{image:x}', 'character'],
    ['张三，李四', 'character'],
    ['John .Smith', 'character'],
  ] as const)('%j is none: %s', (text, fault) => {
    expect(readName(text)).toEqual(refuse(fault));
  });

  it('once tidy stays as it is, whatever was written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.string({ unit: fc.constantFrom(...'张三A. ·•．　\uE863\u0301-\n\u200b\u{E0100}\uF92C') }),
        ),
        (text) => {
          expect(tidyName(tidyName(text))).toBe(tidyName(text));
        },
      ),
    );
  });

  it('is told in time, however long the text', () => {
    const beganMs = performance.now();
    for (const text of [
      `${'a'.repeat(100_000)}=`,
      `${'a-'.repeat(50_000)}=`,
      `张${' '.repeat(100_000)}=`,
      `张${'·'.repeat(100_000)}=`,
    ])
      expect(readName(text).ok).toBe(false);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });
});

describe('the places of private use that GBK knew characters by', () => {
  it('are eighty, each of one character, both ways', () => {
    const places = Array.from({ length: 80 }, (_, at) => String.fromCharCode(0xe815 + at));
    const characters = places.map(outOfPrivateUse);
    expect(new Set(characters).size).toBe(80);
    expect(characters.map(intoPrivateUse)).toEqual(places);
    expect(characters.at(-2)).toBe('䶮');
    expect(outOfPrivateUse('\uE814') + outOfPrivateUse('\uE865') + intoPrivateUse('张')).toBe(
      '\uE814\uE865张',
    );
  });
});
