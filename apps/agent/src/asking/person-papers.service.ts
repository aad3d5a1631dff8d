/** Has the centre give out a paper about whoever is at the window or the kiosk, and hands it on; nothing of it is kept here. */
import { Injectable } from '@nestjs/common';
import type { IssuedPaper, PaperRequest } from '#libs/contract/person-overview.js';
import type { OwnPaperRequest } from '#libs/contract/self-service.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient, type Schemas } from '../central/central.client.js';

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

  /** Of the card that is in, as a kiosk prints it. Throws Refusal as {@link issue}. */
  issueOwn(
    insertionId: string,
    body: Omit<OwnPaperRequest, 'insertionId'>,
  ): Promise<Schemas['OwnDocumentDto']> {
    const { card, session } = this.presence.requireOpen(insertionId);
    return card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.POST('/v1/card-sessions/{id}/documents', {
          params: { path: { id: session.id } },
          body,
          headers,
        }),
      ),
    );
  }

  /** As {@link issueOwn}, with its file of A4 pages. */
  async ownFile(
    insertionId: string,
    request: Omit<OwnPaperRequest, 'insertionId'>,
  ): Promise<{ readonly number: string; readonly pdf: Uint8Array }> {
    const { number } = await this.issueOwn(insertionId, request);
    const { card, session } = this.presence.requireOpen(insertionId);
    const bytes = await card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.GET('/v1/card-sessions/{id}/documents/{number}/file', {
          params: { path: { id: session.id, number } },
          headers,
          parseAs: 'arrayBuffer',
        }),
      ),
    );
    return { number, pdf: new Uint8Array(bytes as unknown as ArrayBuffer) };
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
