/** Promises that each card of the demonstration is what its note on the bench says. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter, type Session } from '../../../../../test/support/counter.js';
import { demonstrationPeople } from './people.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

type Case = {
  /** Schemes that are due. */
  readonly due: readonly string[];
  /** Months of pension that can be collected; absent where the note says nothing of it. */
  readonly months?: number;
  readonly refusal?: string;
  /** Whether there is a bank account, and whether it pays. */
  readonly bank?: readonly [boolean, boolean];
};

const both = ['170', '390'];
const justSixty: Case = { due: both, months: 10, bank: [true, true] };

/** What stands on the bench, and what a clerk then finds. */
const cases: Readonly<Record<string, Case>> = {
  'pays and collects': justSixty,
  'pays and collects, SM4 card': justSixty,
  'herder: pension and medical due': { due: both, months: 0 },
  'farmer: pension and medical due': { due: both, months: 0 },
  'six months of pension unpaid': { due: ['390'], months: 6 },
  'allowance family: medical waived': { due: ['170'], months: 0 },
  'bank balance short': { due: both, bank: [true, true] },
  'no bank account: cash': { due: both, bank: [false, false] },
  'bank account not activated: can receive': { due: ['390'], months: 3, bank: [true, false] },
  'reported lost': { due: [], refusal: 'card-lost' },
  sealed: { due: [], refusal: 'card-sealed' },
  expired: { due: [], refusal: 'card-expired' },
};

/** What a tap shows, as far as the case speaks of it. */
const found = (asked: Case, session: Partial<Session> & { readonly code?: string }): Case => {
  const refusal = session.code ?? session.refusal?.code;
  return {
    due: (session.dues ?? []).map(({ scheme }) => scheme).toSorted(),
    ...(asked.months === undefined ? {} : { months: session.entitlements?.length ?? 0 }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(asked.bank === undefined
      ? {}
      : { bank: [session.card?.bankAccount !== null, session.card?.bankAccountPays === true] }),
  };
};

it.each(demonstrationPeople.map(({ id, note }) => [id, note.split('/ ')[1] ?? note]))(
  '%s: %s',
  async (id, note) => {
    const asked = cases[note];
    if (asked === undefined) throw new Error(`nothing is promised of "${note}"`);
    const { body } = await counter.tap(id);
    expect(found(asked, body)).toEqual(asked);
  },
);

it('a balance that is short is short of what is due', async () => {
  const { body } = await counter.tap('sun-lijuan');
  const key = '6f0b0c0e-7a5e-4a55-9d0c-1f1d3f0a2b11';
  const dues = body.dues.map(({ id, amount }) => ({ id, amount: amount ?? '200.00' }));
  expect(await counter.pay('sun-lijuan', body, dues, 'bank', key)).toMatchObject({
    body: { code: 'bank-refused' },
  });
});
