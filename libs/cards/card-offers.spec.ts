/** Promises of what the card window offers: each service to whom it is due, and the reason to whom it is not. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, date } from '#libs/kernel/plain-date.js';
import { cardStates, lifeStates, type CardState } from './card-life.js';
import {
  refusalOfApplication,
  refusalOfApplicationService,
  refusalOfCardService,
  refusalOfRenewal,
  refusalOfReplacement,
  termsOfNewCard,
  type CardOnOffer,
  type Holdings,
  type OfferRules,
} from './card-offers.js';

const today = date('2026-11-24');
const rules: OfferRules = { today, formalLossMayBeLifted: true, renewalDaysBefore: 60 };

const card = (state: CardState, change: Partial<CardOnOffer> = {}): CardOnOffer => ({
  id: 'old',
  state,
  validUntil: date('2030-01-01'),
  everEnabled: true,
  lapsesOn: null,
  ...change,
});
const holdings = (...cards: readonly CardOnOffer[]): Holdings => ({
  cards,
  applications: [],
  gaveUpLost: false,
  hasPhoto: true,
});
const withApplication = (state: Holdings['applications'][number], ...cards: CardOnOffer[]): Holdings => ({
  ...holdings(...cards),
  applications: [state],
});
const coming = (state: CardState): CardOnOffer => card(state, { id: 'new', everEnabled: false });

describe('an application', () => {
  it.each([
    ['nobody holds anything', holdings(), null],
    ['an earlier one was rejected', withApplication('rejected'), null],
    ['an earlier one was withdrawn', withApplication('withdrawn'), null],
    ['the last card was cancelled', holdings(card('cancelled')), null],
    ['one is applied for', withApplication('applied'), 'application-open'],
    ['one is approved', withApplication('approved'), 'application-open'],
    ['one is in production', withApplication('in-production'), 'application-open'],
    ['one is made', holdings(coming('personalised')), 'application-open'],
    ['one waits to be collected', holdings(coming('delivered')), 'application-open'],
    ['one is sealed', holdings(coming('handed-over')), 'card-exists'],
    ['one is in use', holdings(card('enabled')), 'card-exists'],
    ['one has expired', holdings(card('enabled', { validUntil: date('2020-01-01') })), 'card-exists'],
    ['one is lost', holdings(card('formally-lost')), 'card-exists'],
    ['one is locked', holdings(card('locked')), 'card-exists'],
  ] as const)('when %s: %j', (_, of, refusal) => {
    expect(refusalOfApplication(of)).toBe(refusal);
  });
});

describe('another card', () => {
  it.each([
    ['nobody had one', holdings(), false],
    [
      'the last was cancelled before it was ever enabled',
      holdings(card('cancelled', { everEnabled: false })),
      false,
    ],
    ['one is sealed', holdings(coming('handed-over')), false],
    ['a sealed one was lost', holdings(card('formally-lost', { everEnabled: false })), true],
    [
      'a sealed one was lost and then cancelled',
      { ...holdings(card('cancelled', { everEnabled: false })), gaveUpLost: true },
      true,
    ],
    ['one is in use', holdings(card('enabled')), true],
    ['one was in use', holdings(card('cancelled')), true],
  ] as const)('when %s, is charged for: %j', (_, of, isCharged) => {
    expect(termsOfNewCard(of).isCharged).toBe(isCharged);
  });

  it('needs a photo exactly while none is kept', () => {
    expect(termsOfNewCard(holdings()).needsPhoto).toBe(false);
    expect(termsOfNewCard({ ...holdings(), hasPhoto: false }).needsPhoto).toBe(true);
  });
});

describe('a replacement', () => {
  it.each([
    ['formally-lost', 'lost', null],
    ['enabled', 'lost', 'card-loss-not-formal'],
    ['temporarily-lost', 'lost', 'card-loss-not-formal'],
    ['handed-over', 'lost', 'card-loss-not-formal'],
    ['locked', 'lost', 'card-loss-not-formal'],
    ['enabled', 'damaged', null],
    ['locked', 'damaged', null],
    ['handed-over', 'damaged', null],
    ['temporarily-lost', 'damaged', 'card-lost'],
    ['formally-lost', 'damaged', 'card-lost'],
    ['enabled', 'change-of-data', null],
    ['formally-lost', 'change-of-data', 'card-lost'],
    ['personalised', 'damaged', 'card-not-handed-over'],
    ['delivered', 'damaged', 'card-not-handed-over'],
    ['replaced', 'damaged', 'card-cancelled'],
    ['cancelled', 'lost', 'card-cancelled'],
    ['formally-lost', null, null],
    ['enabled', null, null],
    ['temporarily-lost', null, 'card-loss-not-formal'],
  ] as const)('of a card that is %s because it is %s: %s', (state, reason, refusal) => {
    const old = card(state);
    expect(refusalOfReplacement(old, holdings(old), reason)).toBe(refusal);
  });

  it.each(['personalised', 'delivered', 'handed-over'] as const)(
    'is not had while another card is %s',
    (state) => {
      const old = card('enabled');
      expect(refusalOfReplacement(old, holdings(old, coming(state)), 'damaged')).toBe('application-open');
    },
  );

  it('is not had twice', () => {
    const old = card('formally-lost');
    expect(refusalOfReplacement(old, withApplication('approved', old), 'lost')).toBe('application-open');
  });
});

describe('a renewal', () => {
  it.each([
    [61, 'renewal-too-early'],
    [60, null],
    [0, null],
    [-1, null],
    [-4000, null],
  ] as const)('%i days before the end: %s', (days, refusal) => {
    const old = card('enabled', { validUntil: addDays(today, days) });
    expect(refusalOfRenewal(old, holdings(old), rules)).toBe(refusal);
  });

  it.each([
    ['temporarily-lost', 'card-lost'],
    ['formally-lost', 'card-lost'],
    ['locked', 'card-locked'],
    ['personalised', 'card-not-handed-over'],
    ['replaced', 'card-cancelled'],
    ['cancelled', 'card-cancelled'],
    ['handed-over', null],
  ] as const)('of a card that is %s near its end: %s', (state, refusal) => {
    const old = card(state, { validUntil: addDays(today, 10) });
    expect(refusalOfRenewal(old, holdings(old), rules)).toBe(refusal);
  });

  it('is not had while one is under way', () => {
    const old = card('enabled', { validUntil: addDays(today, 10) });
    expect(refusalOfRenewal(old, withApplication('applied', old), rules)).toBe('application-open');
  });
});

describe('other services', () => {
  it.each([
    ['enabling', 'handed-over', null],
    ['enabling', 'enabled', 'card-enabled-already'],
    ['temporary-loss', 'handed-over', 'card-sealed'],
    ['loss', 'enabled', null],
    ['loss-lifting', 'enabled', 'card-not-lost'],
    ['hand-over', 'personalised', 'card-step-out-of-order'],
    ['hand-over', 'delivered', null],
    ['pin-change', 'enabled', null],
    ['pin-change', 'handed-over', 'card-sealed'],
    ['pin-reset', 'locked', 'card-locked'],
    ['pin-unblock', 'formally-lost', 'card-lost'],
  ] as const)('%s of a card that is %s: %s', (service, state, refusal) => {
    const one = card(state);
    expect(refusalOfCardService(service, one, holdings(one), rules)).toBe(refusal);
  });

  it.each([
    ['withdrawal', 'applied', null],
    ['withdrawal', 'in-production', 'application-decided'],
    ['issuance', 'approved', null],
    ['issuance', 'applied', 'application-not-approved'],
    ['issuance', 'rejected', 'application-closed'],
  ] as const)('%s of an application that is %s: %s', (service, state, refusal) => {
    expect(refusalOfApplicationService(service, state, rules)).toBe(refusal);
  });

  it('offers nothing for a card whose life is over', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...cardStates.filter((state) => lifeStates[state].final)),
        fc.constantFrom('replacement', 'renewal', 'enabling', 'loss', 'cancellation', 'pin-reset' as const),
        (state, service) => {
          const one = card(state);
          expect(refusalOfCardService(service, one, holdings(one), rules)).toBe('card-cancelled');
        },
      ),
    );
  });
});

describe('a loss while another card is under way', () => {
  const lifting = (of: Holdings): string | null =>
    refusalOfCardService('loss-lifting', card('formally-lost'), of, rules);

  it.each([
    ['nothing is', holdings(card('formally-lost')), null],
    ['one was turned down', withApplication('rejected', card('formally-lost')), null],
    ['one is applied for', withApplication('applied', card('formally-lost')), 'card-being-replaced'],
    ['one is made', holdings(card('formally-lost'), coming('personalised')), 'card-being-replaced'],
    ['one is sealed', holdings(card('formally-lost'), coming('handed-over')), 'card-being-replaced'],
  ] as const)('when %s: %j', (_, of, refusal) => {
    expect(lifting(of)).toBe(refusal);
  });

  it('is no reason where there is no loss', () => {
    expect(
      refusalOfCardService(
        'loss-lifting',
        card('enabled'),
        withApplication('applied', card('enabled')),
        rules,
      ),
    ).toBe('card-not-lost');
  });
});
