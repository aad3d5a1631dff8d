/** Promises of parameters: the right version on each day, faulty rows named, nothing assumed hidden. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { date } from '#libs/kernel/plain-date.js';
import { ok, refuse } from '#libs/kernel/result.js';

import { explain, stepOf, weakestStatus } from './explanation.js';
import { amountOf, countOf, lookUp, lookUpAll, rateOf, tableOf } from './look-up.js';
import { type ParameterRow, type Parameters, parseDays, parseTable, readParameters } from './parameters.js';

const row = (overrides: Partial<ParameterRow> = {}): ParameterRow => {
  const whole = {
    key: '170.basic-pension',
    effectiveFrom: '2012-01-01',
    kind: 'fen',
    value: '150.00',
    source: 'city report',
    status: 'local',
    ...overrides,
  };
  return { id: `${whole.key}@${whole.effectiveFrom}`, ...whole };
};

const parametersOf = (...rows: readonly ParameterRow[]): Parameters => {
  const read = readParameters(rows);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return read.value;
};

describe('look-up', () => {
  const parameters = parametersOf(row({ effectiveFrom: '2017-01-01', value: '250.00' }), row());

  it.each([
    ['2012-01-01', '150.00'],
    ['2016-12-31', '150.00'],
    ['2017-01-01', '250.00'],
    ['2026-11-24', '250.00'],
  ])('finds on %s the value %s', (on, value) => {
    const found = lookUp(parameters, '170.basic-pension', date(on));
    expect(found.ok && found.value.value).toBe(value);
  });

  it.each([
    ['170.basic-pension', '2011-12-31'],
    ['170.unheard-of', '2026-11-24'],
  ])('refuses %s on %s: no version is in force', (key, on) => {
    expect(lookUp(parameters, key, date(on))).toEqual(refuse({ reason: 'parameter-missing', key, on }));
  });

  it('does not depend on the order of rows, and finds the newest not after the day', () => {
    const year = fc.integer({ min: 2000, max: 2030 });
    fc.assert(
      fc.property(fc.uniqueArray(year, { minLength: 1 }), year, (years, asked) => {
        const set = parametersOf(
          ...years.map((from) => row({ effectiveFrom: `${from}-01-01`, value: `${from}.00` })),
        );
        const found = lookUp(set, '170.basic-pension', date(`${asked}-06-30`));
        const expected = Math.max(...years.filter((from) => from <= asked));
        expect(found.ok ? found.value.value : '-Infinity.00').toBe(`${expected}.00`);
      }),
    );
  });

  it('reads several values at once and names the first that is missing', () => {
    const set = parametersOf(
      row(),
      row({ key: 'a.rate', kind: 'ppm', value: '83100' }),
      row({ key: 'a.age', kind: 'integer', value: '60' }),
      row({ key: 'a.months', kind: 'months', value: '139' }),
      row({ key: 'a.table', kind: 'table', value: '100.00,30.00;200.00,40.00' }),
    );
    const found = lookUpAll(set, date('2017-01-01'), {
      basic: amountOf('170.basic-pension'),
      rate: rateOf('a.rate'),
      age: countOf('a.age'),
      months: countOf('a.months'),
      table: tableOf('a.table'),
    });
    const values = found.ok && Object.values(found.value).map(({ value }) => value);
    expect(values).toEqual([
      15_000n,
      83_100n,
      60,
      139,
      [
        ['100.00', '30.00'],
        ['200.00', '40.00'],
      ],
    ]);
    const missing = lookUpAll(set, date('2017-01-01'), { one: countOf('x'), other: countOf('y') });
    expect(missing).toEqual(refuse({ reason: 'parameter-missing', key: 'x', on: '2017-01-01' }));
    expect(() => lookUpAll(set, date('2017-01-01'), { age: amountOf('a.age') })).toThrow(TypeError);
  });
});

describe('reading rows', () => {
  // Each row has all the faults of the rows below it that it can have.
  const everyFault = {
    effectiveFrom: '2017-02-30',
    kind: 'yuan',
    status: 'guessed',
    source: ' ',
    value: '1.5',
  };
  it.each([
    ['date-malformed', everyFault],
    ['kind-unknown', { ...everyFault, effectiveFrom: '2012-01-01' }],
    ['status-unknown', { ...everyFault, effectiveFrom: '2012-01-01', kind: 'ppm' }],
    ['source-missing', { ...everyFault, effectiveFrom: '2012-01-01', kind: 'ppm', status: 'law' }],
    ['value-malformed', { effectiveFrom: '2012-01-01', kind: 'ppm', value: '1.5' }],
    ['value-malformed', { kind: 'fen', value: '250' }],
    ['value-malformed', { kind: 'months', value: '13.9' }],
    ['value-malformed', { kind: 'integer', value: '' }],
    ['value-malformed', { kind: 'table', value: '200.00;100.00' }],
    ['id-reused', { kind: 'ppm', value: '1' }],
    ['same-day', { id: 'other', kind: 'ppm', value: '1' }],
    ['kind-changes', { effectiveFrom: '2018-01-01', kind: 'ppm', value: '1' }],
  ])('refuses with the first reason: %s (%#)', (reason, overrides) => {
    const faulty = row(overrides);
    expect(readParameters([row(), faulty])).toEqual(refuse([{ id: faulty.id, reason }]));
  });

  it('accepts again what it has read', () => {
    const read = parametersOf(row(), row({ effectiveFrom: '2017-01-01', value: '250.00' }));
    expect(readParameters([...read.byKey.values()].flat())).toEqual(ok(read));
  });

  it('tells every faulty row', () => {
    const read = readParameters([row({ value: '' }), row({ key: 'x', status: '' })]);
    expect(!read.ok && read.refusal.map(({ reason }) => reason)).toEqual([
      'value-malformed',
      'status-unknown',
    ]);
  });

  it.each([
    ['100.00', [['100.00']]],
    [
      '1,2;3,4',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['', null],
    ['1,2;3', null],
    ['2;1', null],
    ['1;1', null],
    ['a', null],
    ['1;', null],
  ])('reads table %j as %j', (value, table) => {
    expect(parseTable(value)).toEqual(table);
  });

  it.each([
    ['2026-01-01/2026-01-03,2026-04-06;2026-01-04', 4, 1],
    ['2026-02-28/2026-03-01;', 2, 0],
    [';', 0, 0],
  ])('reads days %j as %i off and %i worked', (value, off, worked) => {
    const days = parseDays(value);
    expect([days?.off.size, days?.worked.size]).toEqual([off, worked]);
  });

  it.each([
    ['no list of worked days', '2026-01-01'],
    ['three lists', '2026-01-01;;'],
    ['a day there is not', '2026-02-30;'],
    ['a span backwards', '2026-01-03/2026-01-01;'],
    ['a span of three', '2026-01-01/2026-01-02/2026-01-03;'],
    ['days out of order', '2026-04-06,2026-01-01;'],
    ['a day twice', '2026-01-01,2026-01-01;'],
    ['a day both off and worked', '2026-01-01/2026-01-03;2026-01-03'],
  ])('does not take %s for days', (_, value) => {
    expect(parseDays(value)).toBeNull();
  });
});

describe('explanation', () => {
  it('gives a figure the standing of its weakest source', () => {
    expect(weakestStatus('law')).toBe('law');
    expect(weakestStatus('local', 'law', 'national')).toBe('local');
    expect(weakestStatus('law', 'assumed', 'secondary')).toBe('assumed');
  });

  it('names each source and each version once', () => {
    const one = { id: 'a@1', source: 'A', status: 'law' } as const;
    const other = { id: 'b@1', source: 'B', status: 'assumed' } as const;
    const step = stepOf({ zh: '合计', en: 'Total' }, '1 + 1', '2', one, other, one);
    expect(step).toMatchObject({ basis: 'A；B', status: 'assumed' });
    expect(explain([step], [one, other, one])).toEqual({ steps: [step], parameterVersions: ['a@1', 'b@1'] });
  });
});
