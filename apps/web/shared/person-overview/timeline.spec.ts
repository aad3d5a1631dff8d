/** Promises of the timeline: bars begin and end where their days do, lie beside one another on lanes, and go on to the day. */
import { describe, expect, it } from '@jest/globals';
import { cutTimeline, type Period } from './timeline.js';

let ids = 0;
const period = (scheme: string, since: string, until: string | null = null): Period => {
  ids += 1;
  return { id: String(ids), scheme, since, until };
};
const shape = (periods: readonly Period[], on: string) =>
  cutTimeline(periods, on).lanes.map(({ scheme, bars }) => [
    scheme,
    ...bars.map(({ of, goesOn }) => `${of.since}${goesOn ? '…' : ''}`),
  ]);

describe('the timeline', () => {
  it('places a whole year at a whole year, and what goes on ends with the day', () => {
    const { lanes, day } = cutTimeline(
      [period('110', '2025-01-01', '2025-12-31'), period('110', '2026-01-01')],
      '2026-12-31',
    );
    expect(lanes).toHaveLength(1);
    expect(lanes[0]?.bars).toMatchObject([
      { from: 0, to: 0.5, goesOn: false },
      { from: 0.5, to: 1, goesOn: true },
    ]);
    expect(day).toBe(1);
  });

  it('has the years of a timeline beside it', () => {
    const { years, lanes } = cutTimeline([period('110', '2026-01-01')], '2026-12-31', ['2024-05-01']);
    expect(years.map(({ year }) => year)).toEqual([2024, 2025, 2026]);
    expect(lanes[0]?.bars[0]?.from).toBeCloseTo(2 / 3, 2);
  });

  it('puts what lies over another of its scheme on a lane beside it, and schemes in the order of their codes', () => {
    const two = [
      period('310', '2025-03-01'),
      period('110', '2026-02-01'),
      period('110', '2025-03-01', '2026-06-30'),
    ];
    expect(shape(two, '2026-11-24')).toEqual([
      ['110', '2025-03-01'],
      ['110', '2026-02-01…'],
      ['310', '2025-03-01…'],
    ]);
  });

  it.each([
    ['ends on the day', '2026-11-24', false],
    ['ends the day after', '2026-11-25', true],
    ['has no end', null, true],
  ])('a period that %s', (_, until, goesOn) => {
    const [lane] = cutTimeline([period('110', '2026-11-01', until)], '2026-11-24').lanes;
    expect(lane?.bars).toMatchObject([{ goesOn }]);
  });

  it('meets the next day on the same lane, over a leap day and from December to January', () => {
    expect(
      shape(
        [
          period('110', '2023-06-01', '2024-02-28'),
          period('110', '2024-02-29', '2024-12-31'),
          period('110', '2025-01-01'),
        ],
        '2026-01-01',
      ),
    ).toEqual([['110', '2023-06-01', '2024-02-29', '2025-01-01…']]);
  });

  it.each(['2026-12-31', '2027-02-01'])(
    'shows what begins after the day, %s, as a mark within the span',
    (since) => {
      const [lane] = cutTimeline([period('110', since)], '2026-11-24').lanes;
      expect(lane?.bars[0]?.to).toBeGreaterThan(lane?.bars[0]?.from ?? 1);
      expect(lane?.bars[0]?.to).toBeLessThanOrEqual(1);
    },
  );

  it('writes so many years as can be read, and the year of the day alone where there is nothing', () => {
    expect(cutTimeline([], '2026-11-24')).toMatchObject({ lanes: [], years: [{ year: 2026, at: 0 }] });
    const { years } = cutTimeline([period('110', '1992-07-01')], '2026-11-24');
    expect(years.length).toBeLessThanOrEqual(12);
    expect(years.map(({ year }) => year).slice(0, 2)).toEqual([1992, 1995]);
  });
});
