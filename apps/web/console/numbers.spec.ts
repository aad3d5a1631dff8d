/** Promises of how the console writes how many there are. */
import { expect, it } from '@jest/globals';
import { countedAtMost } from '#libs/contract/lists.js';
import { showTotal } from './numbers.js';

it('says that there are more where a list was counted no further', () => {
  expect([0, 9_999, countedAtMost, countedAtMost + 1].map(showTotal)).toEqual([
    '0',
    '9,999',
    '10,000',
    '10,000+',
  ]);
});
