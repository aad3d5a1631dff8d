/** Applications for a first card, a replacement or a renewal. */
import { Injectable } from '@nestjs/common';
import {
  refusalOfApplication,
  refusalOfRenewal,
  refusalOfReplacement,
  termsOfNewCard,
} from '#libs/cards/card-offers.js';
import {
  applicationReasons,
  replacementReasons,
  type ApplicationReason,
  type ReplacementReason,
} from '#libs/cards/card-services.js';
import { tidyName } from '#libs/identity/person-name.js';
import { printYuan } from '#libs/contract/receipt-text.js';
import type { Words } from '#libs/kernel/words.js';
import { formatYuan, zeroFen, type Fen } from '#libs/money/fen.js';
import { ageOn } from '#libs/kernel/plain-date.js';
import { ApplicationsService } from '../../cards/lives/applications.service.js';
import { CardLives } from '../../cards/lives/card-lives.service.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { onOffer } from '../../cards/lives/holdings.service.js';
import { PhotosService } from '../../cards/lives/photos.service.js';
import { PlacesService } from '../../register/places/places.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PeopleService } from '../../register/people/people.service.js';
import { enteredBy } from '../../register/people/person.entity.js';
import { CardRulesService, feeOf } from '../../cards/lives/card-rules.service.js';
import { IdentifyService } from '../../cards/lives/identify.service.js';
import { dateRow, feeRow, stateRows, textRow, wordsRow } from './receipt-rows.js';
import { byStaff, cardOf, required, type ServiceOutcome, type ServiceRequest } from './service-request.js';

const asReplacementReason = (text: string): ReplacementReason => {
  const reason = Object.keys(replacementReasons).find((known) => known === text);
  if (reason === undefined) throw new Refused('malformed-request', 'reason: lost, damaged or change-of-data');
  return reason as ReplacementReason;
};

/** What is taken with the card, where it could not be with the application. */
const owed = (fee: Fen): Words => ({
  zh: `${printYuan(formatYuan(fee))}，领卡时交`,
  en: `${formatYuan(fee)} yuan, due with the card`,
});

@Injectable()
export class ApplyingService {
  constructor(
    private readonly lives: CardLives,
    private readonly applications: ApplicationsService,
    private readonly photos: PhotosService,
    private readonly places: PlacesService,
    private readonly units: UnitsService,
    private readonly people: PeopleService,
    private readonly identify: IdentifyService,
    private readonly rules: CardRulesService,
  ) {}

  /** Somebody without a card. Throws Refused `card-exists` or `application-open`. */
  first(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const refusal = refusalOfApplication(request.file.holdings);
    if (refusal !== null) throw new Refused(refusal);
    return this.apply(tx, request, 'first', null);
  }

  /** Another card in place of one lost, damaged, or no longer saying what is so. */
  replacement(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const reason = asReplacementReason(required(request.body.reason, 'reason'));
    const card = cardOf(request);
    const refusal = refusalOfReplacement(onOffer(card), request.file.holdings, reason);
    if (refusal !== null) throw new Refused(refusal);
    return this.apply(tx, request, reason, card);
  }

  /** Another card in place of one that expires. */
  renewal(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const card = cardOf(request);
    const refusal = refusalOfRenewal(onOffer(card), request.file.holdings, request.rules);
    if (refusal !== null) throw new Refused(refusal);
    return this.apply(tx, request, 'expiry', card);
  }

  private async apply(
    tx: Transaction,
    request: ServiceRequest,
    reason: ApplicationReason,
    replaces: Card | null,
  ): Promise<ServiceOutcome> {
    const { body, person, agent, file, rules } = request;
    const { by } = request;
    const bySelf = by.staffNumber === null;
    // A sealed card knows no PIN of its holder's, and a locked one waits for a window.
    if (bySelf && replaces?.state !== 'enabled') throw new Refused('service-at-window');
    const { guardian, phone } = body;
    // A card that cannot be made is not applied for.
    this.identify.nameThatFits(person.name);
    if (ageOn(person.birthDate, rules.today) < rules.guardianAge && guardian === undefined)
      throw new Refused('guardian-missing');
    if (guardian !== undefined)
      await this.identify.requireFitToAct(tx, guardian, person.socialSecurityNumber, rules, 'guardian-unfit');
    const photoDigest = await this.photo(tx, request);
    const depot = body.depot === undefined ? null : await this.places.depot(tx, body.depot);
    const unit = body.unitCode === undefined ? null : await this.units.get(tx, body.unitCode);
    if (phone !== undefined)
      await this.people.change(tx, person.id, { phone }, enteredBy(byStaff(request).staffNumber));
    const fee = feeOf(termsOfNewCard(file.holdings), rules);
    const [id] = await this.lives.apply(
      tx,
      [
        {
          personId: person.id,
          reason,
          unitCode: unit?.code ?? null,
          depot: depot?.code ?? null,
          photoDigest,
          phone: phone ?? person.phone,
          guardian:
            guardian === undefined
              ? null
              : { number: guardian.socialSecurityNumber, name: tidyName(guardian.name) },
          agent,
          replacesCardId: replaces?.id ?? null,
          feeFen: fee,
        },
      ],
      by,
    );
    if (id === undefined) throw new Error('an application was entered without an id');
    const answer = await this.rules.answerBy(tx, rules.today);
    // A sealed card never was of use: it goes as the new one is asked for, and makes way for it.
    if (replaces?.state === 'handed-over')
      await this.lives.move(tx, { cardId: replaces.id }, 'cancel', { ...by, reason });
    return {
      card: null,
      rows: [
        textRow('applicationNumber', this.applications.numberOf(id)),
        wordsRow('reason', applicationReasons[reason]),
        ...(replaces === null ? [] : [textRow('oldCard', replaces.cardNumber)]),
        ...(guardian === undefined ? [] : [textRow('guardian', tidyName(guardian.name))]),
        ...(depot === null ? [] : [textRow('collectAt', depot.name)]),
        bySelf && fee !== zeroFen ? wordsRow('fee', owed(fee)) : feeRow(fee),
        dateRow('answerBy', answer.day),
        ...(answer.note === null ? [] : [wordsRow('note', answer.note)]),
        ...stateRows('applied'),
      ],
      // Cash passes at a window alone: there it is taken as the card is handed over.
      fee: bySelf || fee === zeroFen ? null : { applicationId: id, amount: fee, way: 'taken' },
    };
  }

  /** The photo brought, or the one on record. Throws Refused `photo-missing`. */
  private async photo(tx: Transaction, { body, file }: ServiceRequest): Promise<string> {
    const digest = body.photoDigest ?? file.photoDigest;
    if (digest === null) throw new Refused('photo-missing');
    if (!(await this.photos.has(tx, digest))) throw new Refused('photo-missing', 'photoDigest');
    return digest;
  }
}
