/** What can be done about what one person takes part in. */
import type { PersonOverview } from '#libs/contract/person-overview.js';

export type TakenPart = PersonOverview['participations'][number];

export type ParticipationChange =
  | { readonly kind: 'enter' }
  | { readonly kind: 'end' | 'void'; readonly one: TakenPart };
