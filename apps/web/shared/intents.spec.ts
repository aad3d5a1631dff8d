/** Promises when a page sends again with the same key, and when with a new one. */
import { expect, it } from '@jest/globals';
import { describeProblem } from '#libs/contract/problems.js';
import { intentOf } from './intents.js';

const unanswered = { outcome: 'unanswered' } as const;
const done = { outcome: 'done', value: null } as const;

it('sends the same again with the same key until it is known what came of it, from wherever', () => {
  const first = intentOf('/a', '1', {});
  first.settle(unanswered);
  const second = intentOf('/a', '1', null);
  expect(second.key).toBe(first.key);
  second.settle({ outcome: 'refused', problem: describeProblem('central-unreachable') });
  const third = intentOf('/a', '1', {});
  expect(third.key).toBe(first.key);
  third.settle(done);
  expect(intentOf('/a', '1', {}).key).not.toBe(first.key);
});

it('sends other content from one dialog with the key of the first, so that both are not done', () => {
  const dialog = {};
  const first = intentOf('/b', '1', dialog);
  first.settle(unanswered);
  const other = intentOf('/b', '2', dialog);
  expect(other.key).toBe(first.key);
  other.settle({ outcome: 'refused', problem: describeProblem('key-reused') });
  // It has been said that the first may be done: what is sent now is meant.
  expect(intentOf('/b', '2', dialog).key).not.toBe(first.key);
});

it('takes other content from another dialog, and another address, for something else', () => {
  const first = intentOf('/c', '1', {});
  first.settle(unanswered);
  const keys = [first, intentOf('/c', '2', {}), intentOf('/c', '3', null), intentOf('/d', '1', null)];
  expect(new Set(keys.map(({ key }) => key)).size).toBe(4);
});
