/** Promises of the funds' books: only lawful flows, nothing made or lost, nothing taken that is not there. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, fen, yuan, zeroFen } from '#libs/money/fen.js';

import { type AccountTypeId, accountTypes } from './account-types.js';
import { flows, isFlowKind } from './flows.js';
import {
  type AccountBalance,
  available,
  type Balances,
  hold,
  type PostedTransfer,
  type Posting,
  postTogether,
  type RefusedPosting,
  release,
} from './posting.js';
import { checkTransfer } from './transfer.js';

const typeIds = Object.values(accountTypes).map(({ id }) => id);
const idOf = (fund: string, type: AccountTypeId): string => `${fund}/${type}`;
const account = (fund: string, type: AccountTypeId) => ({ id: idOf(fund, type), fund, type });

/** Books of funds with these balances and everything else at zero. */
const books = (
  amounts: Partial<Record<AccountTypeId, Fen>> = {},
  funds: readonly string[] = ['170'],
): Balances =>
  new Map(
    funds.flatMap((fund) =>
      typeIds.map((type): [string, AccountBalance] => [
        idOf(fund, type),
        { account: account(fund, type), balance: amounts[type] ?? zeroFen, held: zeroFen },
      ]),
    ),
  );

const posting = (kind: keyof typeof flows, amount: Fen, fund = '170'): Posting => ({
  fund,
  kind,
  debit: idOf(fund, flows[kind].debit),
  credit: idOf(fund, flows[kind].credit),
  amount,
});

const balanceOf = (balances: Balances, type: AccountTypeId, fund = '170'): Fen | undefined =>
  balances.get(idOf(fund, type))?.balance;

/** Debits less credits over all accounts of a fund: zero in books that balance. */
const trialBalance = (balances: Balances, fund: string): bigint => {
  let total = 0n;
  for (const entry of balances.values())
    if (entry.account.fund === fund)
      total += accountTypes[entry.account.type].normalSide === 'debit' ? entry.balance : -entry.balance;
  return total;
};

/** Kinds of flow that take money from accounts of a type. */
const kindsOutOf = (type: AccountTypeId) =>
  Object.values(flows)
    .filter(({ credit }) => credit === type)
    .map(({ kind }) => kind);

/**
 * Posts groups one after another, each for itself: a refused group leaves no trace and the next one goes on.
 * `balances` is left as it was; the answer has all balances after the groups and one outcome for each group, in order.
 */
const postGroups = (
  balances: Balances,
  groups: readonly (readonly Posting[])[],
): {
  readonly balances: Balances;
  readonly outcomes: readonly Result<readonly PostedTransfer[], RefusedPosting>[];
} => {
  const running = new Map(balances);
  const outcomes = groups.map((group) => {
    const outcome = postTogether(running, group);
    if (!outcome.ok) return outcome;
    for (const [id, after] of outcome.value.changed) running.set(id, after);
    return ok(outcome.value.posted);
  });
  return { balances: running, outcomes };
};

describe('chart and flows', () => {
  it('names each account type and flow by its own key', () => {
    expect(Object.entries(accountTypes).map(([key, { id }]) => key === id)).not.toContain(false);
    expect(Object.entries(flows).map(([key, { kind }]) => key === kind)).not.toContain(false);
  });

  it('lets no account that holds money fall below zero', () => {
    const limited = Object.values(accountTypes).filter(({ mayBeNegative }) => !mayBeNegative);
    expect(limited.map(({ id }) => id)).toEqual([
      'till-received',
      'till-imprest',
      'income',
      'fiscal-special',
      'expenditure',
      'temporary-receipts',
      'fee-till',
      'fee-account',
      'due-to-treasury',
    ]);
  });

  it('never pays a benefit from income: cash taken in goes to the bank or back, income to the fiscal special account or back', () => {
    expect(kindsOutOf('till-received')).toEqual([
      'banking',
      'premium-refund-cash',
      'contribution-cash-reversal',
      'received-handed-over',
      // What somebody had given back, undone.
      'recovery-back-cash',
      'earlier-recovery-back-cash',
    ]);
    // Out of the card fee's accounts leads nothing but its own flows.
    expect(kindsOutOf('fee-till')).toEqual(['card-fee-returned', 'fee-banking', 'fee-handed-over']);
    expect(kindsOutOf('fee-account')).toEqual(['fee-draw', 'fee-remittance']);
    expect(kindsOutOf('income').join(' ')).toBe(
      'sweep premium-refund suspense-return recovery-back earlier-recovery-back transfer-in-return',
    );
    expect(kindsOutOf('fiscal-special')).toEqual(['subsidy-return', 'supply']);
    expect(kindsOutOf('till-imprest')).toEqual(['imprest-return', 'benefit-cash', 'imprest-handed-over']);
    expect(kindsOutOf('expenditure')).toEqual([
      'premium-refund-earlier-year',
      'benefit',
      'imprest-draw',
      'recovery-back-later-year',
      'pay-again',
      'interest-sweep',
      'transfer-in-return-supplied',
      'transfer-in-return-earlier-year',
      'transfer-out',
      'to-upper-level',
      'to-lower-level',
    ]);
  });
});

describe('checkTransfer', () => {
  const lawful = {
    fund: '170',
    kind: 'contribution',
    debit: account('170', 'income'),
    credit: account('170', 'contribution-income'),
    amount: yuan('100'),
  };

  it('accepts every flow of the table', () => {
    for (const flow of Object.values(flows)) {
      const requested = {
        ...lawful,
        kind: flow.kind,
        debit: account('170', flow.debit),
        credit: account('170', flow.credit),
      };
      expect(checkTransfer(requested)).toEqual(ok(requested));
    }
  });

  // Each row has all the faults of the rows below it.
  const everyFault = {
    fund: '170',
    kind: 'gift',
    debit: account('390', 'benefits'),
    credit: account('170', 'income'),
    amount: zeroFen,
  };
  it.each([
    ['amount-not-positive', everyFault],
    ['amount-not-positive', { ...everyFault, amount: fen(-1) }],
    ['other-fund', { ...everyFault, amount: fen(1) }],
    ['other-fund', { ...lawful, kind: 'gift', credit: account('390', 'income') }],
    ['other-fund', { ...lawful, kind: 'gift', fund: '390' }],
    ['kind-unknown', { ...lawful, kind: 'gift', debit: account('170', 'benefits') }],
    ['kind-unknown', { ...lawful, kind: 'toString' }],
    ['flow-unlawful', { ...lawful, debit: account('170', 'benefits') }],
    ['flow-unlawful', { ...lawful, debit: lawful.credit, credit: lawful.debit }],
  ] as const)('refuses with the first reason: %s (%#)', (reason, requested) => {
    expect(checkTransfer(requested)).toEqual(refuse(reason));
  });

  it('refuses every pair of accounts that is not in the table', () => {
    const kinds = fc.constantFrom(...Object.values(flows).map(({ kind }) => kind));
    const types = fc.constantFrom(...typeIds);
    fc.assert(
      fc.property(kinds, types, types, (kind, debit, credit) => {
        const inTable = flows[kind].debit === debit && flows[kind].credit === credit;
        const requested = { ...lawful, kind, debit: account('170', debit), credit: account('170', credit) };
        expect(checkTransfer(requested).ok).toBe(inTable);
      }),
    );
  });
});

describe('posting', () => {
  it('carries the balances after each transfer, from premium to benefit', () => {
    const group = [
      posting('contribution-cash', yuan('300')),
      posting('banking', yuan('300')),
      posting('sweep', yuan('300')),
      posting('supply', yuan('250')),
      posting('imprest-draw', yuan('250')),
      posting('benefit-cash', yuan('200')),
    ];
    const outcome = postTogether(books(), group);
    expect(outcome.ok && outcome.value.posted.map((row) => [row.debitBalance, row.creditBalance])).toEqual([
      [yuan('300'), yuan('300')],
      [yuan('300'), zeroFen],
      [yuan('300'), zeroFen],
      [yuan('250'), yuan('50')],
      [yuan('250'), zeroFen],
      [yuan('200'), yuan('50')],
    ]);
  });

  it('pays again only what bounced', () => {
    const start = books({ expenditure: yuan('319.06') });
    const { outcomes, balances } = postGroups(start, [
      [posting('benefit', yuan('319.06'))],
      [posting('bounce', yuan('319.06'))],
      [posting('pay-again', yuan('319.06'))],
      [posting('pay-again', yuan('319.06'))],
    ]);
    expect(outcomes.map((outcome) => outcome.ok || outcome.refusal)).toEqual([
      true,
      true,
      true,
      { index: 0, reason: 'short', account: idOf('170', 'temporary-receipts') },
    ]);
    expect(balanceOf(balances, 'expenditure')).toBe(0n);
  });

  // Each row has all the faults of the rows below it.
  const benefit = posting('benefit', yuan('100'));
  it.each([
    [
      'account-unknown',
      { ...benefit, credit: 'nowhere', amount: zeroFen, fund: '390', kind: 'gift', fromHold: true },
      'nowhere',
    ],
    ['amount-not-positive', { ...benefit, amount: zeroFen, fund: '390', kind: 'gift', fromHold: true }, null],
    ['other-fund', { ...benefit, fund: '390', kind: 'gift', fromHold: true }, null],
    ['kind-unknown', { ...benefit, kind: 'gift', fromHold: true }, null],
    ['flow-unlawful', { ...benefit, kind: 'supply', fromHold: true }, null],
    ['hold-missing', { ...benefit, fromHold: true }, '170/expenditure'],
    ['short', benefit, '170/expenditure'],
  ])('refuses with the first reason: %s', (reason, refused, where) => {
    expect(postTogether(books({ expenditure: yuan('99.99') }), [refused])).toEqual(
      refuse({ index: 0, reason, account: where }),
    );
  });

  it('takes the last fen but not one more', () => {
    const start = books({ expenditure: yuan('100') });
    expect(postTogether(start, [posting('benefit', yuan('100'))]).ok).toBe(true);
    expect(postTogether(start, [posting('benefit', yuan('100.01'))]).ok).toBe(false);
  });

  it('leaves no trace of a group whose last posting is refused', () => {
    const start = books({ expenditure: yuan('100') });
    const group = [posting('benefit', yuan('60')), posting('benefit', yuan('60'))];
    expect(postTogether(start, group)).toEqual(
      refuse({ index: 1, reason: 'short', account: '170/expenditure' }),
    );
    const { balances } = postGroups(start, [group, [posting('benefit', yuan('100'))]]);
    expect(balanceOf(balances, 'benefits')).toBe(yuan('100'));
    expect(start).toEqual(books({ expenditure: yuan('100') }));
  });
});

describe('holds', () => {
  const start = books({ expenditure: yuan('100') });
  const id = idOf('170', 'expenditure');

  it('keeps held money from others and gives it to its own posting once', () => {
    const held = hold(start, id, yuan('80'));
    const balances = held.ok ? held.value : start;
    expect(postTogether(balances, [posting('benefit', yuan('20.01'))]).ok).toBe(false);
    const own = { ...posting('benefit', yuan('80')), fromHold: true };
    const outcome = postTogether(balances, [posting('benefit', yuan('20')), own]);
    expect(outcome.ok && outcome.value.changed.get(id)).toMatchObject({ balance: 0n, held: 0n });
    expect(postTogether(balances, [own, own])).toEqual(
      refuse({ index: 1, reason: 'hold-missing', account: id }),
    );
  });

  it('cannot be posted after its release', () => {
    const held = hold(start, id, yuan('80'));
    const released = release(held.ok ? held.value : start, id, yuan('80'));
    const balances = released.ok ? released.value : new Map();
    expect(postTogether(balances, [{ ...posting('benefit', yuan('80')), fromHold: true }])).toEqual(
      refuse({ index: 0, reason: 'hold-missing', account: id }),
    );
    expect(balances).toEqual(start);
  });

  it.each([
    ['hold', 'nowhere', zeroFen, 'account-unknown'],
    ['hold', id, zeroFen, 'amount-not-positive'],
    ['hold', id, yuan('100.01'), 'short'],
    ['release', 'nowhere', zeroFen, 'account-unknown'],
    ['release', id, zeroFen, 'amount-not-positive'],
    ['release', id, fen(1), 'hold-missing'],
  ] as const)('refuses a %s on %s of %s fen: %s', (act, where, amount, reason) => {
    expect({ hold, release }[act](start, where, amount)).toEqual(refuse(reason));
  });
});

const funds = ['170', '390'] as const;
const anyPosting = fc
  .record({
    kind: fc.constantFrom(...Object.values(flows).map(({ kind }) => kind)),
    fund: fc.constantFrom(...funds),
    amount: fc.integer({ min: -1, max: 500 }).map(fen),
    otherFund: fc.constantFrom(false, false, false, true),
  })
  .map(({ kind, fund, amount, otherFund }) => ({
    ...posting(kind, amount, fund),
    ...(otherFund ? { credit: idOf(fund === '170' ? '390' : '170', flows[kind].credit) } : {}),
  }));
const anyGroups = fc.array(fc.array(anyPosting, { maxLength: 3 }), { maxLength: 40 });

describe('whatever is posted', () => {
  it('keeps every fund balanced, crosses no two funds and overdraws nothing', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const { balances, outcomes } = postGroups(books({}, funds), groups);
        for (const fund of funds) expect(trialBalance(balances, fund)).toBe(0n);
        const rows = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value : []));
        expect(rows.filter(({ transfer }) => transfer.debit.fund !== transfer.credit.fund)).toEqual([]);
        const overdrawn = [...balances.values()].filter(
          (entry) => !accountTypes[entry.account.type].mayBeNegative && entry.balance < 0n,
        );
        expect(overdrawn).toEqual([]);
        expect(rows.filter(({ transfer }) => !isFlowKind(transfer.kind))).toEqual([]);
      }),
    );
  });

  it('comes to the same as posting only the groups that were accepted', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const whole = postGroups(books({}, funds), groups);
        const accepted = groups.filter((_group, index) => whole.outcomes[index]?.ok === true);
        expect(postGroups(books({}, funds), accepted).balances).toEqual(whole.balances);
      }),
    );
  });

  it('comes to the same in any order where no account runs short', () => {
    const amounts = Object.fromEntries(typeIds.map((type) => [type, yuan('1000000')]));
    const enough = fc.array(
      fc.record({
        kind: fc.constantFrom(...Object.values(flows).map(({ kind }) => kind)),
        amount: fc.integer({ min: 1, max: 500 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        enough.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const post = (postings: typeof list) =>
            postGroups(
              books(amounts),
              postings.map(({ kind, amount }) => [posting(kind, fen(amount))]),
            ).balances;
          expect(post(shuffled)).toEqual(post(list));
        },
      ),
    );
  });

  it('leaves the balances it was given untouched', () => {
    const start = books({ expenditure: yuan('10') }, funds);
    fc.assert(
      fc.property(anyGroups, (groups) => {
        postGroups(start, groups);
        expect(start).toEqual(books({ expenditure: yuan('10') }, funds));
      }),
    );
  });

  it('never makes more available than the balance less what is held', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }), (balance, held) => {
        const entry = { account: account('170', 'expenditure'), balance: fen(balance), held: fen(held) };
        expect(available(entry)).toBe(BigInt(Math.max(0, balance - held)));
      }),
    );
  });
});
