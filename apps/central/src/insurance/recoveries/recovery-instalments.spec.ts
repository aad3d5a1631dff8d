/** Promises of giving back by instalments: agreed on within what the law leaves, kept by whatever came back in time, offered at the window, and ended by a part that is missed. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter, type Session } from '../../../../../test/support/counter.js';

let counter: Counter;
let claim = '';
let reference = '';
const card = 'zhao-yulan';
type Said = { readonly code?: string; readonly detail?: string; readonly approval?: string };
type Recovery = { readonly open: string; readonly agreement: object | null };

const by = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
const decided = async (approval: string): Promise<void> => {
  const reply = await by('0301', () => counter.ask('POST', `/v1/approvals/${approval}/approval`, {}));
  expect(reply.status).toBe(200);
};
const asked = async (...instalments: readonly (readonly [string, string])[]): Promise<Said> =>
  (
    await by('0501', () =>
      counter.ask<Said>('POST', `/v1/recoveries/${reference}/instalments`, {
        instalments: instalments.map(([dueOn, amount]) => ({ dueOn, amount })),
        reason: '一次退不起',
      }),
    )
  ).body;
const listed = async (): Promise<Recovery> => {
  const { body } = await by('0501', () =>
    counter.ask<{ recoveries: Recovery[] }>('GET', '/v1/recoveries?state=open'),
  );
  const [one] = body.recoveries;
  if (one === undefined) throw new Error('no recovery is open');
  return one;
};
const tapped = async (): Promise<Session> => (await counter.tap(card)).body;
const yuan = (fen: number): string => (fen / 100).toFixed(2);

beforeAll(async () => {
  counter = await Counter.open();
  await counter.tap(card);
  const [found] = await counter.query<{ id: string }>(
    `select b.id from benefit_claim b join person p on p.id = b.payee_id where b.scheme = '170' and p.name = '赵玉兰'`,
  );
  claim = found?.id ?? '';
  await counter.query(`update entitlement set state = 'paid' where claim_id = '${claim}' and state = 'open'`);
  // Paid in error in October; November's was, too.
  const change = async (body: object): Promise<void> => {
    const { body: said } = await counter.ask<Said>('POST', `/v1/benefits/${claim}/changes`, {
      evidence: '判决书（2026）1号',
      ...body,
    });
    await decided(String(said.approval));
  };
  await change({ what: 'suspended', cause: 'imprisoned', from: '2026-10' });
  reference = (await tapped()).recoveries[0]?.reference ?? '';
}, 60_000);
afterAll(() => counter.close());

it('is divided by rising days within three years, into what is open', async () => {
  const { open } = await listed();
  expect(await asked(['2026-12-31', '1.00'], ['2027-01-31', '1.00'])).toMatchObject({
    code: 'instalments-unfit',
    detail: 'sum-differs',
  });
  const rest = (Number(open) - 100).toFixed(2);
  expect(await asked(['2026-12-31', '100.00'], ['2029-12-31', rest])).toMatchObject({
    detail: 'beyond-a-year',
  });
  // Imprisoned, they draw nothing: what they agree to is theirs to know.
  const { approval = '' } = await asked(['2026-12-31', '100.00'], ['2027-01-31', rest]);
  expect((await listed()).agreement).toBeNull();
  await decided(approval);
  counter.clock.move(1000);
  expect((await listed()).agreement).toMatchObject({
    state: 'kept',
    overdue: '0.00',
    instalments: [
      { dueOn: '2026-12-31', amount: '100.00', open: '100.00' },
      { dueOn: '2027-01-31', amount: rest, open: rest },
    ],
  });
});

it('is offered at the window part by part, and kept by what came in time', async () => {
  const session = await tapped();
  expect(session.recoveries).toMatchObject([
    { instalment: { place: 1, of: 2, dueOn: '2026-12-31', open: '100.00', lapsed: false } },
  ]);
  const paid = await counter.pay(card, session, [{ id: claim, amount: '60.00' }]);
  expect(paid.body).toMatchObject({ state: 'succeeded' });
  expect((await tapped()).recoveries).toMatchObject([{ instalment: { place: 1, open: '40.00' } }]);
});

it('is ended by a part that is missed, and then all is due', async () => {
  counter.clock.move(38 * 86_400_000);
  await counter.authenticate();
  await counter.signIn();
  expect((await listed()).agreement).toMatchObject({ state: 'broken', overdue: '40.00' });
  const session = await tapped();
  expect(session.recoveries).toMatchObject([{ instalment: { place: 1, open: '40.00', lapsed: true } }]);
  // Paid late, it stays ended.
  await counter.pay(card, session, [{ id: claim, amount: '40.00' }]);
  expect((await listed()).agreement).toMatchObject({ state: 'broken', overdue: '0.00' });
});

it('asks in no month for more than could be kept back of what is drawn', async () => {
  const { approval } = (
    await counter.ask<Said>('POST', `/v1/benefits/${claim}/changes`, {
      evidence: '释放证明',
      what: 'resumed',
      from: '2026-12',
    })
  ).body;
  await decided(String(approval));
  await tapped();
  const [line] = await counter.query<{ most: string }>(
    `select (sum(amount_fen) - greatest(ceil(sum(amount_fen) / 2.0), sum(account_part_fen)))::bigint::text as most from entitlement
     where claim_id = '${claim}' and period = '2027-01' and state <> 'void'`,
  );
  const most = Number(line?.most);
  expect(most).toBeGreaterThan(0);
  const open = Math.round(Number((await listed()).open) * 100);
  expect(await asked(['2027-01-31', yuan(most + 1)], ['2027-02-28', yuan(open - most - 1)])).toMatchObject({
    code: 'instalments-unbearable',
    detail: yuan(most),
  });
  const months = Math.ceil(open / most);
  const each = Array.from(
    { length: months },
    (_, at) =>
      [
        `2027-${String(at + 1).padStart(2, '0')}-28`,
        yuan(at === months - 1 ? open - most * (months - 1) : most),
      ] as const,
  );
  expect(await asked(...each)).toMatchObject({ state: 'waiting' });
});
