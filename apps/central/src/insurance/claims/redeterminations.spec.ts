/** Promises of benefits that are reckoned anew: shown before, decided by others, followed by every month, and changed in the database by nothing else. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { handInPapers } from '../../../../../test/support/claim-papers.js';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';
import { Database } from '../../ground/database/database.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';

let counter: Counter;
let person: string;
let benefit: string;

type Answer = {
  readonly approval: string;
  readonly code?: string;
  readonly detail?: string;
  readonly firstMonth: string;
  readonly formerFirstMonth: string;
  readonly amount: string;
  readonly formerAmount: string;
  readonly difference: string;
  readonly facts: readonly {
    readonly label: { readonly en: string };
    readonly value: { readonly zh: string };
  }[];
};
type Benefit = {
  readonly id: string;
  readonly firstMonth: string;
  readonly amount: string;
  readonly openMonths: number;
  readonly openTotal: string;
  readonly recoverTotal: string;
  readonly redeterminations: readonly object[];
};
const ask = (path: string, body: object) => counter.ask<Answer>('POST', path, body);
const decide = async (approval: string, ...staff: readonly string[]): Promise<void> => {
  for (const one of staff) {
    await counter.signIn(one);
    const { status, body } = await ask(`/v1/approvals/${approval}/approval`, {});
    await counter.signIn();
    expect({ status, code: body.code }).toMatchObject({ status: 200 });
  }
};
const standing = async (): Promise<Benefit> => {
  const { body } = await counter.ask<{ benefits: Benefit[] }>('GET', `/v1/people/${person}/benefits`);
  const [only] = body.benefits;
  if (only === undefined) throw new Error('no benefit');
  return only;
};
const preview = (asked: object) => ask(`/v1/benefits/${benefit}/redetermination-previews`, { asked });
const redetermine = (asked: object) =>
  ask(`/v1/benefits/${benefit}/redeterminations`, { asked, evidence: '档案复核意见' });
const yuanOf = (text: string): number => Number(text.replaceAll(',', ''));

/** Puts money on the account of the pension, booked at a moment. */
const credit = async (balanceFen: number, amountFen: number, bookedAt: string): Promise<void> => {
  await counter.query(
    `with a as (insert into personal_account (id, person_id, scheme, balance_fen, version) values ($1, $2, '110', $3, 1)
       on conflict (person_id, scheme) do update set balance_fen = $3, version = personal_account.version + 1 returning id, version)
     insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
     select id, version, 'personal', $4, $3, '2026', $5 from a`,
    [randomUUID(), person, balanceFen, amountFen, bookedAt],
  );
};

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  // 60 in 2026-03; retires 2026-07 by the reform.
  person = await insuredMonths((sql, values) => counter.query(sql, values), '110', '2026-06', 24, {
    birth: '1966-03-10',
  });
  await credit(5_500_000, 5_500_000, '2026-07-01T10:00:00+08:00');
  const documents = await handInPapers(counter, person, 'retirement-approval', 'personal-file');
  const claim = { kind: 'employee-pension', asked: { deemedMonths: 156 }, reason: '到龄退休', documents };
  const { body } = await ask(`/v1/people/${person}/benefit-claims`, claim);
  await decide(body.approval, '0301', '0201');
  benefit = (await standing()).id;
  await counter.query(
    `update entitlement set state = 'paid' where claim_id = $1 and period in ('2026-08', '2026-09')`,
    [benefit],
  );
  await counter.query(
    `update entitlement set state = 'in-payment' where claim_id = $1 and period = '2026-10'`,
    [benefit],
  );
}, 60_000);
afterAll(() => counter.close());

it('is refused where it would come to the same, and where something is told that the kind does not ask for', async () => {
  expect((await redetermine({})).body).toMatchObject({ code: 'benefit-change-unfit' });
  expect((await redetermine({ deemedMonths: 156 })).body.code).toBe('benefit-change-unfit');
  expect(await preview({ grade: 3 })).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
  expect((await preview({ deemedMonths: 12 })).body).toMatchObject({ code: 'benefit-not-due' });
  const other = `/v1/benefits/${randomUUID()}/redeterminations`;
  expect((await ask(other, { asked: {}, evidence: '材料' })).body.code).toBe('not-found');
});

it('owes what every month lacked, once two others have approved', async () => {
  const before = await standing();
  // Later than the lines were laid down.
  counter.clock.move(60_000);
  const { body: shown } = await preview({ deemedMonths: 180 });
  expect(shown).toMatchObject({
    formerFirstMonth: '2026-08',
    firstMonth: '2026-08',
    formerAmount: before.amount,
  });
  const more = yuanOf(shown.amount) - yuanOf(before.amount);
  expect(more).toBeGreaterThan(0);
  expect(yuanOf(shown.difference)).toBeCloseTo(4 * more, 2);
  const { body } = await redetermine({ deemedMonths: 180 });
  expect((await redetermine({ deemedMonths: 190 })).body.code).toBe('approval-waiting');
  expect(await standing()).toEqual(before);
  await decide(body.approval, '0301', '0201');
  const after = await standing();
  expect(after).toMatchObject({ amount: shown.amount, openMonths: 4, recoverTotal: '0.00' });
  expect(yuanOf(after.openTotal) - yuanOf(before.openTotal)).toBeCloseTo(4 * more, 2);
  expect((await redetermine({ deemedMonths: 180 })).body.code).toBe('benefit-change-unfit');
  expect(after.redeterminations).toMatchObject([
    { evidence: '档案复核意见', by: '0001', formerAmount: before.amount, amount: shown.amount },
  ]);
});

it('leaves each line explained by what it was reckoned from', async () => {
  const steps = await counter.app
    .get(Database, { strict: false })
    .read((tx) => counter.app.get(EntitlementsService, { strict: false }).list(tx, person));
  // One is with the bank as it was reckoned before; the others, and what it lacks, are of now.
  expect(steps.map(({ amount, explanation }) => [amount, explanation.steps.at(-1)?.result])).toEqual(
    steps.map(({ amount }) => [amount, amount]),
  );
  expect(new Set(steps.map(({ amount }) => amount)).size).toBeGreaterThan(1);
});

it('counts what came to the account since, and not what was drawn from it', async () => {
  await credit(5_510_000, 10_000, '2026-11-24T23:30:00+08:00');
  const { body } = await preview({ deemedMonths: 180 });
  expect(body.facts).toContainEqual(
    expect.objectContaining({ value: expect.objectContaining({ zh: expect.stringContaining('55,100') }) }),
  );
});

it('follows a corrected birth date: what went out before the new first month is to be recovered', async () => {
  const correction = await ask(`/v1/people/${person}/corrections`, {
    birthDate: '1966-06-10',
    source: '户籍证明',
    reason: '出生日期更正',
  });
  await decide(correction.body.approval, '0301');
  const { body: shown } = await preview({ deemedMonths: 180 });
  expect(shown.firstMonth > shown.formerFirstMonth).toBe(true);
  const [out] = await counter.query<{ fen: string }>(
    `select sum(amount_fen)::text as fen from entitlement where claim_id = $1 and state in ('paid', 'in-payment')`,
    [benefit],
  );
  const { body } = await redetermine({ deemedMonths: 180 });
  await decide(body.approval, '0301', '0201');
  const after = await standing();
  // What is with the bank is out of hand, too.
  expect(after).toMatchObject({
    firstMonth: shown.firstMonth,
    recoverTotal: (Number(out?.fen) / 100).toFixed(2),
  });
  expect(
    await counter.query('select former_first_month, first_month from benefit_redetermination order by id'),
  ).toEqual([
    { former_first_month: '2026-08', first_month: '2026-08' },
    { former_first_month: '2026-08', first_month: shown.firstMonth },
  ]);
});

it('is nothing that the database takes without an approval', async () => {
  await expect(
    counter.query(`update benefit_claim set facts = facts || '{"deemedMonths": 400}' where id = $1`, [
      benefit,
    ]),
  ).rejects.toThrow('is not redetermined');
  await expect(
    counter.query(`update benefit_claim set first_month = '2020-01' where id = $1`, [benefit]),
  ).rejects.toThrow('is not redetermined');
});
