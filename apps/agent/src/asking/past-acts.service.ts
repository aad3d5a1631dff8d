/** Asks the centre what was done before for whoever is at the window; nothing of it is kept here. */
import { Injectable } from '@nestjs/common';
import { cardServiceNames } from '#libs/cards/card-services.js';
import {
  pastActKinds,
  pastActStates,
  type PastAct,
  type PastActsPage,
  type PastActsRequest,
} from '#libs/contract/past-acts.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { oneOf } from '../central/words-known.js';

/** Throws TypeError on words the agent does not know. */
const actOf = ({ undoneBy, ...act }: Schemas['PastActDto']): PastAct => ({
  ...act,
  kind: oneOf(pastActKinds, act.kind, 'kind of operation'),
  service: act.service === null ? null : oneOf(cardServiceNames, act.service, 'service'),
  channel: oneOf(['bank', 'cash', 'none'] as const, act.channel, 'channel'),
  state: oneOf(pastActStates, act.state, 'state of an operation'),
  undoneBy:
    undoneBy === null
      ? null
      : { ...undoneBy, kind: oneOf(['reversal', 'refund'] as const, undoneBy.kind, 'undoing') },
});

@Injectable()
export class PastActs {
  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
  ) {}

  /** Throws Refusal: `card-removed`, `card-session-ended`; what the centre refuses. */
  async page(request: PastActsRequest): Promise<PastActsPage> {
    const { purpose, after } = request;
    const whose =
      'insertionId' in request
        ? { cardSessionId: this.presence.requireOpen(request.insertionId).session.id }
        : { socialSecurityNumber: request.socialSecurityNumber, name: request.name };
    const body = { ...whose, purpose, ...(after === undefined ? {} : { after }) };
    const { acts, next } = await this.central.asStaff((headers) =>
      this.central.http.POST('/v1/past-acts', { body, headers }),
    );
    return { acts: acts.map(actOf), next };
  }
}
