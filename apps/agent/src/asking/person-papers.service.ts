/** Has the centre give out a paper about whoever is at the window, and hands its file on; nothing of it is kept here. */
import { Injectable } from '@nestjs/common';
import type { IssuedPaper, PaperRequest } from '#libs/contract/person-overview.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient } from '../central/central.client.js';

@Injectable()
export class PersonPapers {
  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
  ) {}

  /** Throws Refusal: `card-removed`, `card-session-ended`; what the centre refuses. */
  issue(request: PaperRequest): Promise<IssuedPaper> {
    const { purpose, kind, key, year } = request;
    const whose =
      'insertionId' in request
        ? { cardSessionId: this.presence.requireOpen(request.insertionId).session.id }
        : { socialSecurityNumber: request.socialSecurityNumber, name: request.name };
    const body = { ...whose, purpose, kind, key, ...(year === undefined ? {} : { year }) };
    return this.central.asStaff((headers) => this.central.http.POST('/v1/documents', { body, headers }));
  }

  /** The file, to be shown and printed by the browser. */
  async file(number: string): Promise<Uint8Array> {
    const bytes = await this.central.asStaff((headers) =>
      this.central.http.GET('/v1/documents/{number}/file', {
        params: { path: { number } },
        headers,
        parseAs: 'arrayBuffer',
      }),
    );
    return new Uint8Array(bytes as unknown as ArrayBuffer);
  }
}
