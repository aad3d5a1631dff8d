/** Promises of a card's life: every act in every state leads where the table says, or is refused for the reason it says. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { date } from '#libs/kernel/plain-date.js';
import { ok, refuse } from '#libs/kernel/result.js';
import {
  cardStates,
  decideLife,
  lifeActs,
  lifeStates,
  refusalOfCard,
  type LifeAct,
  type LifeRefusal,
  type LifeRules,
  type LifeState,
  type LifeSubject,
} from './card-life.js';

const rules: LifeRules = { today: date('2026-11-24'), formalLossMayBeLifted: true };

/** A subject nothing is in the way of: valid, enabled before, its temporary loss over. */
const subject = (state: LifeState, change: Partial<LifeSubject> = {}): LifeSubject => ({
  state,
  validUntil: date('2030-01-01'),
  everEnabled: true,
  lockedBefore: false,
  lapsesOn: state === 'temporarily-lost' ? date('2026-11-24') : null,
  ...change,
});

const states = [
  'applied',
  'approved',
  'rejected',
  'withdrawn',
  'in-production',
  'personalised',
  'delivered',
  'handed-over',
  'enabled',
  'temporarily-lost',
  'formally-lost',
  'locked',
  'replaced',
  'cancelled',
] as const;

type Outcome = LifeState | LifeRefusal;
const fill = (count: number, outcome: Outcome): Outcome[] => Array<Outcome>(count).fill(outcome);
const [closed, over] = ['application-closed', 'card-cancelled'] as const;
const [decided, disorder] = ['application-decided', 'card-step-out-of-order'] as const;
const [early, unlost, unlocked] = ['card-not-handed-over', 'card-not-lost', 'card-not-locked'] as const;

// One row an act, one column a state, in the order above.
// oxfmt-ignore
const table: Readonly<Record<LifeAct, readonly Outcome[]>> = {
  approve: ['approved', decided, closed, closed, ...fill(8, decided), over, over],
  reject: ['rejected', 'rejected', closed, closed, ...fill(8, decided), over, over],
  withdraw: ['withdrawn', 'withdrawn', closed, closed, ...fill(8, decided), over, over],
  produce: ['application-not-approved', 'in-production', closed, closed, ...fill(8, disorder), over, over],
  spoil: [disorder, disorder, closed, closed, 'approved', ...fill(7, disorder), over, over],
  personalise: [disorder, disorder, closed, closed, 'personalised', ...fill(7, disorder), over, over],
  deliver: [disorder, disorder, closed, closed, disorder, 'delivered', ...fill(6, disorder), over, over],
  'hand-over': [disorder, disorder, closed, closed, disorder, 'handed-over', 'handed-over', ...fill(5, disorder), over, over],
  enable: [early, early, closed, closed, early, early, early, 'enabled', 'card-enabled-already', 'card-lost', 'card-lost', 'card-locked', over, over],
  'report-lost-temporarily': [early, early, closed, closed, early, early, early, 'card-sealed', 'temporarily-lost', 'card-lost-already', 'card-lost-already', 'card-locked', over, over],
  'report-lost': [early, early, closed, closed, early, early, early, 'formally-lost', 'formally-lost', 'formally-lost', 'card-lost-already', 'formally-lost', over, over],
  'lift-loss': [unlost, unlost, closed, closed, ...fill(5, unlost), 'enabled', 'enabled', unlost, over, over],
  lapse: [unlost, unlost, closed, closed, ...fill(5, unlost), 'enabled', unlost, unlost, over, over],
  lock: ['card-sealed', 'card-sealed', closed, closed, ...fill(4, 'card-sealed'), 'locked', 'card-lost', 'card-lost', 'card-locked', over, over],
  unlock: [unlocked, unlocked, closed, closed, ...fill(7, unlocked), 'enabled', over, over],
  replace: [disorder, disorder, closed, closed, ...fill(3, disorder), ...fill(5, 'replaced'), over, over],
  cancel: [disorder, disorder, closed, closed, disorder, ...fill(7, 'cancelled'), over, over],
};

const acts = Object.keys(lifeActs) as LifeAct[];

describe('the table of a card’s life', () => {
  it('has every state and every act', () => {
    expect([...states].toSorted()).toEqual(Object.keys(lifeStates).toSorted());
    expect(Object.keys(table).toSorted()).toEqual(acts.toSorted());
    for (const row of Object.values(table)) expect(row).toHaveLength(states.length);
  });

  const cells = acts.flatMap((act) =>
    states.map((state, at) => ({ act, state, outcome: table[act][at] ?? 'missing' })),
  );

  it.each(cells)('$act in $state: $outcome', ({ act, state, outcome }) => {
    const answer = decideLife(act, subject(state), rules);
    expect(answer).toEqual(outcome in lifeStates ? ok(outcome) : refuse(outcome));
  });
});

describe('what an act asks beside the state', () => {
  // [what, act, subject, rules, refusal]
  it.each([
    [
      'an expired card is not enabled',
      'enable',
      subject('handed-over', { validUntil: date('2026-11-23') }),
      {},
      'card-expired',
    ],
    [
      'a formal loss stands where the bureau says so',
      'lift-loss',
      subject('formally-lost'),
      { formalLossMayBeLifted: false },
      'card-loss-stands',
    ],
    [
      'a temporary loss does not lapse before its day',
      'lapse',
      subject('temporarily-lost', { lapsesOn: date('2026-11-25') }),
      {},
      'card-loss-not-lapsed',
    ],
    [
      'a temporary loss without a day does not lapse',
      'lapse',
      subject('temporarily-lost', { lapsesOn: null }),
      {},
      'card-loss-not-lapsed',
    ],
  ] as const)('%s', (_, act, of, change, refusal) => {
    expect(decideLife(act, of, { ...rules, ...change })).toEqual(refuse(refusal));
  });

  it.each([
    [
      'a card is enabled on its last day',
      'enable',
      subject('handed-over', { validUntil: date('2026-11-24') }),
      {},
      'enabled',
    ],
    [
      'a temporary loss is lifted whatever is laid down for formal ones',
      'lift-loss',
      subject('temporarily-lost'),
      { formalLossMayBeLifted: false },
      'enabled',
    ],
    [
      'a loss lifted before the card was ever enabled leaves it sealed',
      'lift-loss',
      subject('formally-lost', { everEnabled: false }),
      {},
      'handed-over',
    ],
    [
      'a loss lifted from a card that was locked leaves it locked',
      'lift-loss',
      subject('formally-lost', { lockedBefore: true }),
      {},
      'locked',
    ],
    [
      'an expired card can still be reported lost',
      'report-lost',
      subject('enabled', { validUntil: date('2020-01-01') }),
      {},
      'formally-lost',
    ],
  ] as const)('%s', (_, act, of, change, to) => {
    expect(decideLife(act, of, { ...rules, ...change })).toEqual(ok(to));
  });
});

const isCard = (state: LifeState): boolean => (cardStates as readonly string[]).includes(state);

describe('a life of any acts', () => {
  const anyAct = fc.constantFrom(...acts);
  const anyRules = fc.record({
    today: fc.constantFrom(date('2026-11-24'), date('2031-01-01')),
    formalLossMayBeLifted: fc.boolean(),
  });
  const anySubject = fc.record({
    state: fc.constantFrom(...states),
    validUntil: fc.constantFrom(null, date('2026-11-24'), date('2020-01-01')),
    everEnabled: fc.boolean(),
    lockedBefore: fc.boolean(),
    lapsesOn: fc.constantFrom(null, date('2026-11-24'), date('2030-01-01')),
  });

  it('never leaves a final state', () => {
    const final = anySubject.filter(({ state }) => lifeStates[state].final);
    fc.assert(
      fc.property(final, anyAct, anyRules, (of, act, laidDown) => {
        expect(decideLife(act, of, laidDown).ok).toBe(false);
      }),
    );
  });

  it('never turns a card back into an application, and makes a card by personalising only', () => {
    fc.assert(
      fc.property(anySubject, anyAct, anyRules, (of, act, laidDown) => {
        const next = decideLife(act, of, laidDown);
        const becomes = next.ok ? next.value : of.state;
        expect(isCard(becomes)).toBe(isCard(of.state) || (next.ok && act === 'personalise'));
      }),
    );
  });

  it('can be used only once it was approved, made, handed over and enabled, in this order', () => {
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 60 }), anyRules, (walk, laidDown) => {
        let of = subject('applied', { everEnabled: false });
        const seen: LifeState[] = ['applied'];
        for (const act of walk) {
          const next = decideLife(act, of, laidDown);
          if (!next.ok) continue;
          seen.push(next.value);
          of = { ...of, state: next.value, everEnabled: of.everEnabled || act === 'enable' };
        }
        if (!seen.includes('enabled')) return;
        const order = (['approved', 'in-production', 'personalised', 'handed-over', 'enabled'] as const).map(
          (state) => seen.indexOf(state),
        );
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(order).not.toContain(-1);
      }),
      { numRuns: 400 },
    );
  });
});

describe('AAZ502', () => {
  it.each([
    ['personalised', 0],
    ['delivered', 0],
    ['handed-over', 0],
    ['enabled', 1],
    ['formally-lost', 2],
    ['locked', 3],
    ['temporarily-lost', 4],
    ['replaced', 9],
    ['cancelled', 9],
  ] as const)('of %s is %i', (state, code) => {
    expect(lifeStates[state].aaz502).toBe(code);
  });

  it('is there exactly when there is a card', () => {
    for (const state of cardStates) expect(lifeStates[state].aaz502).not.toBeNull();
    for (const state of states.filter((each) => !isCard(each))) expect(lifeStates[state].aaz502).toBeNull();
  });
});

describe('a card at a terminal', () => {
  it.each([
    ['enabled', '2026-11-24', null],
    ['enabled', '2026-11-23', 'card-expired'],
    ['formally-lost', '2020-01-01', 'card-lost'],
    ['temporarily-lost', '2030-01-01', 'card-lost'],
    ['handed-over', '2020-01-01', 'card-sealed'],
    ['personalised', '2030-01-01', 'card-sealed'],
    ['locked', '2030-01-01', 'card-locked'],
    ['replaced', '2030-01-01', 'card-cancelled'],
    ['cancelled', '2030-01-01', 'card-cancelled'],
  ] as const)('%s, valid until %s: %s', (state, until, refusal) => {
    expect(refusalOfCard({ state, validUntil: date(until) }, rules.today)).toBe(refusal);
  });
});
