/** Opens the card file of whoever is at the window, says how they stand, and takes in photos: asked of the centre, kept nowhere here. */
import { Injectable } from '@nestjs/common';
import { cardServiceNames } from '#libs/cards/card-services.js';
import type { Standing } from '#libs/contract/desk.js';
import {
  secondPersonStates,
  type CardFile,
  type CardFileRequest,
  type PhotoAnswer,
  type ServiceOffer,
} from '#libs/contract/card-window.js';
import { isProblem } from '#libs/contract/problems.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { oneOf } from '../central/words-known.js';
import { ownPurpose } from './person-overviews.service.js';

const bankStates = ['none', 'inactive', 'active'] as const;

const offerOf = ({
  service,
  words,
  refusal: why,
  newCard,
  secondPerson,
}: Schemas['ServiceOfferDto']): ServiceOffer => ({
  service: oneOf(cardServiceNames, service, 'service'),
  words,
  refusal: isProblem(why) ? why : null,
  newCard,
  secondPerson:
    secondPerson === null
      ? null
      : {
          ...secondPerson,
          state: oneOf(secondPersonStates, secondPerson.state, 'state of a second person’s word'),
        },
});

/** The file as the page shows it. Throws TypeError on words the agent does not know. */
const fileOf = ({ person, cards, applications, services, ...rest }: Schemas['CardFileDto']): CardFile => ({
  ...rest,
  person: person === null ? null : { ...person, sex: oneOf(['male', 'female'] as const, person.sex, 'sex') },
  cards: cards.map((card) => ({
    ...card,
    bankAccountState: oneOf(bankStates, card.bankAccountState, 'state of a bank account'),
    services: card.services.map(offerOf),
  })),
  applications: applications.map((application) => ({
    ...application,
    services: application.services.map(offerOf),
  })),
  services: services.map(offerOf),
});

@Injectable()
export class CardFileLookUp {
  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
  ) {}

  /** Throws Refusal: `card-removed`, `card-swapped`, `card-session-ended`; what the centre refuses. */
  async open(request: CardFileRequest): Promise<CardFile> {
    const body = { ...this.whose(request), purpose: request.purpose };
    return fileOf(
      await this.central.asStaff((headers) => this.central.http.POST('/v1/card-files', { body, headers })),
    );
  }

  /** Of the card that is in, for its holder at a kiosk. Throws Refusal as `open`. */
  async own(insertionId: string): Promise<CardFile> {
    const { card, session } = this.presence.requireOpen(insertionId);
    const body = { cardSessionId: session.id, purpose: ownPurpose };
    return fileOf(
      await card.whileHere(
        this.central.asAttendant((headers) => this.central.http.POST('/v1/card-files', { body, headers })),
      ),
    );
  }

  /** How the holder of the card that is in stands. Throws Refusal as `open`. */
  standing(insertionId: string): Promise<Standing> {
    const {
      card,
      session: { id },
    } = this.presence.requireOpen(insertionId);
    return card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.GET('/v1/card-sessions/{id}/standing', { params: { path: { id } }, headers }),
      ),
    );
  }

  /** Throws Refusal `photo-unfit` and what else the centre refuses. */
  addPhoto(jpeg: string): Promise<PhotoAnswer> {
    return this.central.asStaff((headers) =>
      this.central.http.POST('/v1/photos', { body: { jpeg }, headers }),
    );
  }

  /** A photo by its digest, as JPEG. */
  async photo(digest: string): Promise<Uint8Array> {
    const bytes = await this.central.asStaff((headers) =>
      this.central.http.GET('/v1/photos/{digest}', {
        params: { path: { digest } },
        headers,
        parseAs: 'arrayBuffer',
      }),
    );
    return new Uint8Array(bytes);
  }

  private whose(
    request: CardFileRequest,
  ): { readonly cardSessionId: string } | { readonly socialSecurityNumber: string; readonly name?: string } {
    if (!('insertionId' in request)) {
      const { purpose: _, ...person } = request;
      return person;
    }
    return { cardSessionId: this.presence.requireOpen(request.insertionId).session.id };
  }
}
