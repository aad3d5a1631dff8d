/** Promises of the rows of a certificate: months in a row are one, a gap or another place begins another, and nothing is lost. */
import { describe, expect, it } from '@jest/globals';
import { fen } from '#libs/money/fen.js';
import { contributionSpans, type PaidPeriod } from './contribution-spans.js';

const paid = (period: string, place = '甲厂', scheme = '110'): PaidPeriod => ({
  scheme,
  place,
  period,
  unitPart: fen(96_000n),
  personPart: fen(48_000n),
  governmentPart: fen(0n),
});
const rows = (periods: readonly PaidPeriod[], byYear = false) =>
  contributionSpans(periods, byYear).map(
    ({ scheme, place, from, to, months }) => `${scheme} ${place} ${from}–${to} ${months}`,
  );

describe('rows of a certificate', () => {
  it.each([
    ['months in a row, from December to January', ['2025-12', '2026-01'], ['110 甲厂 2025-12–2026-01 2']],
    [
      'a gap of a month',
      ['2026-01', '2026-03'],
      ['110 甲厂 2026-01–2026-01 1', '110 甲厂 2026-03–2026-03 1'],
    ],
    ['years in a row', ['2024', '2025'], ['110 甲厂 2024–2025 24']],
    [
      'a year and a month are two',
      ['2024', '2025-01'],
      ['110 甲厂 2024–2024 12', '110 甲厂 2025-01–2025-01 1'],
    ],
    ['whatever order they come in', ['2026-02', '2026-01'], ['110 甲厂 2026-01–2026-02 2']],
  ])('%s', (_, periods, expected) => {
    expect(rows(periods.map((period) => paid(period)))).toEqual(expected);
  });

  it('begin with each year on a statement', () => {
    expect(rows([paid('2025-12'), paid('2026-01'), paid('2026-02')], true)).toEqual([
      '110 甲厂 2025-12–2025-12 1',
      '110 甲厂 2026-01–2026-02 2',
    ]);
  });

  it('keep places and schemes apart, and every fen', () => {
    const spans = contributionSpans(
      [paid('2026-01'), paid('2026-02'), paid('2026-02', '乙厂'), paid('2026-02', '甲厂', '310')],
      false,
    );
    expect(spans.map(({ scheme, place }) => `${scheme} ${place}`)).toEqual([
      '110 乙厂',
      '110 甲厂',
      '310 甲厂',
    ]);
    expect(spans.map(({ unitPart, personPart }) => [unitPart, personPart])).toEqual([
      [96_000n, 48_000n],
      [192_000n, 96_000n],
      [96_000n, 48_000n],
    ]);
  });

  it('are none where nothing was paid', () => {
    expect(contributionSpans([], false)).toEqual([]);
  });
});
