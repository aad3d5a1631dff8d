/** What each service asks for at the window: which form, which PINs. */
import type { CardService } from '#libs/contract/card-window.js';

type FormKind = 'none' | 'new-card' | 'data' | 'reason';
/** `own`: the one there is, which says that the holder is here. */
export type PinKind = 'none' | 'own' | 'new' | 'change';

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
  'proof-of-life': 'own',
  'pin-reset': 'new',
  'pin-change': 'change',
};

export const formOf = (service: CardService): FormKind => forms[service] ?? 'none';

export const pinsOf = (service: CardService): PinKind => pins[service] ?? 'none';
