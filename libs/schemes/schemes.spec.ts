/** Promises of every scheme: it has its words, cases, lawful flows and parameters, and needs exactly the parameters that it says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { schemes } from '#libs/contract/schemes.js';
import { date } from '#libs/kernel/plain-date.js';
import { flows } from '#libs/ledger/flows.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { type ParameterRow, type Parameters, readParameters } from '#libs/policy/parameters.js';
import {
  type Inputs,
  type NotOwed,
  type ParticipationCategory,
  participationCategories,
} from './description.js';
import { covers, dueOn, firstDayOfPeriod, periodOf } from './periods.js';
import { describedScheme, isScheme, runCadence, schemeTable, turnOf } from './table.js';

const file = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const rows: readonly ParameterRow[] = JSON.parse(
  file('../../apps/central/src/register/policy/delingha-parameters.json'),
);
const read = readParameters(rows);
if (!read.ok) throw new Error(JSON.stringify(read.refusal));
const parameters = read.value;

const without = (key: string): Parameters => ({
  byKey: new Map([...parameters.byKey].filter(([known]) => known !== key)),
});

const inputs = (category: ParticipationCategory, more: Partial<Inputs> = {}): Inputs => ({
  category,
  birthDate: date('1985-05-01'),
  help: 'ordinary',
  wage: yuan('5000.00'),
  tierPercent: category === 'flexible' ? 100 : null,
  unit: category === 'flexible' ? null : { industryClass: 5, floating: null, size: 'large' },
  project: { cost: yuan('30000000.00'), totalDays: 100, daysDone: 0 },
  isBackPayment: false,
  ...more,
});

/** Everybody whom a scheme may ask for a different parameter. */
const everybody = (category: ParticipationCategory): readonly Inputs[] => [
  inputs(category),
  ...(['severely-disabled', 'minimum-living-allowance', 'low-income'] as const).flatMap((help) => [
    inputs(category, { help }),
    inputs(category, { help, birthDate: date('2010-05-01') }),
    inputs(category, { help, birthDate: date('1950-05-01') }),
  ]),
  inputs(category, { unit: { industryClass: 1, floating: null, size: 'large' } }),
];

/** Scheme, category, day → base, unit's, person's and government's part, and what goes to the account. */
const cases = [
  ['110', 'enterprise', '2017-06-01', '5000.00 1000.00 400.00 0.00 400.00'],
  ['110', 'flexible', '2017-06-01', '5621.00 0.00 1124.20 0.00 449.68'],
  ['120', 'civil-servant', '2020-06-01', '5000.00 1200.00 600.00 0.00 400.00'],
  ['170', 'resident', '2026-01-01', '- 0.00 0.00 0.00 0.00'],
  ['210', 'migrant', '2017-06-01', '5000.00 25.00 25.00 0.00 0.00'],
  ['310', 'enterprise', '2022-12-01', '5000.00 300.00 100.00 0.00 190.00'],
  ['310', 'enterprise', '2023-01-01', '5000.00 300.00 100.00 0.00 100.00'],
  ['310', 'flexible', '2017-06-01', '5621.00 0.00 449.68 0.00 0.00'],
  ['390', 'student', '2017-01-01', '- 0.00 180.00 450.00 0.00'],
  ['410', 'enterprise', '2017-06-01', '5000.00 55.00 0.00 0.00 0.00'],
  ['410', 'project', '2017-06-01', '30000000.00 36000.00 0.00 0.00 0.00'],
  ['510', 'enterprise', '2019-12-01', '5000.00 25.00 0.00 0.00 0.00'],
] as const;

const table = Object.values(schemeTable);
const paid = table.filter(({ fundedFrom }) => fundedFrom === null);
const days = ['2017-06-01', '2024-01-01', '2026-11-01'].map(date);

describe('the table of schemes', () => {
  it('knows its codes', () => {
    expect(['110', 'fee', '999', 'toString'].map(isScheme)).toEqual([true, false, false, false]);
    expect(() => describedScheme('fee')).toThrow(RangeError);
  });

  it('describes each scheme that has a name, under its own code', () => {
    expect(Object.keys(schemeTable)).toEqual(Object.keys(schemes));
    for (const [code, scheme] of Object.entries(schemeTable)) {
      expect(scheme.code).toBe(code);
      expect(Object.keys(schemes)).toContain(scheme.books);
    }
  });

  it.each(paid.map((scheme) => [scheme.code, scheme] as const))(
    'has for %s cases, and books by lawful flows',
    (code, scheme) => {
      expect(cases.map(([scheme]) => scheme)).toContain(code);
      const named = Object.values(scheme.flows).flat();
      expect(named.length).toBeGreaterThan(0);
      for (const kind of named) expect(flows).toHaveProperty([kind]);
      expect(runCadence(scheme)).not.toBeNull();
    },
  );

  it.each(paid.flatMap((scheme) => days.map((on) => [scheme.code, on, scheme] as const)))(
    'needs for %s on %s exactly the parameters that it names',
    (_, on, scheme) => {
      const needed = scheme.requires(on, parameters);
      const assessed = (set: Parameters): readonly NotOwed[] =>
        participationCategories
          .filter((category) => turnOf(scheme, category) !== undefined)
          .flatMap((category) => everybody(category))
          .flatMap((each) => {
            const owed = scheme.assess(each, on, set);
            return owed.ok || owed.refusal.owed === 'nothing' ? [] : [owed.refusal];
          });
      expect(assessed(parameters)).toEqual([]);
      for (const key of needed) {
        expect(parameters.byKey.has(key)).toBe(true);
        if (key.startsWith('contribution.')) continue;
        expect(assessed(without(key))).toContainEqual(
          expect.objectContaining({ owed: 'unknown', reason: 'parameter-missing', key }),
        );
      }
      const others = [...parameters.byKey.keys()].filter((key) => !needed.includes(key));
      expect(others.filter((key) => assessed(without(key)).length > 0)).toEqual([]);
    },
  );

  it('feeds what nobody pays from a fund that somebody does', () => {
    for (const { fundedFrom, insured } of table.filter((scheme) => scheme.fundedFrom !== null)) {
      expect(insured).toEqual({});
      expect(paid.map(({ code }) => code)).toContain(fundedFrom);
    }
  });
});

describe('a period of a scheme', () => {
  it.each(cases)('of %s for %s on %s is %s', (code, category, on, amounts) => {
    const owed = describedScheme(code).assess(inputs(category), date(on), parameters);
    if (!owed.ok) throw new Error(owed.refusal.reason);
    const { base, unit, person, government, toAccount, explain } = owed.value;
    expect(
      [base === null ? '-' : formatYuan(base), ...[unit, person, government, toAccount].map(formatYuan)].join(
        ' ',
      ),
    ).toBe(amounts);
    const explanation = explain();
    expect(explanation.steps.length).toBeGreaterThan(0);
    expect(explanation.parameterVersions.length).toBeGreaterThan(0);
  });

  it('of maternity owes nothing once it is collected with medical', () => {
    expect(describedScheme('510').assess(inputs('enterprise'), date('2020-01-01'), parameters)).toMatchObject(
      {
        refusal: { owed: 'nothing', reason: 'merged-into-310' },
      },
    );
  });

  it('tells what is not owed from what cannot be known', () => {
    const { assess } = describedScheme('170');
    const child = assess(
      inputs('resident', { birthDate: date('2015-01-01') }),
      date('2026-01-01'),
      parameters,
    );
    expect(child).toMatchObject({ refusal: { owed: 'nothing', reason: 'too-young' } });
    const wageless = describedScheme('110').assess(
      inputs('enterprise', { wage: null }),
      date('2017-06-01'),
      parameters,
    );
    expect(wageless).toMatchObject({ refusal: { owed: 'unknown', reason: 'wage-missing' } });
  });

  it.each([
    ['2026-11', '2026-11-30', '2026-11-30', true],
    ['2026-11', '2026-12-01', null, false],
    ['2026-11', '2026-01-01', '2026-11-01', true],
    ['2026-11', '2026-01-01', '2026-10-31', false],
    ['2024-02', '2024-02-29', null, true],
    ['2026', '2026-12-31', null, true],
    ['2026', '2020-01-01', '2025-12-31', false],
  ])('%s covers who is in from %s to %s: %s', (period, since, until, is) => {
    expect(covers({ since: date(since), until: until === null ? null : date(until) }, period)).toBe(is);
  });

  it.each([
    ['month', '2026-11', '2026-12-15'],
    ['month', '2026-12', '2027-01-15'],
    ['year', '2026', '2026-12-31'],
  ] as const)('of a %s such as %s is due on %s', (cadence, period, day) => {
    expect(dueOn(cadence, period, parameters)).toEqual({ ok: true, value: day });
  });

  it.each([
    ['month', '2026-11', '2026-11-01'],
    ['year', '2026', '2026-01-01'],
    ['once', '2026-11', '2026-11-01'],
  ] as const)('of a %s is named %s and has the rules of %s', (cadence, period, firstDay) => {
    expect(periodOf(cadence, date('2026-11-24'))).toBe(period);
    expect(firstDayOfPeriod(period)).toBe(firstDay);
  });
});
