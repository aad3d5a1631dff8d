/** Promises of a scheme of which nothing says who collects it: cards are served, nobody takes its money, and the bureau is told which key it has to lay down. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bankStatement } from '../../../../../test/support/bank-statement.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Refused } from '../../ground/http/refused.js';
import { AssessmentService } from '../assessment/assessment.service.js';
import { ParametersAhead } from '../parameters/parameters-ahead.service.js';
import { ChannelOrders } from './channel-orders.service.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { Statements } from './statements.service.js';

const account = '630017000009';
const key = 'collection.channel.170';
let counter: Counter;

beforeAll(async () => {
  counter = await Counter.open();
  await counter.app
    .get(FundBankAccounts, { strict: false })
    .add({ account, scheme: '170', fundAccount: '1002', bankName: '建行德令哈支行' }, '0401');
  // From November on, what is laid down is nobody this program knows.
  await counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     values ($1 || '@2026-11-01', $1, '2026-11-01', 'word', 'somebody', 'own', 'local')`,
    [key],
  );
}, 60_000);
afterAll(() => counter.close());

const refusalOf = async (act: Promise<unknown>): Promise<object | null> => {
  try {
    await act;
    return null;
  } catch (fault) {
    if (fault instanceof Refused) return { code: fault.code, detail: fault.detail };
    throw fault;
  }
};

it('serves the card, shows the due with the reason, and takes its money at no window', async () => {
  const payer = 'suonan-daiji';
  const tapped = await counter.tap(payer);
  expect(tapped.status).toBe(201);
  const ofScheme = tapped.body.dues.filter(({ scheme }) => scheme === '170');
  expect(ofScheme.length).toBeGreaterThan(0);
  expect(ofScheme.map(({ collectedBy }) => collectedBy)).toEqual(ofScheme.map(() => 'unknown'));
  const others = tapped.body.dues.filter(({ scheme }) => scheme !== '170');
  expect(others.map(({ collectedBy }) => collectedBy)).toEqual(others.map(() => 'bureau'));
  const [due] = ofScheme;
  const paid = await counter.pay(payer, tapped.body, [
    { id: due?.id ?? '', amount: due?.amount ?? due?.tiers[0]?.amount ?? '' },
  ]);
  expect(paid.status).toBe(409);
  expect(paid.body).toMatchObject({ code: 'collector-unknown' });
});

it('takes no statement of its days, sends nobody, begins no month of it, and says which key is missing', async () => {
  const of = (day: string) =>
    counter.app
      .get(Statements, { strict: false })
      .import(bankStatement(counter.folder, account, '0.00', [[`K${day}`, day, '1.00', '', '', '']]), '0501');
  expect(await refusalOf(of('2026-11-02'))).toEqual({
    code: 'collector-unknown',
    detail: `${key} 2026-11-02`,
  });
  expect(await counter.query('select from bank_statement')).toEqual([]);
  expect(await refusalOf(of('2026-10-31'))).toBeNull();
  const orders = counter.app.get(ChannelOrders, { strict: false });
  for (const channel of ['debit', 'tax'] as const)
    expect(
      await refusalOf(
        orders.send(
          { channel, scheme: '170', through: '2026' as never },
          join(counter.folder, `${channel}.csv`),
          '0501',
        ),
      ),
    ).toMatchObject({ code: 'collector-unknown' });
  const ahead = await counter.app.get(ParametersAhead, { strict: false }).list();
  expect(ahead.missing).toEqual([
    { key, schemes: ['170'], why: 'missing', from: '2026-11', to: '2027-12', fault: null },
  ]);
  await counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     values ('collection.channel.110@2026-10-15', 'collection.channel.110', '2026-10-15', 'word', 'somebody', 'own', 'local')`,
  );
  expect(
    await refusalOf(
      counter.app
        .get(AssessmentService, { strict: false })
        .assess({ scheme: '110', period: '2026-11', reason: 'period', askedBy: '0501' }),
    ),
  ).toEqual({ code: 'parameter-missing', detail: 'collection.channel.110 110 2026-11' });
});
