/** Promises of reasons: the words banks use lead to the step that helps, and unknown ones to asking. */
import { expect, it } from '@jest/globals';
import { refusalOf } from './collection-refusals.js';

it.each([
  ['余额不足', 'insufficient'],
  ['账户可用余额不够', 'insufficient'],
  ['已销户', 'closed'],
  ['账户冻结', 'closed'],
  ['户名不符', 'name'],
  ['Name differs', 'name'],
  ['系统故障', 'other'],
  ['', 'other'],
])('reads %s as %s', (said, kind) => {
  expect(refusalOf(said).kind).toBe(kind);
});
