/** Promises of the table of overlaps: which of two participations counts, and what ends by rule. */
import { describe, expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import type { ParticipationCategory } from './description.js';
import { overlapVerdict, resolveOverlaps, shareDays, type Relation } from './overlaps.js';

const relation = (
  scheme: string,
  category: ParticipationCategory,
  unitCode: string | null = null,
  since = '2026-01-01',
  until: string | null = null,
): Relation => ({
  scheme,
  category,
  unitCode,
  since: date(since),
  until: until === null ? null : date(until),
});

describe('the table of overlaps', () => {
  it.each([
    ['110 enterprise A', relation('110', 'enterprise', 'A'), relation('170', 'resident'), 'entering'],
    ['120 civil servant', relation('120', 'civil-servant', 'A'), relation('170', 'resident'), 'entering'],
    ['170 beside 110', relation('170', 'resident'), relation('110', 'enterprise', 'A'), 'standing'],
    ['310 over 390', relation('310', 'enterprise', 'A'), relation('390', 'resident'), 'entering'],
    ['390 beside 310', relation('390', 'resident'), relation('310', 'flexible'), 'standing'],
    ['two employers', relation('110', 'enterprise', 'A'), relation('110', 'enterprise', 'B'), 'one-only'],
    ['employer over alone', relation('110', 'enterprise', 'A'), relation('110', 'flexible'), 'entering'],
    ['alone beside employer', relation('310', 'flexible'), relation('310', 'enterprise', 'A'), 'standing'],
    ['twice alone', relation('110', 'flexible'), relation('110', 'flexible'), 'one-only'],
    [
      'enterprise and public',
      relation('110', 'enterprise', 'A'),
      relation('120', 'civil-servant', 'B'),
      'one-only',
    ],
    ['public over alone', relation('120', 'civil-servant', 'B'), relation('110', 'flexible'), 'entering'],
    ['student of resident', relation('390', 'student'), relation('390', 'resident'), 'entering'],
    ['resident twice', relation('170', 'resident'), relation('170', 'resident'), 'one-only'],
    ['injury of two', relation('410', 'enterprise', 'A'), relation('410', 'enterprise', 'B'), 'both'],
    ['injury of one', relation('410', 'project', 'A'), relation('410', 'enterprise', 'A'), 'one-only'],
    ['injury and resident', relation('410', 'project', 'A'), relation('170', 'resident'), 'both'],
    ['pension and medical', relation('170', 'resident'), relation('390', 'resident'), 'both'],
  ] as const)('%s', (_, entering, standing, verdict) => {
    expect(overlapVerdict(entering, standing)).toBe(verdict);
  });

  it('counts the first and the last day', () => {
    const january = relation('110', 'flexible', null, '2026-01-01', '2026-01-31');
    expect(shareDays(january, relation('110', 'flexible', null, '2026-01-31'))).toBe(true);
    expect(shareDays(january, relation('110', 'flexible', null, '2026-02-01'))).toBe(false);
    expect(shareDays(relation('110', 'flexible', null, '2026-02-01'), january)).toBe(false);
  });

  it('ends what gives way the day before, and leaves to a person what did not begin before', () => {
    const entering = relation('110', 'enterprise', 'A', '2026-03-01');
    const resident = relation('170', 'resident', null, '2020-01-01');
    expect(resolveOverlaps(entering, [resident])).toEqual({
      kind: 'clear',
      ends: [{ standing: resident, on: '2026-02-28' }],
    });
    const later = relation('170', 'resident', null, '2026-03-01');
    expect(resolveOverlaps(entering, [later])).toEqual({
      kind: 'refused',
      verdict: 'one-only',
      standing: later,
    });
    const closed = relation('110', 'enterprise', 'A', '2025-03-01', '2025-06-30');
    expect(resolveOverlaps(closed, [resident])).toMatchObject({ kind: 'refused' });
  });
});
