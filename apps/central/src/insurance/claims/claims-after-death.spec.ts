/** Promises of what is paid to others after a death: the account to the heirs, off the account of the dead; grants of work injury; a family's allowance until whoever is paid dies too. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { handInPapers } from '../../../../../test/support/claim-papers.js';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';

let counter: Counter;
let heir: string;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  const [row] = await counter.query<{ id: string }>(`select id from person where name = '孙丽娟'`);
  heir = row?.id ?? '';
}, 60_000);
afterAll(() => counter.close());

type Asked = { readonly approval: string; readonly code?: string; readonly detail?: string };
type Reckoned = Asked & {
  readonly amount: string;
  readonly lastMonth: string | null;
  readonly facts: Record<string, unknown>;
};
type Benefit = { readonly kind: string; readonly state: string; readonly lastMonth: string | null };

const approve = async (approval: string, staff: string): Promise<number> => {
  await counter.signIn(staff);
  const { status } = await counter.ask('POST', `/v1/approvals/${approval}/approval`, {});
  await counter.signIn();
  return status;
};
const died = async (person: string, diedOn: string): Promise<void> => {
  const { body } = await counter.ask<Asked>('POST', `/v1/people/${person}/corrections`, {
    diedOn,
    source: '死亡证明',
    reason: '登记死亡',
  });
  expect(await approve(body.approval, '0301')).toBe(200);
};
const insured = async (scheme: string, diedOn: string, balance = 0): Promise<string> => {
  const person = await insuredMonths((sql, values) => counter.query(sql, values), scheme, '2025-11', 14, {
    birth: '1980-05-05',
    balance,
  });
  await died(person, diedOn);
  return person;
};
const papers = ['death-certificate', 'kinship'];
const reckon = (person: string, kind: string, asked: object, payee = heir) =>
  counter.ask<Reckoned>('POST', `/v1/people/${person}/benefit-claim-previews`, { kind, asked, payee });
const claim = async (person: string, kind: string, asked: object, ...more: readonly string[]) =>
  counter.ask<Asked>('POST', `/v1/people/${person}/benefit-claims`, {
    kind,
    asked,
    payee: heir,
    reason: '遗属申领',
    documents: await handInPapers(counter, person, ...papers, ...more),
  });
const granted = async (approval: string): Promise<void> => {
  expect(await approve(approval, '0301')).toBe(200);
  expect(await approve(approval, '0201')).toBe(200);
};
const benefitsOf = async (person: string): Promise<readonly Benefit[]> =>
  (await counter.ask<{ benefits: Benefit[] }>('GET', `/v1/people/${person}/benefits`)).body.benefits;
const balanceOf = async (person: string): Promise<string | undefined> =>
  (
    await counter.query<{ balance_fen: string }>(
      'select balance_fen from personal_account where person_id = $1',
      [person],
    )
  )[0]?.balance_fen;

describe('a personal account', () => {
  it('is paid to the heirs once, and off the account of the dead alone', async () => {
    const person = await insured('170', '2026-10-05', 960_000);
    const found = await reckon(person, 'account-inheritance', {});
    expect(found.body).toMatchObject({ amount: '9600.00', scheme: '170', facts: { account: '9600.00' } });
    const { body } = await claim(person, 'account-inheritance', {});
    await granted(body.approval);
    expect(await balanceOf(person)).toBe('0');
    expect(
      await counter.query(
        `select e.kind, e.amount_fen from personal_account_entry e join personal_account a on a.id = e.account_id
         where a.person_id = $1 order by e.version`,
        [person],
      ),
    ).toMatchObject([{ kind: 'personal' }, { kind: 'benefit', amount_fen: '-960000' }]);
    const lines = await counter.query(
      `select e.scheme, e.amount_fen, e.account_part_fen, e.kind from entitlement e join benefit_claim c on c.id = e.claim_id
       where c.person_id = $1`,
      [person],
    );
    expect(lines).toEqual([{ scheme: '170', amount_fen: '960000', account_part_fen: '0', kind: 'lump' }]);
    expect((await counter.tap('sun-lijuan')).body.entitlements).toMatchObject([
      { scheme: '170', amount: '9600.00' },
    ]);
    expect(await balanceOf(heir)).toBe('0');
    const again = await reckon(person, 'account-inheritance', {});
    expect(again.body.code).toBe('benefit-not-due');
    expect(again.body.detail).toContain('没有余额');
  });

  it('is claimed again for what is booked on it later, and not granted as another sum than was asked for', async () => {
    const person = await insured('110', '2026-10-05', 500_000);
    const { body } = await claim(person, 'account-inheritance', {});
    await counter.query(
      `with a as (update personal_account set balance_fen = balance_fen + 100, version = version + 1 where person_id = $1 returning *)
       insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
       select id, version, 'interest', 100, balance_fen, '2026', now() from a`,
      [person],
    );
    expect(await approve(body.approval, '0301')).toBe(409);
    await counter.signIn('0301');
    await counter.ask('POST', `/v1/approvals/${body.approval}/rejection`, { reason: '余额已变' });
    await counter.signIn();
    const second = await claim(person, 'account-inheritance', {});
    await granted(second.body.approval);
    expect(await balanceOf(person)).toBe('0');
    await counter.query(
      `with a as (update personal_account set balance_fen = 250, version = version + 1 where person_id = $1 returning *)
       insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
       select id, version, 'interest', 250, 250, '2026', now() from a`,
      [person],
    );
    expect((await reckon(person, 'account-inheritance', {})).body.amount).toBe('2.50');
  });

  it('is nobody’s but the owner’s while they live', async () => {
    const person = await insuredMonths((sql, values) => counter.query(sql, values), '170', '2025-11', 2, {
      birth: '1980-05-05',
      balance: 100,
    });
    expect((await reckon(person, 'account-inheritance', {})).body.code).toBe('person-alive');
  });
});

describe('a death by work', () => {
  it('brings its grants once, and the family an allowance from the month after on, until whoever is paid dies', async () => {
    const person = await insured('410', '2025-12-20');
    const injury = { injuredOn: '2025-12-18' };
    const grants = await reckon(person, 'injury-death', injury);
    const { averageWage } = grants.body.facts;
    expect(Number(grants.body.amount)).toBeCloseTo(6 * Number(averageWage) + 1_083_760, 2);
    const without = await claim(person, 'injury-death', injury);
    expect(without.body).toMatchObject({ code: 'documents-missing' });
    expect(without.body.detail).toContain('工伤认定决定书');
    const once = await claim(person, 'injury-death', injury, 'injury-determination');
    await granted(once.body.approval);
    expect((await reckon(person, 'injury-death', injury)).body.code).toBe('benefit-drawn');

    // The child comes of age in 2026-03.
    const family = { ...injury, spouse: true, childrenBornOn: '2008-03-15' };
    expect((await reckon(person, 'injury-dependants', injury)).body.detail).toContain('没有符合条件');
    const monthly = await claim(person, 'injury-dependants', family, 'injury-determination', 'dependence');
    await granted(monthly.body.approval);
    const months = await counter.query<{ period: string; amount_fen: string }>(
      `select e.period, e.amount_fen from entitlement e join benefit_claim c on c.id = e.claim_id
       where c.person_id = $1 and c.kind = 'injury-dependants' order by e.period`,
      [person],
    );
    expect(months).toHaveLength(11);
    expect(months.slice(1, 4)).toEqual([
      { period: '2026-02', amount_fen: '420000' },
      { period: '2026-03', amount_fen: '420000' },
      { period: '2026-04', amount_fen: '240000' },
    ]);
    expect((await reckon(person, 'injury-dependants', family)).body.code).toBe('benefit-drawn');

    await died(heir, '2026-10-02');
    expect((await benefitsOf(person)).find(({ kind }) => kind === 'injury-dependants')).toMatchObject({
      state: 'ended',
      lastMonth: '2026-10',
    });
  });
});
