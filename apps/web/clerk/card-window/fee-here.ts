/** The cash that passes for a service at this window: taken for another card, given back for an application that came to nothing. */
import type { ApplicationOnFile, CardFile } from '#libs/contract/card-window.js';
import type { Yuan } from '#libs/contract/desk.js';

import type { OfferHere } from './offers.js';

export type FeeHere = { readonly amount: Yuan; readonly way: 'taken' | 'returned' };

const feeOf = (application: ApplicationOnFile | undefined | null, state: 'owed' | 'taken'): Yuan | null =>
  application?.feeState === state ? application.fee : null;

/** Null where no money passes. */
export const feeHere = (
  { service, newCard, application, card }: OfferHere,
  file: CardFile,
): FeeHere | null => {
  if (newCard !== null) return newCard.fee === '0.00' ? null : { amount: newCard.fee, way: 'taken' };
  if (service === 'withdrawal' || service === 'fee-return') {
    const amount = feeOf(application, 'taken');
    return amount === null ? null : { amount, way: 'returned' };
  }
  if (service !== 'hand-over') return null;
  const amount = feeOf(
    file.applications.find(({ number }) => number === card?.applicationNumber),
    'owed',
  );
  return amount === null ? null : { amount, way: 'taken' };
};
