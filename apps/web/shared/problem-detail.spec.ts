/** Promises of what a refusal's detail says to a person: figures and words in their language, and nothing that only a technician reads. */
import { describe, expect, it } from '@jest/globals';
import { readableDetail } from './problem-detail.js';

describe('the detail of a refusal', () => {
  it.each([
    ['2026-10 JF00000012375，2026-11', '2026-10 JF00000012375，2026-11'],
    ['2018-01 2018-02 … 14', '2018-01 2018-02 … 14'],
    ['1950-01 – 1950-12', '1950-01 – 1950-12'],
    ['8999.00 ≠ 9000.00', '8999.00 ≠ 9000.00'],
    ['ZY00000000197', 'ZY00000000197'],
  ])('says the figures %s as they are', (detail, said) => {
    expect([readableDetail(detail, 'zh'), readableDetail(detail, 'en')]).toEqual([said, said]);
  });

  it('says a due and both languages as before, each in its own', () => {
    expect(readableDetail('170 2026-11', 'en')).toContain('Resident pension');
    expect(readableDetail('13 个月 ≠ 14 个月 / 13 months ≠ 14 months', 'zh')).toBe('13 个月 ≠ 14 个月');
    expect(readableDetail('13 个月 ≠ 14 个月 / 13 months ≠ 14 months', 'en')).toBe('13 months ≠ 14 months');
  });

  it.each(['6982', '6A82', '12', '110', 'receipt key 7', '019da1b2-0000-7000-8000-000000000000'])(
    'leaves %s off the screen',
    (detail) => expect(readableDetail(detail, 'zh')).toBeNull(),
  );
});
