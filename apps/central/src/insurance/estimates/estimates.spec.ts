/** Promises of asking for estimates: anyone may, by the API as by the command line, and nothing is kept of it. */
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { Counter } from '../../../../../test/support/counter.js';
import { estimateKinds, type EstimateKind } from './estimate-kinds.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const noTokens = { 'x-terminal-token': '', 'x-staff-token': '', authorization: '' };
const months = Array.from({ length: 12 }, () => '400.00');

const questions: Readonly<Record<EstimateKind, readonly [question: object, part: object]>> = {
  contribution: [
    { scheme: '110', date: '2017-06-30', wage: '2000' },
    { unit: '674.51', person: '269.80' },
  ],
  'project-injury': [{ cost: '30000000', ratePpm: 1200 }, { amount: '36000.00' }],
  'late-fee': [{ amount: '12345.67', days: 45 }, { fee: '277.78' }],
  'account-interest': [
    { opening: '20000', ratePercent: '7.12', monthlyCredits: months },
    { openingInterest: '1424.00', creditInterest: '185.12', closing: '26409.12' },
  ],
  transfer: [
    { from: '110', to: '110', annualBases: ['162000'], account: '25000' },
    { poolPart: '19440.00', total: '44440.00' },
  ],
  'transfer-overlap': [
    { residentYear: 2023, firstMonth: '2023-04', lastMonth: '2023-12', tier: '500', subsidy: '70' },
    { refundToPerson: '375.00', subsidyReturned: '52.50' },
  ],
  'double-receipt': [{ basicDrawn: '9000', ownPartLeft: '7076.82' }, { fromEmployeePension: '1923.18' }],
  'temporary-account': [
    { sex: 'male', age: 50, firstTimeInArea: true, householdHere: false },
    { temporary: true },
  ],
  'receipt-place': [{ household: 'A', places: [{ place: 'B', months: 119 }] }, { place: 'A' }],
  retirement: [
    { sex: 'male', post: 'standard', birthMonth: '1965-12' },
    { retireMonth: '2026-03', delayMonths: 3, age: '60y3m', minimumMonths: 180 },
  ],
  'employee-pension': [
    { averageWage: '5620.92', index: '1.0', years: 30, account: '60000', payoutMonths: 139 },
    { basic: '1686.28', accountPart: '431.65', transitional: '0.00', total: '2117.93' },
  ],
  'resident-pension': [
    { date: '2017-11-16', account: '9600' },
    { basic: '250.00', accountPart: '69.06', total: '319.06' },
  ],
  'injury-lump': [
    { grade: 7, wage: '5000' },
    { months: 13, amount: '65000.00' },
  ],
  'injury-allowance': [{ grade: 4, wage: '1800', averageWage: '5620.92' }, { monthly: '2529.41' }],
  'injury-care': [{ level: 'full', averageWage: '7023.17' }, { monthly: '3512.00' }],
  'injury-death': [
    { deathYear: 2017, averageWage: '5620.92' },
    { funeral: '33725.52', oneOff: '672320.00' },
  ],
  'injury-dependants': [
    { wage: '5000', dependants: [{ kind: 'spouse' }, { kind: 'other', orphanOrLone: true }] },
    { shares: ['2000.00', '2000.00'], total: '4000.00' },
  ],
  unemployment: [
    { paidMonths: 60, carriedMonths: 20, date: '2017-11-01' },
    { months: 24, monthly: '1090.00' },
  ],
  maternity: [
    { unitMonthlyWage: '8000', days: 98 },
    { days: 98, amount: '26133.33' },
  ],
  survivors: [
    { yearlyIncome: '37745', paidYears: 20 },
    { funeral: '6290.84', months: 14, amount: '44035.88', total: '50326.72' },
  ],
  adjustment: [{ pension: '3000', years: 30, age: 72, rule: 2023 }, { increase: '160.00' }],
};

/** What an act or a look would leave behind. */
const left = (): Promise<object[]> =>
  counter.query(
    `select (select count(*) from audit_event) as looks, (select count(*) from operation) as acts, (select count(*) from due) as dues`,
  );

const contribution = (question: object) =>
  counter.ask('POST', '/v1/estimates/contribution', question, noTokens);

/** The built command line, as a shell runs it. */
const command = (...args: readonly string[]) =>
  execa(process.execPath, [resolve('dist/apps/central/src/command-line.js'), 'estimate', ...args], {
    env: { DATABASE_URL: counter.database.serviceUrl, SSCARD_DATA: counter.folder, NODE_OPTIONS: '' },
    stdin: 'ignore',
    reject: false,
  });

it('has a question here for each kind', () => {
  expect(Object.keys(questions)).toEqual(Object.keys(estimateKinds));
});

it.each(Object.entries(questions))(
  'answers %s without tokens, with its steps',
  async (kind, [question, part]) => {
    const before = await left();
    const { status, body } = await counter.ask('POST', `/v1/estimates/${kind}`, question, noTokens);
    expect({ status, body }).toMatchObject({ status: 200, body: part });
    expect(body['explanation']).toMatchObject({
      steps: expect.arrayContaining([expect.objectContaining({ basis: expect.any(String) })]),
    });
    expect(await left()).toEqual(before);
  },
);

it('refuses with a code what it cannot reckon', async () => {
  expect(await contribution({ scheme: '110', date: '2014-06-30', wage: '1' })).toMatchObject({
    status: 422,
    body: { code: 'parameter-missing', detail: 'wage.base-floor 2014-06-30' },
  });
  expect(await contribution({ scheme: '410', date: '2017-06-30', wage: '1' })).toMatchObject({
    status: 422,
    body: { code: 'estimate-impossible', detail: 'industry-class-missing' },
  });
});

it('answers the command line the same, by the parameters that came with the program or by the area’s', async () => {
  const [question] = questions.contribution;
  const { body } = await contribution(question);
  for (const area of [[], ['--area']]) {
    const { stdout, exitCode } = await command('contribution', JSON.stringify(question), ...area);
    expect(JSON.parse(stdout)).toEqual(body);
    expect(exitCode).toBe(0);
  }
  for (const [kind, text] of [
    ['contributions', '{}'],
    ['contribution', '{'],
    ['contribution', '[]'],
  ] as const) {
    const { stdout, exitCode } = await command(kind, text);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'malformed-request', nextStep: expect.anything() });
    expect(exitCode).toBe(1);
  }
}, 60_000);
