/** Promises about the state of a window: what each step changes, and what it must not bring back. */
import { describe, expect, it } from '@jest/globals';
import type { Act, DeskState } from '#libs/contract/desk.js';
import { describeProblem } from '#libs/contract/problems.js';
import {
  cardReading,
  cardRefused,
  changeAct,
  emptyDesk,
  fromElsewhere,
  holderGone,
  holderOf,
  withAct,
  withActs,
  withCard,
  withLink,
  withMembers,
  type Step,
} from './desk-state.js';

const holder = {
  name: '张三',
  maskedNumber: '63**************34',
  sex: 'male',
  age: 66,
} as const;
const act = (members: Partial<Act> = {}): Act => ({
  key: 'key',
  kind: 'payment',
  service: null,
  channel: 'bank',
  total: '1.00',
  lines: [],
  maskedName: '张＊＊',
  visitor: 'visitor',
  undoes: null,
  hands: [],
  state: 'sending',
  startedAt: '2026-11-24T02:00:00.000Z',
  staffNumber: '0001',
  lapsesAt: null,
  calledOff: false,
  problem: null,
  receiptNumber: null,
  print: null,
  ...members,
});
const after = (...steps: readonly Step[]): DeskState =>
  steps.reduce((state, step) => step(state), emptyDesk(1, '2026-11-24', '2026-11-24T01:00:00.000Z'));
const open = [cardReading('one', 3), withCard('one', { stage: 'open', holder, cardNumber: 'X00000019' })];

describe('a step that changes nothing', () => {
  const state = after(...open, withAct(act()));
  it.each<[string, Step]>([
    ['members that are so already', withMembers({ staff: null, till: null })],
    ['a link that is as it was', withLink('offline', '2026-11-24T03:00:00.000Z')],
    ['a card that is not here', withCard('another', { stage: 'open' })],
    ['an act nobody knows', changeAct('another', { state: 'succeeded' })],
    ['the same act again', withAct(act())],
  ])('answers the very same state: %s', (_, step) => {
    expect(step(state)).toBe(state);
  });
});

describe('the card', () => {
  it('is not brought back by what comes late for it', () => {
    const { card } = after(...open, holderGone, withCard('one', { holder, stage: 'open' }));
    expect(card).toBeNull();
  });

  it('that is refused keeps nothing of its holder', () => {
    const { card } = after(...open, cardRefused('one', describeProblem('card-lost'), 3, 40));
    expect(card).toMatchObject({
      stage: 'refused',
      holder: null,
      cardNumber: null,
      dues: [],
      entitlements: [],
      others: [],
      lately: [],
    });
  });

  it('that is held back after it has proven itself keeps whose it is, and nothing once it is refused for good', () => {
    const sealed = withCard('one', { stage: 'refused', problem: describeProblem('card-sealed') });
    expect(after(...open, sealed).card).toMatchObject({ stage: 'refused', holder, cardNumber: 'X00000019' });
    const { card } = after(...open, sealed, cardRefused('one', describeProblem('card-lost'), 3, 40));
    expect(card).toMatchObject({ problem: { code: 'card-lost' }, holder: null, blankFor: null });
  });

  it('that goes takes all names with it, and its acts say whose they were by a masked one', () => {
    const whose = holderOf(after(...open), 'one');
    const state = after(...open, withAct(act(whose)), holderGone);
    expect(JSON.stringify(state)).not.toContain('张三');
    expect(state.acts).toMatchObject([{ maskedName: '张＊＊' }]);
  });
});

describe('what the window keeps beside its card', () => {
  it('stays when the card goes: how old the deny list is, and how far the making of a card', () => {
    const denyList = { asOf: '2026-11-24T02:00:00.000Z', entries: 2 };
    const issuance = {
      applicationNumber: '6328020000000016',
      cardNumber: null,
      stage: 'writing',
      outcome: 'interrupted',
      commandsDone: 3,
      commandsTotal: 20,
      exchanges: 4,
      problem: describeProblem('card-removed'),
    } as const;
    const state = after(withMembers({ denyList, issuance }), ...open, holderGone);
    expect(state).toMatchObject({ card: null, denyList, issuance });
  });
});

describe('the acts', () => {
  it('stand newest first, also when an old one changes', () => {
    const older = act({ key: 'older', startedAt: '2026-11-24T01:30:00.000Z' });
    const { acts } = after(withAct(act()), withAct(older), changeAct('older', { state: 'succeeded' }));
    expect(acts.map(({ key, state }) => [key, state])).toEqual([
      ['key', 'sending'],
      ['older', 'succeeded'],
    ]);
  });

  const sixty = Array.from({ length: 60 }, (_, at) =>
    act({
      key: `key ${at}`,
      state: 'succeeded',
      startedAt: new Date(Date.UTC(2026, 10, 24, 2, at)).toISOString(),
    }),
  );

  it('with an outcome that are shown at once are fifty at most', () => {
    const { acts } = after(...sixty.map(withAct));
    expect([acts.length, acts[0]?.key, acts.at(-1)?.key]).toEqual([50, 'key 59', 'key 10']);
  });

  it.each([
    ['without an outcome', 'sending', []],
    ['that still need hands', 'succeeded', [{ kind: 'pay-out', amount: '1.00' }]],
  ] as const)('%s are shown however many newer ones there are', (_, state, hands) => {
    const waiting = act({ key: 'waiting', startedAt: '2026-11-24T01:00:00.000Z', state, hands });
    for (const { acts } of [
      after(withAct(waiting), ...sixty.map(withAct)),
      after(withActs([...sixty, waiting])),
    ])
      expect([acts.length, acts.find(({ key }) => key === 'waiting')?.state]).toEqual([51, state]);
  });
});

describe('another browser', () => {
  it('is told that the desk is held, and nothing of whose affairs lie on it', () => {
    const staff = {
      number: '0001',
      name: '李四',
      role: 'window-clerk',
      expiresAt: '2026-11-24T03:00:00.000Z',
    } as const;
    const state = after(
      withMembers({
        staff,
        till: {
          received: '1.00',
          imprest: '2.00',
          fee: '0.00',
          carefulFrom: '3.00',
          debitConsent: 'signature',
        },
      }),
      ...open,
      withAct(act()),
    );
    const seen = fromElsewhere(state);
    expect(seen).toMatchObject({ heldElsewhere: true, staff: null, till: null, card: null, acts: [] });
    expect(JSON.stringify(seen)).not.toMatch(/张三|李四|X00000019/);
    expect(seen.reader).toEqual(state.reader);
  });
});
