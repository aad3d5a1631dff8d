/** A service of the card window on its way: who asks, whose it is, what it is about. */
import type { Agent } from '#libs/cards/representation.js';
import type { CardService } from '#libs/cards/card-services.js';
import type { ReceiptRow } from '#libs/contract/receipt-layout.js';
import type { Mover } from '../../cards/lives/card-lives.service.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { Refused } from '../../ground/http/refused.js';
import type { Person } from '../../register/people/person.entity.js';
import type { CardRules } from '../../cards/lives/card-rules.service.js';
import type { FeeMove } from './card-fees.service.js';
import type { CardServiceRequestDto } from './card-services.dto.js';
import type { PersonsHoldings } from '../../cards/lives/holdings.service.js';

/** What every service is given once it is known whose it is. */
export type ServiceRequest = {
  readonly service: CardService;
  /** The Idempotency-Key of the act. */
  readonly key: string;
  readonly body: CardServiceRequestDto;
  readonly person: Person;
  /** Who stands at the window for them; null: themselves. */
  readonly agent: Agent | null;
  readonly file: PersonsHoldings;
  /** The one in the reader; null: identified by document. */
  readonly cardInReader: Card | null;
  readonly rules: CardRules;
  readonly by: Mover & { readonly staffNumber: string | null; readonly terminalId: string };
};

/** What a service came to, beside what all receipts say. */
export type ServiceOutcome = {
  readonly card: Card | null;
  readonly rows: readonly ReceiptRow[];
  /** Cash that passes for it; left out: none. */
  readonly fee?: FeeMove | null;
};

/** A field the service cannot do without; blanks alone are nothing. Throws Refused `malformed-request` naming it. */
export const required = <T>(value: T | undefined, field: string): T => {
  if (value === undefined || (typeof value === 'string' && value.trim() === ''))
    throw new Refused('malformed-request', `${field} is missing`);
  return value;
};

/** By somebody of the staff: what a holder does alone is not among it. Throws Refused `service-at-window`. */
export const byStaff = ({ by }: ServiceRequest): ServiceRequest['by'] & { readonly staffNumber: string } => {
  const { staffNumber } = by;
  if (staffNumber === null) throw new Refused('service-at-window');
  return { ...by, staffNumber };
};

/** The card it is about: the one named, or the one in the reader. Throws Refused. */
export const cardOf = ({ body, file, cardInReader }: ServiceRequest): Card => {
  const id = body.cardId ?? cardInReader?.id;
  const card = file.cards.find((one) => one.id === required(id, 'cardId'));
  if (card === undefined) throw new Refused('card-unknown');
  return card;
};

/** What gives a card life, or has another follow it. */
const keepsAlive: readonly CardService[] = [
  'enabling',
  'loss-lifting',
  'unlocking',
  'renewal',
  'replacement',
];

/**
 * Of somebody who was registered twice one card stays: that of the registration which is kept, where it has one. The other can be reported
 * lost, locked and taken back. Throws Refused `card-of-former-registration`.
 */
export const demandKeptCard = (
  service: CardService,
  cardId: string | undefined,
  person: Pick<Person, 'id'>,
  { cards }: Pick<PersonsHoldings, 'cards'>,
): void => {
  const asked = cards.find(({ id }) => id === cardId);
  if (asked === undefined || asked.personId === person.id || !keepsAlive.includes(service)) return;
  const hasOther = cards.some(
    ({ personId, state }) => personId === person.id && state !== 'cancelled' && state !== 'replaced',
  );
  if (hasOther) throw new Refused('card-of-former-registration');
};
