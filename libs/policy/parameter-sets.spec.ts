/** Promises of sets of parameters: what was known at an entry stays what it was, and one unreadable row costs its key alone. */
import { describe, expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { lookUp } from './look-up.js';
import { entryKnownAt, setOf, type ParameterEntry } from './parameter-sets.js';

const entered = (entry: number, overrides: Partial<ParameterEntry> = {}): ParameterEntry => {
  const { key, effectiveFrom } = { key: '170.basic-pension', effectiveFrom: '2017-01-01', ...overrides };
  return {
    id: `${key}@${effectiveFrom}${overrides.supersedes == null ? '' : `/${entry}`}`,
    key,
    effectiveFrom,
    kind: 'fen',
    value: '250.00',
    source: 'city report',
    status: 'local',
    entry,
    supersedes: null,
    withdraws: false,
    enteredAt: null,
    ...overrides,
  };
};

const valueIn = (entries: readonly ParameterEntry[], set: number, on: string): string | null => {
  const found = lookUp(setOf(entries, set).parameters, '170.basic-pension', date(on));
  return found.ok ? found.value.value : null;
};

describe('a set of parameters', () => {
  const first = entered(1, { effectiveFrom: '2012-01-01', value: '150.00' });
  const wrong = entered(2, { value: '520.00', enteredAt: new Date('2016-12-01T00:00:00Z') });
  const right = entered(3, { supersedes: wrong.id, enteredAt: new Date('2017-02-01T00:00:00Z') });
  const gone = entered(4, {
    supersedes: right.id,
    withdraws: true,
    enteredAt: new Date('2017-03-01T00:00:00Z'),
  });
  const entries = [first, wrong, right, gone];

  it.each([
    [1, '150.00'],
    [2, '520.00'],
    [3, '250.00'],
    [4, '150.00'],
  ])('%i has for a day of 2017 what stood when it was the last: %s', (set, value) => {
    expect(valueIn(entries, set, '2017-06-01')).toBe(value);
    expect(setOf(entries, set).id).toBe(String(set));
  });

  it.each([
    ['2016-11-30T23:59:59Z', 1],
    ['2016-12-01T00:00:00Z', 2],
    ['2017-01-31T00:00:00Z', 2],
    ['2017-02-01T00:00:00Z', 3],
    ['2026-11-24T00:00:00Z', 4],
  ])('known at %s is number %i', (at, set) => {
    expect(entryKnownAt(entries, new Date(at))).toBe(set);
  });

  it('is none where nothing is laid down', () => {
    expect(entryKnownAt([], new Date())).toBe(0);
    expect(setOf([], 0)).toMatchObject({ id: '0', faults: [] });
  });

  it('that holds what cannot be read names it, and has all other keys', () => {
    const other = entered(5, { key: '170.pension-age', kind: 'integer', value: 'sixty' });
    const set = setOf([first, other], 5);
    expect(set.faults).toEqual([{ id: other.id, key: other.key, reason: 'value-malformed' }]);
    expect(set.parameters.byKey.has(other.key)).toBe(false);
    expect(valueIn([first, other], 5, '2017-06-01')).toBe('150.00');
  });

  it('that holds an unreadable version of a key reckons nothing by those of before', () => {
    const bad = entered(2, { value: 'much' });
    expect(valueIn([first, bad], 2, '2017-06-01')).toBeNull();
    expect(valueIn([first, bad], 2, '2012-06-01')).toBeNull();
  });
});
