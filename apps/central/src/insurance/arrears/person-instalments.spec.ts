/** Promises of arrears that a person pays by instalments: each offered in turn and paid once, an agreement that is not kept lapses, and books, accounts and months are right. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { date } from '#libs/kernel/plain-date.js';
import { Counter, type Session } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database } from '../../ground/database/database.js';
import { AssessmentService } from '../assessment/assessment.service.js';
import { PaidMonths } from '../contributions/paid-months.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { UnknownOutcomesService } from '../../counter/acts/unknown-outcomes.service.js';

let counter: Counter;
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });
const day = 24 * 3600_000;

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

/** Signed in as somebody else for one act. */
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
type Asked = { readonly approval: string; readonly code?: string; readonly detail?: string };
type Page = components['schemas']['PersonInstalmentsPageDto'];
type Due = Session['dues'][number];

const idOf = async (card: string): Promise<string> => {
  const [row] = await counter.query<{ id: string }>(
    'select person_id as id from card where card_number = $1',
    [Buffer.from(counter.card(card).files.ef05['07'] ?? '', 'hex').toString('latin1')],
  );
  return row?.id ?? '';
};
/** The pension fund's account, opened at the bank. */
const openFundAccount = async (): Promise<void> => {
  const { bankUrl, areaCode } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  await fetch(`${bankUrl}/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      account: `${areaCode}1101002`,
      holderName: '基金',
      balance: '0.00',
      state: 'active',
    }),
  });
};
/** Somebody who pays the pension of employees alone, by a card of the demonstration, since June. */
const flexible = async (card: string): Promise<string> => {
  const id = await idOf(card);
  await counter.query(`update participation set voided_at = now() where person_id = $1`, [id]);
  await get(Database).transaction((tx) =>
    get(ParticipationsService).begin(
      tx,
      id,
      { scheme: '110', category: 'flexible', unitCode: null, since: date('2026-08-01'), tierPercent: 60 },
      '0001',
    ),
  );
  return id;
};
const read = async (person: string): Promise<Page> =>
  (await counter.ask<Page>('GET', `/v1/people/${person}/instalment-agreements`)).body;
const listed = async (query: string) =>
  (
    await as('0501', () =>
      counter.ask<components['schemas']['InstalmentAgreementPageDto']>(
        'GET',
        `/v1/instalment-agreements?${query}`,
      ),
    )
  ).body;
/** The lines of a receipt, as they were issued. */
const receiptOf = async (number: string | null | undefined) => {
  const [row] = await counter.query<{ lines: components['schemas']['ReceiptLineDto'][] }>(
    `select document -> 'lines' as lines from receipt where number = $1`,
    [number],
  );
  return row?.lines ?? [];
};
const ask = (person: string, instalments: readonly { dueOn: string; amount: string }[], scheme = '110') =>
  counter.ask<Asked>('POST', `/v1/people/${person}/instalment-agreements`, {
    scheme,
    instalments,
    reason: '经济困难',
  });
const decide = (approval: string, staff = '0301') =>
  as(staff, () => counter.ask<{ code?: string }>('POST', `/v1/approvals/${approval}/approval`, {}));
const duesOf = async (card: string): Promise<{ session: Session; dues: Due[] }> => {
  const { body: session } = await counter.tap(card);
  return { session, dues: session.dues.filter(({ scheme }) => scheme === '110') };
};
const items = (dues: readonly Due[]) => dues.map(({ id, amount }) => ({ id, amount: amount ?? '' }));
const fenOf = (amount: string): number => Math.round(Number(amount) * 100);
const yuanOf = (amount: number): string => (amount / 100).toFixed(2);
const paidMonths = async (person: string): Promise<string[]> =>
  (await get(Database).read((tx) => get(PaidMonths).ofPerson(tx, [person])))
    .map(({ period }) => period)
    .toSorted();
const findings = async () => (await get(BooksService).read({ all: true })).findings;
const credited = async (person: string): Promise<number> => {
  const [row] = await counter.query<{ sum: string | null }>(
    `select sum(e.amount_fen) as sum from personal_account_entry e join personal_account a on a.id = e.account_id
     where a.person_id = $1 and a.scheme = '110' and e.kind = 'personal'`,
    [person],
  );
  return Number(row?.sum ?? 0);
};

it('divides what is overdue by approval, offers the next instalment, takes each once, and counts a month when all of it is paid', async () => {
  const card = 'han-deming';
  const person = await flexible(card);
  const before = (await duesOf(card)).dues;
  const page = await read(person);
  const [overdue] = page.overdue;
  expect(page.agreements).toEqual([]);
  // Those of this month and of the last, which may be paid until the day of this, are not overdue.
  expect(overdue).toMatchObject({ scheme: '110', periods: expect.arrayContaining(['2026-08', '2026-09']) });
  const open = fenOf(overdue?.open ?? '');
  expect(open).toBeGreaterThan(0);
  const first = Math.round(open * 0.8);
  const instalments = [
    { dueOn: '2026-11-30', amount: yuanOf(first) },
    { dueOn: '2026-12-31', amount: yuanOf(open - first - 1) },
    { dueOn: '2027-01-31', amount: '0.01' },
  ];
  expect((await ask(person, instalments, '390')).body).toMatchObject({ code: 'dues-not-overdue' });
  expect((await ask(person, instalments.slice(0, 2))).body).toMatchObject({
    code: 'instalments-unfit',
    detail: 'sum-differs',
  });
  const asked = await ask(person, instalments);
  expect(asked.status).toBe(200);
  expect((await decide(asked.body.approval, '0001')).status).not.toBe(200);
  expect((await duesOf(card)).dues.every(({ instalment }) => instalment === null)).toBe(true);
  expect((await decide(asked.body.approval)).status).toBe(200);
  const agreed = await read(person);
  expect(agreed.overdue).toEqual([]);
  expect(agreed.agreements).toMatchObject([
    {
      state: 'kept',
      open: yuanOf(open),
      paid: '0.00',
      instalments: instalments.map((each) => ({ ...each, paid: '0.00' })),
    },
  ]);
  expect((await ask(person, instalments)).body).toMatchObject({ code: 'dues-not-overdue' });

  // A run that finds the same leaves the parts as they are.
  await get(AssessmentService).assess({
    scheme: '110',
    period: '2026-08',
    reason: 'correction',
    personId: person,
    askedBy: '0001',
  });
  const { session, dues } = await duesOf(card);
  const parts = dues.filter(({ instalment }) => instalment !== null);
  expect(parts.reduce((total, { amount }) => total + fenOf(amount ?? ''), 0)).toBe(open);
  const offered = parts.filter(({ instalment }) => instalment?.offered);
  expect(offered.every(({ instalment }) => instalment?.place === 1 && instalment.of === 3)).toBe(true);
  expect(offered.reduce((total, { amount }) => total + fenOf(amount ?? ''), 0)).toBe(first);
  expect(offered[0]?.explanation.steps.at(-1)?.expression).toContain('1 / 3');

  // Paid exactly once: the same key answers the same, and another finds nothing to pay; what was cut is refused as it was before.
  const key = randomUUID();
  const paid = await counter.pay(card, session, items(offered), 'cash', key);
  expect(paid.body).toMatchObject({ state: 'succeeded', total: yuanOf(first) });
  expect((await counter.pay(card, session, items(offered), 'cash', key)).body.receiptNumber).toBe(
    paid.body.receiptNumber,
  );
  expect((await counter.pay(card, session, items(offered))).body).toMatchObject({ code: 'due-paid' });
  const lastPeriod = overdue?.periods.at(-1) ?? '';
  const whole = before.find(({ period }) => period === lastPeriod);
  expect((await counter.pay(card, session, items(whole === undefined ? [] : [whole]))).body).toMatchObject({
    code: expect.stringMatching(/^(amount-differs|due-paid)$/),
  });
  expect((await read(person)).agreements).toMatchObject([{ state: 'kept', paid: yuanOf(first) }]);
  // Each line says which instalment it was, and the one that is a part of its month of how much.
  const receipt = await receiptOf(paid.body.receiptNumber);
  expect(receipt.map(({ instalment }) => [instalment?.place, instalment?.of])).toEqual(
    receipt.map(() => [1, 3]),
  );
  expect(receipt.at(-1)?.instalment?.whole).toBe(whole?.amount);
  expect(await listed('state=kept&search=韩德明')).toMatchObject({
    agreements: [
      {
        personId: person,
        paid: yuanOf(first),
        left: yuanOf(open - first),
        instalments: 3,
        nextDueOn: '2026-12-31',
        nextAmount: yuanOf(open - first - 1),
      },
    ],
    total: 1,
  });
  // Of the last month a part was paid: it does not count yet.
  expect(await paidMonths(person)).toEqual(overdue?.periods.slice(0, -1));

  // The second through a bank that does not say: it is paid once, and was in time.
  const second = (await duesOf(card)).dues.filter(({ instalment }) => instalment?.offered);
  expect(second.every(({ instalment }) => instalment?.place === 2)).toBe(true);
  await openFundAccount();
  await counter.setBank('answer-lost');
  const again = await counter.tap(card);
  const unknown = await counter.pay(card, again.body, items(second), 'bank');
  expect(unknown).toMatchObject({ status: 202 });
  expect((await counter.pay(card, again.body, items(second))).body).toMatchObject({ code: 'due-in-payment' });
  await counter.setBank('normal');
  counter.clock.move(10_000);
  await get(UnknownOutcomesService).askOnce();
  expect((await read(person)).agreements).toMatchObject([{ state: 'kept', paid: yuanOf(open - 1) }]);

  const [answered] = await counter.query<{ number: string }>(
    `select receipt_number as number from operation where key = $1`,
    [unknown.body.key],
  );
  expect((await receiptOf(answered?.number)).map(({ instalment }) => instalment?.place)).toEqual([2]);

  // The last fen: now every month is paid, and the account has of the parts what it would have had of the whole.
  const last = await duesOf(card);
  const rest = last.dues.filter(({ instalment }) => instalment !== null);
  expect(items(rest)).toMatchObject([{ amount: '0.01' }]);
  expect((await counter.pay(card, last.session, items(rest))).status).toBe(200);
  expect((await read(person)).agreements).toMatchObject([{ state: 'fulfilled', paid: yuanOf(open) }]);
  expect(await paidMonths(person)).toEqual(expect.arrayContaining(overdue?.periods ?? ['none']));
  const [share] = await counter.query<{ share: string }>(
    `select sum(round(l.person_fen * 8 / 20.0)) as share from participation p join assessment_line l on l.participation_id = p.id
     where p.person_id = $1 and p.voided_at is null and l.period = any($2)`,
    [person, overdue?.periods],
  );
  expect(await credited(person)).toBe(Number(share?.share));
  expect((await listed('state=fulfilled')).agreements).toMatchObject([{ left: '0.00', nextDueOn: null }]);
  expect(await findings()).toEqual([]);
});

it('lapses once an instalment was not paid on its day: all that is left is due at once, and can be agreed on anew', async () => {
  const card = 'qi-shengli';
  const person = await flexible(card);
  await duesOf(card);
  const [overdue] = (await read(person)).overdue;
  const open = fenOf(overdue?.open ?? '');
  const instalments = [
    { dueOn: '2026-11-25', amount: yuanOf(open - 100) },
    { dueOn: '2026-12-31', amount: '1.00' },
  ];
  const asked = await ask(person, instalments);
  expect((await decide(asked.body.approval)).status).toBe(200);
  const early = await duesOf(card);
  // The last may be paid before its turn; that keeps no other.
  const late = early.dues.filter(({ instalment }) => instalment?.place === 2);
  expect(late.every(({ instalment }) => instalment?.offered === false)).toBe(true);
  const paid = await counter.pay(card, early.session, items(late));
  expect(paid.body).toMatchObject({ state: 'succeeded', total: '1.00' });
  counter.clock.move(2 * day);
  await counter.authenticate();
  await counter.signIn();
  expect((await read(person)).agreements).toMatchObject([{ state: 'broken', paid: '1.00' }]);
  const { session, dues } = await duesOf(card);
  const left = dues.filter(({ instalment }) => instalment !== null);
  expect(left.every(({ instalment }) => instalment?.lapsed && instalment.offered)).toBe(true);
  expect((await listed('state=broken')).agreements).toMatchObject([
    { personId: person, left: yuanOf(open - 100), nextDueOn: null },
  ]);
  expect((await read(person)).overdue).toMatchObject([{ open: yuanOf(open - 100) }]);
  // Agreed on anew, the parts are cut again; paid on the last day, it is kept.
  const half = Math.floor((open - 100) / 2);
  const anew = await ask(person, [
    { dueOn: '2026-11-26', amount: yuanOf(half) },
    { dueOn: '2026-12-31', amount: yuanOf(open - 100 - half) },
  ]);
  expect((await decide(anew.body.approval)).status).toBe(200);
  expect((await counter.pay(card, session, items(left))).body).toMatchObject({ code: 'amount-differs' });
  const now = await duesOf(card);
  const first = now.dues.filter(({ instalment }) => instalment?.offered);
  expect((await counter.pay(card, now.session, items(first))).body).toMatchObject({ total: yuanOf(half) });
  counter.clock.move(day);
  await counter.authenticate();
  await counter.signIn();
  expect((await read(person)).agreements.map(({ state }) => state)).toEqual(['kept', 'broken']);
  // What was agreed on anew is owed of the newer agreement alone.
  expect((await listed('sort=time&falling=true&search=祁胜利')).agreements).toMatchObject([
    { state: 'kept', left: yuanOf(open - 100 - half) },
    { state: 'broken', left: '0.00' },
  ]);
  expect(await findings()).toEqual([]);
});
