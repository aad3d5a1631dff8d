/** Promises of keys in the order of time: well formed, each greater than the one before, with the time they were made at. */
import { expect, it } from '@jest/globals';
import { newId } from './ids.js';

const timeOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

it('makes UUIDs of version 7 with the time in front', () => {
  const before = Date.now();
  const id = newId();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(timeOf(id)).toBeGreaterThanOrEqual(before);
  expect(timeOf(id)).toBeLessThanOrEqual(Date.now());
});

it('makes each greater than the one before, more than fit into a millisecond, and with a clock set back', () => {
  const later = Date.now() + 60_000;
  const ids = [
    ...Array.from({ length: 10_000 }, () => newId(later)),
    ...Array.from({ length: 10 }, () => newId(later - 30_000)),
  ];
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
