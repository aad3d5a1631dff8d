/** Promises of claims to benefits: reckoned before they are asked for, granted by two others, paid at a window, suspended, resumed and ended with what follows. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { handInPapers } from '../../../../../test/support/claim-papers.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';

let counter: Counter;

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};

type Asked = {
  readonly approval: string;
  readonly code?: string;
  readonly detail?: string;
  readonly id: string;
};
type Benefit = {
  readonly id: string;
  readonly state: string;
  readonly amount: string;
  readonly openMonths: number;
  readonly openTotal: string;
  readonly paidMonths: number;
  readonly recoverTotal: string;
  readonly lastMonth: string | null;
};
const ask = <T = Asked>(path: string, body: object) => counter.ask<T>('POST', path, body);
/** Asks for a benefit with one picture of each of these documents. */
const claimed = async (person: string, claim: object, ...papers: readonly string[]) =>
  ask(`/v1/people/${person}/benefit-claims`, {
    ...claim,
    documents: await handInPapers(counter, person, ...papers),
  });
const decide = (approval: string, staff: string) =>
  as(staff, () => counter.ask<Asked>('POST', `/v1/approvals/${approval}/approval`, {}));
const approved = async (approval: string): Promise<void> => {
  expect((await decide(approval, '0301')).status).toBe(200);
  expect((await decide(approval, '0201')).status).toBe(200);
};
const benefitsOf = async (person: string): Promise<readonly Benefit[]> =>
  (await counter.ask<{ benefits: Benefit[] }>('GET', `/v1/people/${person}/benefits`)).body.benefits;
const only = async (person: string): Promise<Benefit> => {
  const [benefit, ...more] = await benefitsOf(person);
  if (benefit === undefined || more.length > 0) throw new Error(`${more.length} more benefits`);
  return benefit;
};
const change = async (benefit: string, asked: object): Promise<Asked & { status: number }> => {
  const { status, body } = await ask(`/v1/benefits/${benefit}/changes`, { evidence: '材料一号', ...asked });
  return { ...body, status };
};
const changed = async (benefit: string, asked: object): Promise<void> => {
  const { approval, status } = await change(benefit, asked);
  expect(status).toBe(201);
  expect((await decide(approval, '0301')).status).toBe(200);
};

type Rest = Parameters<typeof insuredMonths> extends [unknown, ...infer Rest] ? Rest : never;
const insured = (...of: Rest): Promise<string> =>
  insuredMonths((sql, values) => counter.query(sql, values), ...of);

describe('an employee pension', () => {
  let person: string;
  beforeAll(async () => {
    // 60 in 2026-03 by the ages of before; eleven quarters of the reform later: retires 2026-07.
    person = await insured('110', '2026-06', 24, { birth: '1966-03-10', balance: 5_500_000 });
  });

  it('is not due while months are missing, and says how many', async () => {
    const previews = `/v1/people/${person}/benefit-claim-previews`;
    const short = await ask(previews, { kind: 'employee-pension', asked: {} });
    expect(short).toMatchObject({ status: 409, body: { code: 'benefit-not-due' } });
    expect(short.body.detail).toContain('还差 156 个月');
    const odd = await ask(previews, { kind: 'employee-pension', asked: { grade: 3 } });
    expect(odd).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
  });

  it('is reckoned with the months of the personal file, approved by two others, and collected from its first month on', async () => {
    const claim = { kind: 'employee-pension', asked: { deemedMonths: 156 } };
    const found = await ask<Record<string, unknown>>(`/v1/people/${person}/benefit-claim-previews`, claim);
    expect(found.body).toMatchObject({
      firstMonth: '2026-08',
      lastMonth: null,
      monthsPast: 4,
      facts: { months: 180, deemedMonths: 156, account: '55000.00', ageMonths: 724 },
      factsInWords: expect.arrayContaining([
        {
          label: { zh: '其中视同缴费', en: 'of them deemed paid' },
          value: { zh: '156 个月', en: '156 months' },
        },
      ]),
    });
    const path = `/v1/people/${person}/benefit-claims`;
    const papers = ['retirement-approval', 'personal-file'];
    const asked = await claimed(person, { ...claim, reason: '到龄退休' }, ...papers);
    expect(asked.status).toBe(201);
    const twice = await claimed(person, { ...claim, reason: '到龄退休' }, ...papers);
    expect(twice.body.code).toBe('claim-waiting');
    const waiting = await counter.ask<{ claims: object[] }>('GET', `/v1/people/${person}/benefits`);
    expect(waiting.body.claims).toMatchObject([{ state: 'asked', approval: asked.body.approval }]);
    const decided = await counter.ask<{ details: object[] }>('GET', `/v1/approvals/${asked.body.approval}`);
    expect(decided.body.details).toContainEqual({
      label: { zh: '退休年龄', en: 'age of retiring' },
      value: { zh: '60 岁 4 个月', en: '60 years and 4 months' },
    });
    expect((await decide(asked.body.approval, '0001')).status).toBe(403);
    expect((await decide(asked.body.approval, '0301')).status).toBe(200);
    expect(await benefitsOf(person)).toEqual([]);
    expect((await decide(asked.body.approval, '0201')).status).toBe(200);
    const benefit = await only(person);
    expect(benefit).toMatchObject({ state: 'normal', openMonths: 4, amount: found.body['amount'] });
    expect((await ask(path, { ...claim, reason: '再申领' })).body.code).toBe('pension-drawn');
    expect((await ask(path, { kind: 'resident-pension', asked: {}, reason: '另一份' })).body.code).toBe(
      'pension-drawn',
    );
  });

  it('stops in prison and goes on without arrears, and is paid for the time of a detention that led nowhere', async () => {
    const { id, openMonths } = await only(person);
    await changed(id, { what: 'suspended', cause: 'imprisoned', from: '2026-09' });
    expect(await only(person)).toMatchObject({ state: 'suspended', openMonths: 1 });
    expect((await change(id, { what: 'suspended', cause: 'missing', from: '2026-10' })).code).toBe(
      'benefit-change-unfit',
    );
    await changed(id, { what: 'resumed', from: '2026-11' });
    expect(await only(person)).toMatchObject({ state: 'normal', openMonths: 2 });
    await changed(id, { what: 'suspended', cause: 'detained', from: '2026-11' });
    expect(await only(person)).toMatchObject({ state: 'suspended', openMonths: 1 });
    await changed(id, { what: 'resumed', from: '2026-11' });
    expect(await only(person)).toMatchObject({ openMonths: 2 });
    expect(openMonths).toBe(4);
    expect((await change(id, { what: 'resumed', from: '2026-11' })).code).toBe('benefit-change-unfit');
    expect((await change(id, { what: 'ended', cause: 'died', from: '2026-01' })).code).toBe(
      'benefit-change-unfit',
    );
    expect((await change(id, { what: 'ended', cause: 'imprisoned', from: '2026-11' })).code).toBe(
      'malformed-request',
    );
  });

  it('finds what was paid after a death as paid in error, and pays the family once', async () => {
    await counter.query(
      `update entitlement set state = 'paid' where person_id = $1 and state = 'open' and period = '2026-11'`,
      [person],
    );
    const { amount } = await only(person);
    const correction = await ask(`/v1/people/${person}/corrections`, {
      diedOn: '2026-10-05',
      source: '死亡证明',
      reason: '登记死亡',
    });
    expect((await decide(correction.body.approval, '0301')).status).toBe(200);
    expect(await only(person)).toMatchObject({
      state: 'ended',
      lastMonth: '2026-10',
      openMonths: 1,
      paidMonths: 1,
      recoverTotal: amount,
    });
    const path = `/v1/people/${person}/benefit-claims`;
    const claim = {
      kind: 'survivors',
      asked: { yearlyIncome: '40408.00', deemedMonths: 156 },
      reason: '抚恤',
    };
    expect((await ask(path, claim)).body.code).toBe('payee-missing');
    const [heir] = await counter.query<{ id: string }>(`select id from person where name = '孙丽娟'`);
    const asked = await claimed(
      person,
      { ...claim, payee: heir?.id },
      'death-certificate',
      'kinship',
      'personal-file',
    );
    expect(asked.status).toBe(201);
    await approved(asked.body.approval);
    // Two months for the funeral, nine for fifteen paid years less none.
    const session = (await counter.tap('sun-lijuan')).body;
    expect(session.entitlements).toMatchObject([{ scheme: '110', amount: '37040.63' }]);
    expect((await ask(path, { ...claim, payee: heir?.id })).body.code).toBe('benefit-drawn');
    expect((await ask(path, { kind: 'employee-pension', asked: {}, reason: '再领' })).body.code).toBe(
      'person-dead',
    );
  });
});

describe('other benefits', () => {
  it('pay the jobless month by month, each at the amount in force in it, for as long as was paid for', async () => {
    const person = await insured('210', '2026-08', 14, { birth: '1985-05-05' });
    const claim = { kind: 'unemployment', reason: '失业登记' };
    const early = await claimed(person, { ...claim, asked: {} });
    expect(early.body).toMatchObject({ code: 'benefit-not-due' });
    const told = { ...claim, asked: { registeredOn: '2026-09-03' } };
    const asked = await claimed(person, told, 'unemployment-registration');
    await approved(asked.body.approval);
    const benefit = await only(person);
    expect(benefit).toMatchObject({
      amount: '1692.00',
      lastMonth: '2027-08',
      openMonths: 3,
      openTotal: '5076.00',
    });
    await changed(benefit.id, { what: 'ended', cause: 'employed', from: '2026-11' });
    expect(await only(person)).toMatchObject({ state: 'ended', openMonths: 2, lastMonth: '2026-10' });
  });

  it('pay an injured person once by the mean of the year before, and the monthly allowance beside it', async () => {
    const person = await insured('410', '2026-06', 24, { birth: '1985-05-05' });
    const path = `/v1/people/${person}/benefit-claims`;
    const injury = { injuredOn: '2026-05-20', grade: 4 };
    const papers = ['injury-determination', 'capacity-finding'];
    const lump = { kind: 'injury-lump', asked: injury, reason: '四级伤残' };
    const once = await claimed(person, lump, ...papers);
    await approved(once.body.approval);
    const allowance = {
      kind: 'injury-allowance',
      asked: { ...injury, firstMonth: '2026-09' },
      reason: '四级伤残',
    };
    const monthly = await claimed(person, allowance, ...papers);
    await approved(monthly.body.approval);
    const benefits = await benefitsOf(person);
    expect(benefits.map(({ openTotal }) => openTotal).toSorted()).toEqual(['126000.00', '13500.00']);
    const again = await ask(path, { kind: 'injury-allowance', asked: injury, reason: '四级伤残' });
    expect(again.body.code).toBe('benefit-drawn');
    const five = await ask(path, {
      kind: 'injury-allowance',
      asked: { ...injury, grade: 5 },
      reason: '五级',
    });
    expect(five.body.code).toBe('benefit-drawn');
  });

  it('pay a birth once, out of medical insurance since the merger, and to nobody who was not insured then', async () => {
    const person = await insured('310', '2026-10', 12, { birth: '1995-05-05', sex: 'female' });
    const path = `/v1/people/${person}/benefit-claims`;
    const claim = { kind: 'maternity', reason: '生育' };
    const asked = { bornOn: '2026-10-02', unitMonthlyWage: '8000.00', difficult: true };
    const early = await ask(path, { ...claim, asked: { ...asked, bornOn: '2024-10-02' } });
    expect(early.body.code).toBe('benefit-not-due');
    const { body } = await claimed(person, { ...claim, asked }, 'birth-certificate', 'birth-record');
    await approved(body.approval);
    expect(await only(person)).toMatchObject({ scheme: '310', openTotal: '30133.33' });
  });

  it('are not granted by whoever asked, nor when what they are reckoned from has changed meanwhile', async () => {
    const person = await insured('210', '2026-08', 14, { birth: '1985-05-05' });
    const claim = { kind: 'unemployment', reason: '失业登记', asked: { registeredOn: '2026-09-03' } };
    const asked = await claimed(person, claim, 'unemployment-registration');
    await counter.query(
      `update participation set voided_at = now(), voided_by = '0001', void_reason = '误' where person_id = $1`,
      [person],
    );
    expect((await decide(asked.body.approval, '0301')).body.code).toBe('approval-outdated');
    expect(await benefitsOf(person)).toEqual([]);
  });
});
