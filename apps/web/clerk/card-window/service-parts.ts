/** What each service asks for at the window: which form, which PINs, what it costs. */
import type { CardFile, CardService } from '#libs/contract/card-window.js';

type FormKind = 'none' | 'new-card' | 'data' | 'reason';
type PinKind = 'none' | 'new' | 'change';

const forms: Readonly<Partial<Record<CardService, FormKind>>> = {
  application: 'new-card',
  replacement: 'new-card',
  renewal: 'new-card',
  'change-of-data': 'data',
  cancellation: 'reason',
  locking: 'reason',
  withdrawal: 'reason',
};

const pins: Readonly<Partial<Record<CardService, PinKind>>> = {
  enabling: 'new',
  'pin-reset': 'new',
  'pin-change': 'change',
};

export const formOf = (service: CardService): FormKind => forms[service] ?? 'none';

export const pinsOf = (service: CardService): PinKind => pins[service] ?? 'none';

/** What the holder owes for it; null where nobody asks. The first card is free; the receipt has the last word. */
export const feeOf = (service: CardService, file: CardFile): string | null => {
  if (service === 'application') return file.cards.length === 0 ? '0.00' : file.replacementFee;
  return service === 'replacement' || service === 'renewal' ? file.replacementFee : null;
};
