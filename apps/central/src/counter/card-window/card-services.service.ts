/** Does the services of the card window: who asks and whose it is first, then the act, then its record. */
import { Injectable } from '@nestjs/common';
import { lifeStates, refusalOfCard, refusalOfProof } from '#libs/cards/card-life.js';
import { refusalOfCardService } from '#libs/cards/card-offers.js';
import {
  cardServices,
  holderServices,
  newCardServices,
  takesSecondPerson,
  wordsOfService,
} from '#libs/cards/card-services.js';
import { digestBody } from '#libs/cards/write-challenge.js';
import type { Words } from '#libs/kernel/words.js';
import { businessDate } from '#libs/kernel/plain-date.js';
import { ApplicationsService, type CardApplication } from '../../cards/lives/applications.service.js';
import { CardLives } from '../../cards/lives/card-lives.service.js';
import { LifeProofs } from '../../insurance/proofs-of-life/life-proofs.service.js';
import { ServiceReleases } from '../releases/service-releases.service.js';
import { CardPresence, type CheckedProof, type ProofUse } from '../tap/card-presence.service.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { CardsService } from '../../cards/lives/cards.service.js';
import { HoldingsService, onOffer } from '../../cards/lives/holdings.service.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { staffNumberOf, type Writer } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { Answered } from '../../records/operations/answer.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { ApplyingService } from './applying.service.js';
import { ChangesOfData } from './changes-of-data.service.js';
import { CardRecords, type DoneService } from './card-records.service.js';
import { demandFee, type FeeMove } from './card-fees.service.js';
import { CardRulesService } from '../../cards/lives/card-rules.service.js';
import type { CardServiceRequestDto } from './card-services.dto.js';
import { IdentifyService } from '../../cards/lives/identify.service.js';
import { bankRow, dateRow, feeRow, stateRows, textRow, wordsRow } from './receipt-rows.js';
import {
  byStaff,
  cardOf,
  demandKeptCard,
  required,
  type ServiceOutcome,
  type ServiceRequest,
} from './service-request.js';

/** What is given back of an application that came to nothing; null: nothing was taken, or it was given back already. */
const feeToReturn = ({ id, fee, feeState }: CardApplication): FeeMove | null =>
  feeState === 'taken' ? { applicationId: id, amount: fee, way: 'returned' } : null;

const onceReleased: Words = {
  zh: '另一人批准后，当日凭证件到窗口办理',
  en: 'Once another person has approved it, have it done at a window the same day, with your document',
};

const benefitsGoOn: Words = {
  zh: '已恢复发放，停发期间补发',
  en: 'Benefits go on; the months in between are paid after all',
};

const proveAgain: Words = {
  zh: '到期前再认证一次，持卡领取、凭密码缴费也算',
  en: 'Once more before that day; collecting, or paying with the PIN, counts too',
};

/** What a holder says of a service; a photo, another phone, or who acts for whom is entered by somebody who has looked at it. */
const saidByHolders: ReadonlySet<string> = new Set<keyof CardServiceRequestDto>([
  'service',
  'cardSessionId',
  'cardProof',
  'cardId',
  'reason',
  'depot',
]);

/** A holder at a kiosk has what concerns their own card, which signs it. Throws Refused `service-at-window`. */
const demandOwn = (body: CardServiceRequestDto): void => {
  const { service, cardSessionId, cardId, reason } = body;
  const own =
    holderServices.has(service) &&
    cardSessionId !== undefined &&
    Object.entries(body).every(([field, value]) => value === undefined || saidByHolders.has(field)) &&
    // Another card is asked for in the place of the one that is in.
    (!newCardServices.has(service) || cardId === undefined) &&
    (service !== 'replacement' || reason === 'damaged');
  if (!own) throw new Refused('service-at-window');
};

@Injectable()
export class CardServicesService {
  constructor(
    private readonly records: CardRecords,
    private readonly presence: CardPresence,
    private readonly identify: IdentifyService,
    private readonly people: PeopleService,
    private readonly holdings: HoldingsService,
    private readonly rules: CardRulesService,
    private readonly applying: ApplyingService,
    private readonly changes: ChangesOfData,
    private readonly lives: CardLives,
    private readonly applications: ApplicationsService,
    private readonly cards: CardsService,
    private readonly releases: ServiceReleases,
    private readonly lifeProofs: LifeProofs,
    private readonly clock: Clock,
  ) {}

  /** Once per key. Throws Refused only for what may be tried again with the same key. */
  async perform(writer: Writer, body: CardServiceRequestDto): Promise<Answered> {
    if (writer.staff === null) demandOwn(body);
    const bodyDigest = digestBody(body);
    const { cardSessionId, cardProof } = body;
    const checked =
      cardSessionId === undefined || cardProof === undefined
        ? null
        : await this.presence.check(writer, { cardSessionId, cardProof, bodyDigest });
    const asked = { service: body.service, bodyDigest, cardSessionId: body.cardSessionId ?? null };
    return this.records.once(writer, asked, async (tx, tellUse) => {
      const cardInReader = await this.cardInReader(tx, writer, body, checked, tellUse);
      return this.do(tx, writer, body, cardInReader);
    });
  }

  private async do(
    tx: Transaction,
    writer: Writer,
    body: CardServiceRequestDto,
    cardInReader: Card | null,
  ): Promise<DoneService> {
    const { service } = body;
    const by = {
      at: this.clock.now(),
      staffNumber: staffNumberOf(writer),
      terminalId: writer.terminal.id,
      ...(body.reason === undefined ? {} : { reason: body.reason }),
    };
    const found = await this.whose(tx, body, cardInReader);
    // One service at a time for one person: what they hold stays as it was looked at.
    await this.people.lock(tx, found.id);
    const person = await this.people.get(tx, found.id);
    const rules = await this.rules.today(tx);
    if (body.agent !== undefined && !cardServices[service].byAgent)
      throw new Refused('malformed-request', `agent: not for ${service}`);
    const agent = await this.identify.agentOf(tx, person, body.agent, rules);
    const file = await this.holdings.of(tx, person.id);
    // Its session may be older than its loss: as the file has it now, not as it was when it signed.
    const signing = file.cards.find(({ id }) => id === cardInReader?.id);
    const unproven = signing === undefined ? null : refusalOfProof(signing, rules.today);
    if (unproven !== null) throw new Refused(unproven);
    demandKeptCard(service, body.cardId ?? cardInReader?.id, person, file);
    const request: ServiceRequest = {
      service,
      key: writer.key,
      body,
      person,
      agent,
      file,
      cardInReader,
      rules,
      by,
    };
    const { card, rows, fee = null } = await this.act(tx, request);
    demandFee(body.fee, fee);
    return {
      person: await this.people.get(tx, person.id),
      card,
      title: wordsOfService(service, body.reason),
      agent,
      fee,
      details: body.origin === undefined ? rows : [...rows, textRow('origin', body.origin)],
      audit: body.origin === undefined ? {} : { origin: body.origin },
    };
  }

  /** The card that signed the request; null when the service is asked for by document. */
  private async cardInReader(
    tx: Transaction,
    writer: Writer,
    { service, cardSessionId, cardId }: CardServiceRequestDto,
    checked: CheckedProof | null,
    tellUse: (use: ProofUse) => void,
  ): Promise<Card | null> {
    if (cardSessionId === undefined) {
      if (cardServices[service].presence === 'card') throw new Refused('no-card');
      return null;
    }
    const proof = required(checked ?? undefined, 'cardProof');
    const card = await this.presence.prove(tx, writer, cardSessionId, proof, tellUse);
    if (cardServices[service].presence === 'card' && cardId !== undefined && cardId !== card.id)
      throw new Refused('card-swapped');
    return card;
  }

  private async whose(
    tx: Transaction,
    { service, socialSecurityNumber, name }: CardServiceRequestDto,
    cardInReader: Card | null,
  ): Promise<Person> {
    if (cardInReader !== null) {
      if (socialSecurityNumber !== undefined || name !== undefined)
        throw new Refused('malformed-request', 'cardSessionId or socialSecurityNumber and name');
      // Of somebody who was registered twice: the registration that is kept.
      return this.people.get(tx, await this.people.keptOf(tx, cardInReader.personId));
    }
    const named = await this.identify.byDocument(tx, socialSecurityNumber, name);
    if (named.person !== null) return named.person;
    if (service !== 'application') throw new Refused('person-unknown');
    const person = await this.people.register(tx, named.socialSecurityNumber, named.name);
    // Another window may have come first, with another name.
    if (person.name !== named.name) throw new Refused('person-differs');
    return person;
  }

  private act(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    switch (request.service) {
      case 'application':
        return this.applying.first(tx, request);
      case 'replacement':
        return this.applying.replacement(tx, request);
      case 'renewal':
        return this.applying.renewal(tx, request);
      case 'withdrawal':
        return this.withdraw(tx, request);
      case 'fee-return':
        return this.returnFee(request);
      case 'change-of-data':
        return this.changes.enter(tx, request);
      case 'hand-over':
        return this.handOver(tx, request);
      case 'cancellation':
        required(request.body.reason, 'reason');
        return this.moveCard(tx, request);
      case 'enabling':
      case 'temporary-loss':
      case 'loss':
      case 'loss-lifting':
      case 'locking':
      case 'unlocking':
        return this.moveCard(tx, request);
      case 'pin-change':
      case 'pin-reset':
      case 'pin-unblock':
        return this.recordPin(tx, request);
      case 'proof-of-life':
        return this.proveLife(tx, request);
      case 'bank-notice':
        return this.changes.noteBankTold(tx, request);
      case 'second-person':
        return this.askSecondPerson(tx, request);
      case 'issuance':
        // Recorded where the card is made; asked for by itself it would be a receipt without a card.
        throw new Refused('malformed-request', 'service: an issuance is recorded as the card is made');
    }
  }

  private async withdraw(tx: Transaction, { body, file, by }: ServiceRequest): Promise<ServiceOutcome> {
    const application = this.applicationOf(body, file);
    const state = await this.lives.move(tx, { applicationId: application.id }, 'withdraw', by);
    const fee = feeToReturn(application);
    return {
      card: null,
      rows: [
        textRow('applicationNumber', this.applications.numberOf(application.id)),
        ...(fee === null ? [] : [feeRow(fee.amount, 'feeReturned')]),
        ...stateRows(state),
      ],
      fee,
    };
  }

  /** Gives back what was taken for an application that was rejected. Throws Refused `fee-none-kept`. */
  private async returnFee({ body, file }: ServiceRequest): Promise<ServiceOutcome> {
    const application = this.applicationOf(body, file);
    const fee = application.state === 'rejected' ? feeToReturn(application) : null;
    if (fee === null) throw new Refused('fee-none-kept');
    return {
      card: null,
      rows: [
        textRow('applicationNumber', this.applications.numberOf(application.id)),
        feeRow(fee.amount, 'feeReturned'),
        wordsRow('state', lifeStates.rejected.words),
      ],
      fee,
    };
  }

  /** The person's application that is named. Throws Refused `application-unknown`. */
  private applicationOf(body: CardServiceRequestDto, file: ServiceRequest['file']): CardApplication {
    const id = this.applications.idOf(required(body.applicationNumber, 'applicationNumber'));
    const application = file.applications.find((one) => one.id === id);
    if (application === undefined) throw new Refused('application-unknown');
    return application;
  }

  private async moveCard(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const { act } = cardServices[request.service];
    if (act === null) throw new Error(`${request.service} moves no card`);
    const before = cardOf(request);
    // What the file offers and what is done are one: beside its state, what else its holder holds may stand against it.
    const { holdings } = request.file;
    const refusal = refusalOfCardService(request.service, onOffer(before), holdings, request.rules);
    if (refusal !== null) throw new Refused(refusal);
    await this.releases.use(tx, request.service, before, request.key);
    const state = await this.lives.move(tx, { cardId: before.id }, act, request.by);
    const card = await this.cards.get(tx, before.id);
    return {
      card,
      rows: [
        ...(request.service === 'cancellation' ? [textRow('reason', request.body.reason ?? '')] : []),
        ...(request.service === 'enabling' ? [dateRow('validUntil', card.validUntil)] : []),
        ...(card.lossLapsesAt === null ? [] : [dateRow('lapses', businessDate(card.lossLapsesAt))]),
        ...stateRows(state),
        bankRow(card.bankAccountState),
      ],
    };
  }

  /** Into the holder's hands, or their agent's; a minor's card is collected by somebody grown up. */
  private async handOver(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const { file, rules } = request;
    // The life itself lets a card go straight from its making to its holder, as at a counter.
    const refusal = refusalOfCardService('hand-over', onOffer(cardOf(request)), file.holdings, rules);
    if (refusal !== null) throw new Refused(refusal);
    this.identify.requireTaker(request.person, request.agent, rules);
    const application = file.applications.find(({ id }) => id === cardOf(request).applicationId);
    const outcome = await this.moveCard(tx, { ...request, by: { ...request.by, takesFee: true } });
    // What was not taken with the application is owed until the card is theirs.
    if (application?.feeState !== 'owed') return outcome;
    return {
      ...outcome,
      rows: [...outcome.rows, feeRow(application.fee)],
      fee: { applicationId: application.id, amount: application.fee, way: 'taken' },
    };
  }

  /** Nothing is done yet: another person says first whether it may be. Refused as the service itself would be. */
  private async askSecondPerson(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const card = cardOf(request);
    const service = required(request.body.secondPersonFor, 'secondPersonFor');
    const reason = required(request.body.reason, 'reason');
    const refusal = refusalOfCardService(service, onOffer(card), request.file.holdings, request.rules);
    if (refusal !== null) throw new Refused(refusal);
    if (!takesSecondPerson(service, card.state))
      throw new Refused('malformed-request', `secondPersonFor: ${service} takes none`);
    const { staffNumber: number, terminalId } = byStaff(request);
    await this.releases.ask(tx, service, card, { by: { number, terminalId }, reason });
    return {
      card,
      rows: [
        wordsRow('asked', cardServices[service].words),
        textRow('reason', reason),
        wordsRow('nextStep', onceReleased),
      ],
    };
  }

  /** Whoever stands there is alive: what they draw goes on for another year, and what was suspended for want of it is paid after all. */
  private async proveLife(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const card = cardOf(request);
    const refusal = refusalOfCard(card, request.rules.today);
    if (refusal !== null) throw new Refused(refusal);
    const { until, resumed } = await this.lifeProofs.prove(tx, request.person.id, request.by.staffNumber);
    return {
      card,
      rows: [
        dateRow('validUntil', until),
        ...(resumed > 0 ? [wordsRow('note', benefitsGoOn)] : []),
        wordsRow('nextStep', proveAgain),
      ],
    };
  }

  private async recordPin(tx: Transaction, request: ServiceRequest): Promise<ServiceOutcome> {
    const card = cardOf(request);
    const refusal = refusalOfCard(card, request.rules.today);
    if (refusal !== null) throw new Refused(refusal);
    await this.releases.use(tx, request.service, card, request.key);
    return { card, rows: [...stateRows(card.state), bankRow(card.bankAccountState)] };
  }
}
