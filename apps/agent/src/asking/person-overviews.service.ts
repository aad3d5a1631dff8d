/** Asks the centre for all about whoever is at the window, as of a day, or of a holder's insurance and pension at a kiosk; nothing of it is kept here. */
import { Injectable } from '@nestjs/common';
import type { PersonOverview, PersonOverviewRequest } from '#libs/contract/person-overview.js';
import type { OwnInsurance, OwnOutlook } from '#libs/contract/self-service.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient } from '../central/central.client.js';

/** What a holder's look at their own is on record for. */
export const ownPurpose = '本人自助查询';

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

  /** Of the card that is in, and no more of it than a kiosk shows. Throws Refusal as `read`. */
  async own(insertionId: string): Promise<OwnInsurance> {
    const { card, session } = this.presence.requireOpen(insertionId);
    const body = { cardSessionId: session.id, purpose: ownPurpose };
    const { on, participations, contributions, dues, accounts, benefits } = await card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.POST('/v1/person-overviews', { body, headers }),
      ),
    );
    return { on, participations, contributions, dues, accounts, benefits };
  }

  /** What the pension of whoever's card is in would come to. Throws Refusal `outlook-drawn`, `outlook-empty`, `outlook-not-ready`, and as `read`. */
  outlook(insertionId: string): Promise<OwnOutlook> {
    const {
      card,
      session: { id },
    } = this.presence.requireOpen(insertionId);
    return card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.GET('/v1/card-sessions/{id}/pension-outlook', {
          params: { path: { id } },
          headers,
        }),
      ),
    );
  }
}
