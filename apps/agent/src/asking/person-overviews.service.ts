/** Asks the centre for all about whoever is at the window, as of a day; nothing of it is kept here. */
import { Injectable } from '@nestjs/common';
import type { PersonOverview, PersonOverviewRequest } from '#libs/contract/person-overview.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient } from '../central/central.client.js';

@Injectable()
export class PersonOverviews {
  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
  ) {}

  /** Throws Refusal: `card-removed`, `card-session-ended`; what the centre refuses. */
  read(request: PersonOverviewRequest): Promise<PersonOverview> {
    const { purpose, on } = request;
    const whose =
      'insertionId' in request
        ? { cardSessionId: this.presence.requireOpen(request.insertionId).session.id }
        : { socialSecurityNumber: request.socialSecurityNumber, name: request.name };
    const body = { ...whose, purpose, ...(on === undefined ? {} : { on }) };
    return this.central.asStaff((headers) =>
      this.central.http.POST('/v1/person-overviews', { body, headers }),
    );
  }
}
