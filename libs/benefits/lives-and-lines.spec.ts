/** Promises of how a benefit's life and its lines follow what is entered: months payable, what is made up, what is recovered. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { month, type PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen, zeroFen } from '#libs/money/fen.js';
import { type BenefitChange, lifeOf } from './benefit-life.js';
import { followMonths, type StandingLine } from './follow-months.js';

const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'].map(month);
const payable = (
  changes: readonly BenefitChange[],
  lastMonth: PlainMonth | null = null,
): readonly string[] => {
  const life = lifeOf({ firstMonth: month('2026-02'), lastMonth }, changes);
  return months.filter((at) => life.isPayable(at));
};
const suspended = { what: 'suspended', cause: 'imprisoned', from: month('2026-03') } as const;

describe('the life of a benefit', () => {
  it('begins with its first month and ends with its last', () => {
    expect(payable([])).toEqual(['2026-02', '2026-03', '2026-04', '2026-05', '2026-06']);
    expect(payable([], month('2026-03'))).toEqual(['2026-02', '2026-03']);
  });

  it('pays nothing while it is suspended, and afterwards only what the cause allows', () => {
    expect(payable([suspended])).toEqual(['2026-02']);
    const resumed = { what: 'resumed', from: month('2026-05') } as const;
    expect(payable([suspended, { ...resumed, arrears: false }])).toEqual(['2026-02', '2026-05', '2026-06']);
    expect(payable([suspended, { ...resumed, arrears: true }])).toEqual(payable([]));
  });

  it('ends with the earliest end that was entered, and says why', () => {
    const ended = { what: 'ended', cause: 'emigrated', from: month('2026-05') } as const;
    const died = { what: 'ended', cause: 'died', from: month('2026-04') } as const;
    expect(payable([ended, died])).toEqual(['2026-02', '2026-03']);
    const life = lifeOf({ firstMonth: month('2026-02'), lastMonth: null }, [ended, died]);
    expect(life.stateIn(month('2026-06'))).toEqual({ state: 'ended', cause: 'died', since: '2026-04' });
    expect(life.stateIn(month('2026-03'))).toEqual({ state: 'normal' });
  });
});

/** What stands of each month after a following was carried out. */
const after = (
  lines: readonly StandingLine[],
  recoveries: ReadonlyMap<PlainMonth, Fen>,
  { voided, added, recovered }: ReturnType<typeof followMonths>,
): { lines: StandingLine[]; recoveries: Map<PlainMonth, Fen> } => {
  const kept = lines.filter(({ id }) => !voided.includes(id));
  const more = added.map(({ period, number, amount }) => ({
    id: `${period}/${number}`,
    period,
    number,
    amount,
    isOpen: true,
  }));
  const owed = new Map(recoveries);
  for (const { period, amount } of recovered) owed.set(period, fen((owed.get(period) ?? 0n) + amount));
  return { lines: [...kept, ...more], recoveries: owed };
};

const line = (period: string, amount: number, isOpen: boolean, number = 1): StandingLine => ({
  id: `${period}#${number}`,
  period: month(period),
  number,
  amount: fen(amount),
  isOpen,
});
const should = (entries: Readonly<Record<string, number>>) =>
  new Map(Object.entries(entries).map(([period, amount]) => [month(period), fen(amount)]));

describe('the lines of a benefit', () => {
  it('make up what was paid too little, by a further line of the month', () => {
    expect(followMonths(should({ '2026-01': 1200 }), [line('2026-01', 1000, false)], new Map())).toEqual({
      voided: [],
      added: [{ period: '2026-01', number: 2, amount: 200n, before: 1000n }],
      recovered: [],
    });
  });

  it('put right what nobody has collected yet, by another line in its place', () => {
    expect(followMonths(should({ '2026-01': 900 }), [line('2026-01', 1000, true)], new Map())).toEqual({
      voided: ['2026-01#1'],
      added: [{ period: '2026-01', number: 2, amount: 900n, before: 0n }],
      recovered: [],
    });
    expect(followMonths(should({ '2026-01': 0 }), [line('2026-01', 1000, true)], new Map())).toEqual({
      voided: ['2026-01#1'],
      added: [],
      recovered: [],
    });
  });

  it('leave what was paid, and find what is to be recovered of it once', () => {
    const lines = [line('2026-01', 1000, false)];
    const first = followMonths(should({ '2026-01': 400 }), lines, new Map());
    expect(first).toEqual({ voided: [], added: [], recovered: [{ period: '2026-01', amount: 600n }] });
    const then = after(lines, new Map(), first);
    expect(followMonths(should({ '2026-01': 400 }), then.lines, then.recoveries)).toEqual({
      voided: [],
      added: [],
      recovered: [],
    });
    // Owed again after all: what is being recovered is made up.
    expect(followMonths(should({ '2026-01': 1000 }), then.lines, then.recoveries).added).toMatchObject([
      { amount: 600n },
    ]);
  });

  it('come to what each month should, whatever stood, and nothing is done twice', () => {
    const standing = fc.array(
      fc.record({ at: fc.nat(5), amount: fc.integer({ min: 1, max: 5000 }), isOpen: fc.boolean() }),
      { maxLength: 12 },
    );
    const wanted = fc.dictionary(fc.constantFrom(...months), fc.integer({ min: 0, max: 5000 }));
    fc.assert(
      fc.property(standing, wanted, (rows, amounts) => {
        const lines = rows.map(({ at, amount, isOpen }, place) =>
          line(months[at] ?? '2026-01', amount, isOpen, place + 1),
        );
        const goal = should(amounts);
        const found = followMonths(goal, lines, new Map());
        const now = after(lines, new Map(), found);
        for (const [period, amount] of goal) {
          const sum = now.lines
            .filter((each) => each.period === period)
            .reduce((all, each) => all + each.amount, 0n);
          expect(sum - (now.recoveries.get(period) ?? zeroFen)).toBe(amount);
        }
        expect(followMonths(goal, now.lines, now.recoveries)).toEqual({
          voided: [],
          added: [],
          recovered: [],
        });
        // Paid lines are never touched.
        expect(lines.filter(({ id, isOpen }) => !isOpen && found.voided.includes(id))).toEqual([]);
      }),
      { seed: 20261128 },
    );
  });
});
