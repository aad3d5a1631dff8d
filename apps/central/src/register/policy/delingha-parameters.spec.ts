/** Promises of Delingha's parameters as migrations bring them: every row can be read, says where it comes from, and is documented. */
import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';

import { keyWords } from '#libs/contract/parameter-words.js';
import { date, month, yearOf } from '#libs/kernel/plain-date.js';
import { assessResidentMedical } from '#libs/contributions/resident-medical.js';
import { assessResidentPensionDue } from '#libs/contributions/resident-pension.js';
import { residentPension } from '#libs/benefits/kinds/170-resident-pension.js';
import { formatYuan } from '#libs/money/fen.js';
import { type ParameterRow, type Parameters, parseDays, readParameters } from '#libs/policy/parameters.js';

import { lookUp } from '#libs/policy/look-up.js';
import { workingDaysAfter } from '#libs/policy/working-days.js';

import { testDatabase } from '../../../../../test/support/database.js';

/** What the migrations leave in an area that nobody has worked in yet. */
const storedRows = async (): Promise<readonly ParameterRow[]> => {
  const database = await testDatabase();
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<ParameterRow>(
    `select id, key, effective_from::text as "effectiveFrom", kind, value, source, status from ${database.schema}.policy_parameter`,
  );
  await client.end();
  await database.drop();
  return rows;
};

const inOrder = (of: readonly ParameterRow[]) => of.toSorted((one, other) => (one.id < other.id ? -1 : 1));

let rows: readonly ParameterRow[] = [];
let parameters: Parameters = { byKey: new Map() };
beforeAll(async () => {
  rows = await storedRows();
  const read = readParameters(rows);
  if (read.ok) parameters = read.value;
});

describe('the parameters of Delingha', () => {
  it('can all be read', () => {
    const read = readParameters(rows);
    expect(read.ok ? [] : read.refusal).toEqual([]);
    expect(rows).not.toEqual([]);
  });

  it('have a name each, in both languages', () => {
    expect([...new Set(rows.map(({ key }) => key))].filter((key) => keyWords(key) === null)).toEqual([]);
  });

  it('are those that come with the program for who asks without a database', () => {
    const shipped: ParameterRow[] = JSON.parse(
      readFileSync(new URL('./delingha-parameters.json', import.meta.url), 'utf8'),
    );
    expect(inOrder(shipped)).toEqual(inOrder(rows));
  });

  it('name each version by its key and day', () => {
    expect(rows.filter(({ id, key, effectiveFrom }) => id !== `${key}@${effectiveFrom}`)).toEqual([]);
  });

  it('say 假定 in the source of every assumed value', () => {
    expect(rows.filter(({ status, source }) => (status === 'assumed') !== source.startsWith('假定'))).toEqual(
      [],
    );
  });

  it.each(['390.minor-age', 'card.majority-age'])('name for %s the civil law of the day', (key) => {
    const laws = [
      ['2017-09-30', '民法通则 第十一条'],
      ['2020-12-31', '民法总则 第十七条'],
      ['2026-11-24', '民法典 第十七条'],
    ] as const;
    for (const [day, law] of laws) {
      const found = lookUp(parameters, key, date(day));
      expect(found.ok && found.value).toMatchObject({ value: '18', source: expect.stringContaining(law) });
    }
  });

  it('are each described in the policy document, with every assumed one marked', () => {
    const lines = readFileSync(new URL('../../../../../docs/policy.md', import.meta.url), 'utf8').split('\n');
    const assumed = new Set(rows.filter(({ status }) => status === 'assumed').map(({ key }) => key));
    const undescribed = rows.filter(({ key }) => {
      const line = lines.find((text) => text.startsWith(`| \`${key}\``));
      return line === undefined || line.includes('**assumed**') !== assumed.has(key);
    });
    expect(undescribed).toEqual([]);
  });

  it('name days off and worked weekend days of the very year they are announced for', () => {
    for (const { key, value } of rows.filter(({ kind }) => kind === 'days')) {
      const { off, worked } = parseDays(value) ?? { off: [], worked: [] };
      const years = new Set([...off, ...worked].map((day) => `calendar.${yearOf(day)}`));
      expect([...years]).toEqual([key]);
      expect([...worked].filter((day) => ![0, 6].includes(new Date(day).getUTCDay()))).toEqual([]);
    }
  });

  it.each([
    // Spring Festival of 2017: Sunday 22 January and Saturday 4 February worked, a week off between them.
    ['2017-01-20', '2017-02-08'],
    ['2017-09-29', '2017-10-19'],
    ['2026-02-13', '2026-03-05'],
    ['2026-04-30', '2026-05-18'],
  ])('make ten working days after %s end on %s', (from, day) => {
    expect(workingDaysAfter(parameters, date(from), 10)).toEqual({ day, unannounced: [] });
  });

  it('suffice to assess resident pension, resident medical and a pension in 2026', () => {
    const person = { birthDate: date('1990-05-01'), category: 'ordinary' } as const;
    const pension = assessResidentPensionDue({ person, year: 2026, on: date('2026-11-24'), parameters });
    expect(
      pension.ok &&
        pension.value.tiers.map(({ amount, subsidy }) => [amount, subsidy].map(formatYuan).join(' ')),
    ).toEqual([
      '100.00 30.00',
      '200.00 40.00',
      '300.00 50.00',
      '400.00 60.00',
      '500.00 70.00',
      '600.00 85.00',
      '700.00 100.00',
      '800.00 115.00',
      '900.00 130.00',
      '1000.00 145.00',
      '1500.00 165.00',
      '2000.00 185.00',
    ]);
    const medical = assessResidentMedical({ person, year: 2017, parameters });
    expect(medical.ok && [medical.value.amount, medical.value.publicSubsidy].map(formatYuan)).toEqual([
      '180.00',
      '450.00',
    ]);
    const benefit = residentPension.due(
      { years: 15, account: '9600.00' },
      { month: month('2026-11'), firstMonth: month('2020-04') },
      parameters,
    );
    expect(benefit.ok && formatYuan(benefit.value.amount)).toBe('319.06');
  });
});
