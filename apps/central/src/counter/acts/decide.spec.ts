/** Promises of deciding, whatever comes in whatever order: money is conserved, nothing is paid twice, no half is left. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { date } from '#libs/kernel/plain-date.js';
import { accountTypes, type AccountTypeId } from '#libs/ledger/account-types.js';
import { fen, maximumFen, yuan, zeroFen, type Fen } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { accountKey } from '../../funds/ledger/ledger.store.js';
import type { GovernmentMoney, GroupState, DueRow, EntitlementRow, SessionRow } from './group-state.js';
import { checkItems, checkSession } from './check-card-act.js';
import { decide } from './decide.js';
import type { CashLimits } from '../shifts/cash-limits.service.js';
import type { CardAct, Job, Outcome, TillAct } from './counter-act.js';
import { emptyWriteSet } from './write-set.js';

const issuer = {
  agency: { zh: '测试局', en: 'Test bureau' },
  areaCode: '632802',
  receiptKey: { id: '1', key: '00' },
};
const generous: CashLimits = {
  draw: fen(maximumFen),
  imprest: fen(maximumFen),
  received: fen(maximumFen),
  collection: fen(maximumFen),
  difference: fen(maximumFen),
  carefulShare: ppm(500_000),
  debitConsent: 'signature',
  elsewhere: new Set(['110']),
  uncollected: new Set(['120']),
};
const terminal = { id: 'terminal', name: '一号窗口', kind: 'window' as const };
const staff = { number: '0001', name: '经办', role: 'window-clerk', sessionId: 'sign-in' } as const;
const now = new Date('2026-11-24T02:00:00Z');

const session: SessionRow = {
  id: 'session',
  terminalId: 'terminal',
  staffNumber: '0001',
  state: 'open',
  nonce: '00',
  startedAt: now,
  personId: 'person',
  personName: '某人',
  socialSecurityNumber: '11111119810101111X',
  cardNumber: 'X00000019',
  cardState: 'enabled',
  validUntil: date('2030-01-01'),
  algorithm: 'sm4',
  historicalBytes: '00'.repeat(13),
  keyVersion: 1,
  bankAccount: '6217',
  bankAccountState: 'active',
  paidFor: [],
};

const due = (id: string, changes: Partial<DueRow> = {}): DueRow => ({
  id,
  personId: 'person',
  scheme: '390',
  period: '2026',
  amount: yuan('400.00'),
  tiers: new Map(),
  creditsPersonalAccount: false,
  accountShare: null,
  state: 'open',
  inHand: false,
  instalment: null,
  ...changes,
});

const entitlement = (id: string, changes: Partial<EntitlementRow> = {}): EntitlementRow => ({
  id,
  personId: 'person',
  scheme: '170',
  period: '2026-11',
  amount: yuan('319.06'),
  accountPart: yuan('69.06'),
  state: 'open',
  ...changes,
});

const tiers: ReadonlyMap<bigint, GovernmentMoney> = new Map([
  [yuan('200.00'), { governmentPart: zeroFen, subsidy: yuan('40.00') }],
  [yuan('500.00'), { governmentPart: zeroFen, subsidy: yuan('60.00') }],
]);

const opening = (type: AccountTypeId): Fen =>
  type === 'expenditure' || type === 'fiscal-subsidy' ? yuan('700.00') : zeroFen;

/** A window with three dues and three months to collect, and funds that can pay two of the months. */
const window = (): GroupState => {
  const accounts = ['170', '390'].flatMap((fund) =>
    (Object.keys(accountTypes) as AccountTypeId[]).map((type) => ({
      id: accountKey(fund, type, accountTypes[type].perClerk ? '0001' : ''),
      fund,
      type,
    })),
  );
  return {
    now,
    today: date('2026-11-24'),
    operations: new Map(),
    sessions: new Map([['session', session]]),
    proofs: new Map(),
    heldBack: new Set(),
    limits: generous,
    atWindow: new Map(),
    begun: new Map(),
    tills: new Map(),
    dues: new Map(
      [
        due('medical'),
        due('other', { period: '2025' }),
        due('pension', { scheme: '170', amount: null, tiers, creditsPersonalAccount: true }),
      ].map((one) => [one.id, one]),
    ),
    entitlements: new Map(
      [
        entitlement('nov'),
        entitlement('oct', { period: '2026-10' }),
        entitlement('sep', { period: '2026-09' }),
      ].map((one) => [one.id, one]),
    ),
    recoveries: new Map(),
    undone: new Map(),
    waiting: new Map(),
    personalAccounts: new Map([['person/170', { id: 'account', balance: yuan('100.00'), version: 1n }]]),
    accountIds: new Map(accounts.map(({ id }) => [id, id])),
    balances: new Map(
      accounts.map((account) => [account.id, { account, balance: opening(account.type), held: zeroFen }]),
    ),
    accountVersions: new Map(),
    lastReceiptNumber: 0,
  };
};

const act = (changes: Partial<CardAct> = {}): CardAct => ({
  kind: 'payment',
  key: randomUUID(),
  terminal,
  staff,
  bodyDigest: 'digest',
  channel: 'cash',
  consent: 'signature',
  cardSessionId: 'session',
  cardProof: new Uint8Array(8),
  items: [{ id: 'medical', amount: yuan('400.00') }],
  ...changes,
});

describe('a card act is refused for the first reason that applies', () => {
  // Each row has all the faults of the rows below it.
  const lost = {
    ...session,
    cardState: 'formally-lost' as const,
    validUntil: date('2020-01-01'),
    bankAccount: null,
    bankAccountState: 'none' as const,
  };
  it.each<[string, SessionRow | null, boolean]>([
    ['card-session-ended', null, false],
    ['card-session-ended', { ...lost, terminalId: 'another' }, false],
    ['card-session-ended', { ...lost, staffNumber: '0002' }, false],
    ['card-session-ended', { ...lost, state: 'ended' }, false],
    ['card-session-ended', { ...lost, startedAt: new Date(now.getTime() - 61 * 60_000) }, false],
    ['card-swapped', lost, false],
    ['card-lost', lost, true],
    ['card-expired', { ...lost, cardState: 'enabled' }, true],
    ['no-bank-account', { ...lost, cardState: 'enabled', validUntil: session.validUntil }, true],
    ['no-bank-account', { ...session, bankAccountState: 'inactive' }, true],
  ])('%s (%#)', (code, row, isProven) => {
    const asked = act({ channel: 'bank' });
    const state: GroupState = {
      ...window(),
      sessions: new Map(row === null ? [] : [['session', row]]),
      proofs: new Map([[asked.key, { genuine: isProven, keyVersion: 1 }]]),
    };
    expect(checkSession(state, asked)).toMatchObject({ ok: false, refusal: { code } });
  });

  it.each<[string, CardAct['items'], Partial<DueRow>]>([
    [
      'malformed-request',
      [
        { id: 'medical', amount: yuan('1.00') },
        { id: 'medical', amount: yuan('1.00') },
      ],
      { personId: 'else', state: 'paid' },
    ],
    ['due-unknown', [{ id: 'nothing', amount: yuan('1.00') }], {}],
    ['due-unknown', [{ id: 'medical', amount: yuan('1.00') }], { personId: 'else', state: 'paid' }],
    ['due-unknown', [{ id: 'medical', amount: yuan('1.00') }], { state: 'waived' }],
    ['due-of-other-channel', [{ id: 'medical', amount: yuan('400.00') }], { scheme: '110' }],
    ['collector-unknown', [{ id: 'medical', amount: yuan('400.00') }], { scheme: '120' }],
    ['due-paid', [{ id: 'medical', amount: yuan('1.00') }], { state: 'paid' }],
    ['due-in-payment', [{ id: 'medical', amount: yuan('1.00') }], { state: 'in-payment' }],
    ['tier-unknown', [{ id: 'medical', amount: yuan('1.00') }], { tiers }],
    ['amount-differs', [{ id: 'medical', amount: yuan('1.00') }], {}],
  ])('%s (%#)', (code, items, changes) => {
    const state: GroupState = { ...window(), dues: new Map([['medical', due('medical', changes)]]) };
    expect(checkItems(state, act({ items }), session)).toMatchObject({ ok: false, refusal: { code } });
  });
});

// A key out of few, so that keys are used again; items out of all, right and wrong.
const keys = Array.from({ length: 6 }, () => randomUUID());
const anyItems = (ids: readonly string[], amounts: readonly string[]) =>
  fc.array(fc.record({ id: fc.constantFrom(...ids), amount: fc.constantFrom(...amounts.map(yuan)) }), {
    minLength: 1,
    maxLength: 3,
  });
const channel = fc.constantFrom('bank' as const, 'cash' as const);
const anyCardAct = fc.oneof(
  fc.record({
    kind: fc.constant('payment' as const),
    key: fc.constantFrom(...keys),
    channel,
    items: anyItems(['medical', 'other', 'pension', 'nothing'], ['400.00', '200.00', '500.00', '1.00']),
  }),
  fc.record({
    kind: fc.constant('collection' as const),
    key: fc.constantFrom(...keys),
    channel,
    items: anyItems(['nov', 'oct', 'sep', 'nothing'], ['319.06', '1.00']),
  }),
);
const anyTillAct = fc.record({
  kind: fc.constantFrom('till-draw' as const, 'till-deposit' as const),
  key: fc.constantFrom(...keys),
  amount: fc.constantFrom(...['0.00', '100.00', '400.00', '900.00'].map(yuan)),
});
const anyConclusion = fc.record({
  kind: fc.constant('conclusion' as const),
  succeeded: fc.boolean(),
  which: fc.nat(),
});

describe('whatever comes, in whatever order', () => {
  it('every act is answered once, money is conserved in each fund, and nothing is paid twice', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof({ weight: 5, arbitrary: anyCardAct }, anyTillAct, { weight: 3, arbitrary: anyConclusion }),
          { maxLength: 30 },
        ),
        (asked) => {
          const state: GroupState = {
            ...window(),
            proofs: new Map(keys.map((key) => [key, { genuine: true, keyVersion: 1 }])),
          };
          const paid = new Map<string, number>();
          const instructed: string[] = [];
          for (const one of asked) {
            const job = jobOf(one, state);
            if (job === null) continue;
            const before = JSON.stringify([...state.balances], text);
            const writes = emptyWriteSet();
            const outcome = decide(state, writes, issuer, job);
            if (outcome.settled && outcome.instruction !== null)
              instructed.push(outcome.instruction.operationKey);
            if (outcome.settled && outcome.instruction !== null && job.kind !== 'conclusion') {
              const lines = writes.lines.flatMap(({ lines: of }) => of);
              state.waiting.set(job.key, {
                operation: outcome.operation,
                holder: { name: '某人', socialSecurityNumber: '11111119810101111X', cardNumber: 'X00000019' },
                first: null,
                entries: [],
                terminalName: 'w',
                staffName: 's',
                lines,
              });
            }
            for (const [id, { state: to }] of [...writes.dues, ...writes.entitlements])
              if (to === 'paid') paid.set(id, (paid.get(id) ?? 0) + 1);
            const isNew = outcome.settled && !outcome.replayed;
            expect(isNew || JSON.stringify([...state.balances], text) === before).toBe(true);
            expectSound(state, writes.transfers.length, outcome);
          }
          expect([...paid.values()].every((times) => times === 1)).toBe(true);
          expect(new Set(instructed).size).toBe(instructed.length);
          // What is held is what the bank still has to answer for.
          const open = [...state.waiting.values()].filter(
            ({ operation }) => operation.state === 'running' && operation.kind === 'collection',
          );
          const held = [...state.balances.values()].reduce((whole, balance) => whole + balance.held, 0n);
          expect(held).toBe(open.reduce((whole, { operation }) => whole + operation.total, 0n));
          expect(state.lastReceiptNumber).toBe(
            [...state.operations.values()].filter(({ receiptNumber }) => receiptNumber !== null).length,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

type Asked =
  typeof anyCardAct extends fc.Arbitrary<infer A>
    ? | A
      | (typeof anyTillAct extends fc.Arbitrary<infer B> ? B : never)
      | (typeof anyConclusion extends fc.Arbitrary<infer C> ? C : never)
    : never;

/** The job of a generated request; null for a conclusion while nothing waits. The body's digest follows from the body. */
const jobOf = (asked: Asked, state: GroupState): Job | null => {
  if (asked.kind === 'conclusion') {
    const waiting = [...state.waiting.keys()];
    const key = waiting[asked.which % Math.max(1, waiting.length)];
    if (key === undefined) return null;
    return {
      kind: 'conclusion',
      key,
      outcome: asked.succeeded
        ? { succeeded: true, bankReference: 'B1' }
        : { succeeded: false, reason: '余额不足' },
    };
  }
  const bodyDigest = JSON.stringify(asked, text);
  if ('items' in asked) return act({ ...asked, bodyDigest });
  const till: TillAct = { ...asked, terminal, staff, bodyDigest, channel: 'cash', scheme: '170' };
  return till;
};

/** Each fund's debits equal its credits, no account of money is short, and a settled act moved its whole total. */
const expectSound = (state: GroupState, transfers: number, outcome: Outcome): void => {
  for (const fund of ['170', '390']) {
    const side = (wanted: 'debit' | 'credit'): bigint =>
      [...state.balances.values()].reduce(
        (whole, { account, balance }) =>
          account.fund === fund && accountTypes[account.type].normalSide === wanted ? whole + balance : whole,
        0n,
      );
    expect(side('debit')).toBe(side('credit'));
  }
  const short = [...state.balances.values()].filter(
    ({ account, balance, held }) => !accountTypes[account.type].mayBeNegative && balance < held,
  );
  expect(short).toEqual([]);
  const movesMoney = outcome.settled && !outcome.replayed && outcome.operation.state === 'succeeded';
  expect(transfers > 0).toBe(movesMoney);
};
