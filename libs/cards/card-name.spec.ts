/** Promises of names on chips: what fits, and which names of chips are the register's. */
import { describe, expect, it } from '@jest/globals';
import { ok, refuse } from '#libs/kernel/result.js';
import { isNameOnChip, readCardName } from './card-name.js';

describe('a name for a card', () => {
  it.each(['王㛃', '𬱖𬱖', '㼆某', '㳇某', '𣗋某', '买买提·艾力'])('%s fits', (name) => {
    expect(readCardName(name)).toEqual(ok(name));
  });

  it.each([
    ['藏'.repeat(25), true],
    ['藏'.repeat(26), false],
    ['𬱖'.repeat(11), true],
    ['𬱖'.repeat(13), false],
  ])('fits when the two records hold it: %s', (name, fits) => {
    expect(readCardName(name)).toEqual(fits ? ok(name) : refuse('too-long'));
  });
});

describe('the name on a chip', () => {
  it.each([
    ['张三', '张三'],
    ['买买提·艾力', '买买提・艾力'],
    ['䶮某', '\uE863某'],
    ['王㛃', '王㛃'],
    ['王㛃', '王?'],
    ['王㛃', '王？'],
    ['王㛃', '王〓'],
    ['王㛃', '王□'],
    ['王㛃', '王＊'],
    ['王㛃', '王*'],
    ['王㛃', '王■'],
    ['王㛃', '王\uFFFD'],
    ['王㛃', '王\uE5A0'],
    ['王𬱖', '王??'],
    ['𬱖·㼆某', '?·□某'],
  ])('%s of the register is %s of a chip', (registered, onChip) => {
    expect(isNameOnChip(registered, onChip)).toBe(true);
  });

  it.each([
    ['张三', '张四'],
    ['张三', '张?'],
    ['张三', '张\uE5A0'],
    ['王㛃', '王'],
    ['王㛃', '李?'],
    ['王㛃', '王三'],
    ['王㛃', '王???'],
    ['王?', '王㛃'],
    ['王㛃', '王㼆'],
    ['J.R. Tolkien', 'JxR. Tolkien'],
  ])('%s of the register is not %s of a chip', (registered, onChip) => {
    expect(isNameOnChip(registered, onChip)).toBe(false);
  });
});
