/** Promises of what a kiosk makes of a slip that was prepared: what its reader can confirm, and why the rest cannot be. */
import { describe, expect, it } from '@jest/globals';
import type { Due, Entitlement } from '#libs/contract/desk.js';
import type { PreparedAct } from '#libs/contract/prepared-acts.js';
import type { OwnAffairs } from '#libs/contract/self-service.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

import { preparedAmount, stepsOf, wantedDues, wishesOf } from './prepared.js';

const due = (scheme: string, more: Partial<Due> = {}): Due => ({
  id: `due ${scheme}`,
  scheme,
  schemeName: { zh: scheme, en: scheme },
  period: '2026',
  amount: '100.00',
  tiers: [],
  state: 'open',
  collectedBy: 'bureau',
  inHand: null,
  instalment: null,
  explanation: { statements: [], steps: [] } as unknown as Due['explanation'],
  ...more,
});
const tier = (amount: string) => ({ tier: amount, amount, governmentPart: '0.00', subsidy: '30.00' });
const own = (more: Partial<OwnAffairs>): OwnAffairs => ({
  maskedNumber: '63**************34',
  cardNumber: 'A00000001',
  cardState: null,
  validUntil: null,
  bankAccount: '6222 **** 1234',
  bankAccountPays: true,
  warnings: [],
  dues: [],
  entitlements: [],
  acts: [],
  ...more,
});
const prepared = (more: Partial<PreparedAct>): PreparedAct => ({
  preparedOn: '2026-11-24' as PlainDate,
  pay: [],
  collect: false,
  service: null,
  ...more,
});
const entitlement = { state: 'open', amount: '200.00' } as Entitlement;
const whys = (act: PreparedAct, affairs: OwnAffairs) => wishesOf(act, affairs).map(({ why }) => why);

describe('a slip at a kiosk', () => {
  const act = prepared({
    pay: [
      { scheme: '170', tier: '300.00' },
      { scheme: '390', tier: null },
    ],
    collect: true,
    service: 'renewal',
  });

  it('says nothing of anybody while no PIN was given', () => {
    expect(wishesOf(act, null).map(({ kind, why }) => [kind, why])).toEqual([
      ['pay', null],
      ['pay', null],
      ['collect', null],
      ['service', null],
    ]);
  });

  it('is gone through as far as its reader owes it and may collect it, and says of the rest why not', () => {
    const affairs = own({ dues: [due('170'), due('110')], entitlements: [entitlement] });
    expect(stepsOf(act, affairs)).toEqual(['pay', 'collect']);
    expect(wantedDues(act, affairs).map(({ scheme }) => scheme)).toEqual(['170']);
    expect(whys(act, affairs)).toEqual([null, 'nothingToPay', null, 'prepared.atWindow']);
  });

  it('does nothing for whoever owes nothing of it, or has no account for it', () => {
    expect(stepsOf(act, own({ dues: [due('110')] }))).toEqual([]);
    const affairs = own({
      dues: [due('170')],
      entitlements: [entitlement],
      bankAccount: null,
      bankAccountPays: false,
    });
    expect(stepsOf(act, affairs)).toEqual([]);
    expect(whys(act, affairs)).toEqual(['noAccountToPay', 'nothingToPay', 'noAccount', 'prepared.atWindow']);
  });

  it('takes the tier that was prepared where the due has it, and leaves any other to be chosen', () => {
    const yearly = due('170', { amount: null, tiers: [tier('200.00'), tier('300.00')] });
    expect(preparedAmount(act, yearly)).toBe('300.00');
    expect(preparedAmount(act, { ...yearly, tiers: [tier('200.00')] })).toBeNull();
    expect(preparedAmount(act, due('390'))).toBeNull();
  });

  it.each([
    ['pin-change', ['new-pin']],
    ['proof-of-life', ['proof-of-life']],
    ['enabling', []],
    ['loss', []],
  ] as const)('goes for %s to %p', (service, steps) => {
    expect(stepsOf(prepared({ service }), own({}))).toEqual(steps);
  });
});
