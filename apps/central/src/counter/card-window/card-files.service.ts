/** Opens a person's card file: cards, applications, and what can be done about each today. Every look is on record. */
import { Injectable } from '@nestjs/common';
import {
  refusalOfApplication,
  refusalOfApplicationService,
  refusalOfCardService,
  termsOfNewCard,
  type OfferRefusal,
} from '#libs/cards/card-offers.js';
import {
  applicationReasons,
  bankAccountStates,
  cardServiceNames,
  cardServices,
  newCardServices,
  wordsOfService,
  type CardService,
  type ReplacementReason,
} from '#libs/cards/card-services.js';
import { lifeStates } from '#libs/cards/card-life.js';
import { nextSteps } from '#libs/cards/next-steps.js';
import { describeProblem } from '#libs/contract/problems.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { ageOn, businessDate } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import { maskedAccountOf } from '../../cards/lives/bank-account.js';
import { ApplicationsService, type CardApplication } from '../../cards/lives/applications.service.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { LifeProofs } from '../../insurance/proofs-of-life/life-proofs.service.js';
import { ServiceReleases } from '../releases/service-releases.service.js';
import { CarriedData } from '../../cards/lives/carried-data.service.js';
import {
  HoldingsService,
  holdingsOfNobody,
  onOffer,
  withoutCard,
  type PersonsHoldings,
} from '../../cards/lives/holdings.service.js';
import { PlacesService } from '../../register/places/places.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import type { Person } from '../../register/people/person.entity.js';
import type {
  ApplicationOnFileDto,
  CardFileDto,
  CardFileRequestDto,
  CardOnFileDto,
  PersonOnFileDto,
  ServiceOfferDto,
} from './card-files.dto.js';
import { CardRulesService, feeOf, type CardRules } from '../../cards/lives/card-rules.service.js';
import { ChangesOfData } from './changes-of-data.service.js';
import { WhoseFile } from './whose-file.service.js';

/** A service as it stands for somebody today, with what it takes. */
const offer = (
  service: CardService,
  refusal: OfferRefusal | null,
  { holdings }: PersonsHoldings,
  rules: CardRules,
  reason: ReplacementReason | null = null,
): ServiceOfferDto => {
  const terms = termsOfNewCard(holdings);
  return {
    service,
    words: wordsOfService(service, reason),
    refusal: refusal === null ? null : describeProblem(refusal),
    newCard: newCardServices.has(service)
      ? { fee: formatYuan(feeOf(terms, rules)), needsPhoto: terms.needsPhoto }
      : null,
    secondPerson: null,
  };
};

const describePerson = (person: Person, askedName: string | null, { today }: CardRules): PersonOnFileDto => ({
  name: person.name,
  maskedNumber: maskSocialSecurityNumber(person.socialSecurityNumber as SocialSecurityNumber),
  sex: person.sex,
  age: ageOn(person.birthDate, today),
  phone: person.phone,
  address: person.address,
  ethnicGroup: person.ethnicGroup,
  birthplace: person.birthplace,
  askedName,
});

/** A fee that was taken for an application that was rejected is given back when the person comes. */
const feeKept = ({ state, feeState }: CardApplication): readonly 'fee-return'[] =>
  state === 'rejected' && feeState === 'taken' ? ['fee-return'] : [];

const describeCard = (
  card: Card,
  applicationNumber: string | null,
  file: PersonsHoldings,
  rules: CardRules,
): CardOnFileDto => {
  const { words, aaz502, final } = lifeStates[card.state];
  const bank = bankAccountStates[card.bankAccountState];
  const services = final
    ? []
    : cardServiceNames
        .filter((service) => cardServices[service].about === 'card')
        .map((service) =>
          offer(
            service,
            refusalOfCardService(service, onOffer(card), file.holdings, rules),
            file,
            rules,
            card.state === 'formally-lost' ? 'lost' : 'damaged',
          ),
        );
  return {
    id: card.id,
    cardNumber: card.cardNumber,
    applicationNumber,
    state: card.state,
    words,
    nextStep: nextSteps[card.state],
    aaz502: aaz502 ?? 0,
    validUntil: card.validUntil,
    lossLapsesAt: card.lossLapsesAt?.toISOString() ?? null,
    bankAccount: maskedAccountOf(card),
    bankAccountState: card.bankAccountState,
    bankWords: bank.words,
    bankNextStep: bank.toDo,
    behind: [],
    services,
  };
};

@Injectable()
export class CardFilesService {
  constructor(
    private readonly database: Database,
    private readonly whoseFile: WhoseFile,
    private readonly holdings: HoldingsService,
    private readonly applications: ApplicationsService,
    private readonly rules: CardRulesService,
    private readonly changes: ChangesOfData,
    private readonly places: PlacesService,
    private readonly units: UnitsService,
    private readonly releases: ServiceReleases,
    private readonly lifeProofs: LifeProofs,
    private readonly carried: CarriedData,
  ) {}

  /**
   * Somebody not registered has an empty file. Throws Refused `person-differs`, `person-unknown` for a number without a name,
   * `card-session-ended`, `malformed-request`, `service-at-window` for a holder who asks for more than their own.
   */
  open(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    request: CardFileRequestDto,
  ): Promise<CardFileDto> {
    if (staff === null && (request.cardSessionId === undefined || request.socialSecurityNumber !== undefined))
      throw new Refused('service-at-window');
    return this.database.transaction(async (tx) => {
      const { person, birthDate } = await this.whoseFile.of(tx, terminal, staff, request);
      const rules = await this.rules.today(tx);
      const file = person === null ? holdingsOfNobody : await this.holdings.of(tx, person.id);
      const applications: ApplicationOnFileDto[] = [];
      for (const one of file.applications)
        applications.push(await this.describeApplication(tx, one, file, rules));
      const cards: CardOnFileDto[] = [];
      for (const card of file.cards) cards.push(await this.describeCard(tx, card, person, file, rules));
      return {
        person:
          person === null ? null : describePerson(person, await this.changes.askedName(tx, person.id), rules),
        needsGuardian: ageOn(birthDate, rules.today) < rules.guardianAge,
        cards,
        applications,
        services: [
          offer('application', refusalOfApplication(file.holdings), file, rules),
          ...(person === null ? [] : [offer('change-of-data', null, file, rules)]),
        ],
        temporaryLossDays: rules.temporaryLossDays,
        depots: await this.places.depots(tx),
        units: await this.units.all(tx),
      };
    });
  }

  /** With how a second person's word stands on each service that can be had. */
  private async describeCard(
    tx: Transaction,
    card: Card,
    person: Person | null,
    file: PersonsHoldings,
    rules: CardRules,
  ): Promise<CardOnFileDto> {
    const described = describeCard(
      card,
      card.applicationId === null ? null : this.applications.numberOf(card.applicationId),
      file,
      rules,
    );
    const behind = person === null ? [] : await this.carried.behind(tx, card, person);
    const asksForLife = person !== null && (await this.lifeProofs.isAsked(tx, person.id));
    const services: ServiceOfferDto[] = [];
    for (const one of described.services) {
      const service = one.service as CardService;
      if (service === 'bank-notice' && !behind.some(({ part }) => part === 'bank')) continue;
      if (service === 'proof-of-life' && !asksForLife) continue;
      const secondPerson = one.refusal === null ? await this.releases.standing(tx, service, card) : null;
      services.push({ ...one, secondPerson });
    }
    return { ...described, behind: [...behind], services };
  }

  private async describeApplication(
    tx: Transaction,
    application: CardApplication,
    file: PersonsHoldings,
    rules: CardRules,
  ): Promise<ApplicationOnFileDto> {
    const { state } = application;
    const answer = await this.rules.answerBy(tx, businessDate(application.appliedAt));
    const steps = await this.applications.steps(tx, application.id);
    return {
      number: this.applications.numberOf(application.id),
      state,
      since: (steps.at(-1)?.at ?? application.appliedAt).toISOString(),
      words: lifeStates[state].words,
      nextStep: nextSteps[state],
      reason: applicationReasons[application.reason],
      fee: formatYuan(application.fee),
      feeState: application.feeState,
      appliedAt: application.appliedAt.toISOString(),
      answerBy: answer.day,
      answerByNote: answer.note,
      rejectReason: application.rejectReason,
      collectAt: application.depotName,
      services:
        withoutCard(application) && !lifeStates[state].final
          ? (['withdrawal', 'issuance'] as const).map((service) =>
              offer(service, refusalOfApplicationService(service, application.state, rules), file, rules),
            )
          : feeKept(application).map((service) => offer(service, null, file, rules)),
    };
  }
}
