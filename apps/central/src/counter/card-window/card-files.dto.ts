/** A person's card file: their cards and applications, and what can be done about each today. */
import { IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { ProblemDto } from '../../ground/http/problem.dto.js';
import { WordsDto } from '../../ground/http/words.dto.js';

/** Somebody who is at the window, and what for. */
export class CardFileRequestDto {
  /** The holder of the card in the reader; otherwise a number says whose file it is, with the name or alone. */
  @IsOptional()
  @IsUUID()
  cardSessionId?: string;

  /** GB 11643. Alone it finds only who is registered. */
  @IsOptional()
  @Matches(/^\d{17}[\dX]$/)
  socialSecurityNumber?: string;

  /** As in the identity document; it has to agree with the register, and registers nobody by itself. */
  @IsOptional()
  @IsString()
  // Text only: the database keeps no control characters or half ones.
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u)
  @Length(1, 60)
  name?: string;

  /** What the file is needed for; it is logged. */
  @IsString()
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u)
  @Length(2, 200)
  purpose!: string;
}

export class NewCardTermsDto {
  /** Yuan; what the holder owes for it. */
  fee!: string;
  /** True: no photo is on record that it could carry, so one has to be brought. */
  needsPhoto!: boolean;
}

/** How a second person's word on a service stands today; `needed`: to be asked for. */
export class SecondPersonDto {
  /** `needed`, `waiting`, `approved` or `rejected`. */
  state!: string;
  /** Why it was asked for. */
  reason!: string | null;
  /** What whoever decided wrote. */
  decisionReason!: string | null;
  /** Staff number. */
  askedBy!: string | null;
  /** Staff number. */
  decidedBy!: string | null;
}

export class ServiceOfferDto {
  /** A service of `libs/cards/card-services.ts`. */
  service!: string;
  words!: WordsDto;
  /** Why it cannot be done today, and what to do instead; null: it can. */
  refusal!: ProblemDto | null;
  /** What it takes, where it ends in another card; null for every other service. */
  newCard!: NewCardTermsDto | null;
  /** Null: one person does it. */
  secondPerson!: SecondPersonDto | null;
}

export class PersonOnFileDto {
  name!: string;
  maskedNumber!: string;
  /** `male` or `female`. */
  sex!: string;
  /** In years, today: the birth date beside the masked number would give the number away. */
  age!: number;
  phone!: string | null;
  address!: string | null;
  /** Two digits of GB/T 3304; null where it was never asked. */
  ethnicGroup!: string | null;
  /** Six digits of GB/T 2260. */
  birthplace!: string | null;
  /** Another name that was asked for and waits for a second person; null: none. */
  askedName!: string | null;
}

/** A part of a card that holds what the register says no more. */
export class BehindDto {
  /** `chip`, `print` or `bank`. */
  part!: string;
  words!: WordsDto;
  /** What differs. */
  fields!: WordsDto;
  /** The former name it holds; null where the name is right. */
  held!: string | null;
  nextStep!: WordsDto;
}

export class CardOnFileDto {
  id!: string;
  cardNumber!: string;
  /** The application it was made for; null: it came with the register. */
  applicationNumber!: string | null;
  /** A state of `libs/cards/card-life.ts`. */
  state!: string;
  words!: WordsDto;
  nextStep!: WordsDto;
  /** Code of the state in files of the ministry: 0, 1, 2, 3, 4 or 9. */
  aaz502!: number;
  /** `YYYY-MM-DD` */
  validUntil!: string;
  /** ISO instant at which a temporary loss ends by itself. */
  lossLapsesAt!: string | null;
  /** Masked; null when there is none. */
  bankAccount!: string | null;
  /** `none`, `inactive` or `active`: the bank's part of the card, apart from the social application. */
  bankAccountState!: string;
  bankWords!: WordsDto;
  /** What is to be done at the bank. */
  bankNextStep!: WordsDto;
  /** What of it is to follow the register yet. */
  behind!: BehindDto[];
  services!: ServiceOfferDto[];
}

export class ApplicationOnFileDto {
  /** As the applicant was given it. */
  number!: string;
  /** A state of `libs/cards/card-life.ts`; of the card once there is one. */
  state!: string;
  /** ISO instant: it came to this state. */
  since!: string;
  words!: WordsDto;
  nextStep!: WordsDto;
  reason!: WordsDto;
  /** Yuan; what the holder owes for the card. */
  fee!: string;
  /** `none`, `owed` (to be taken at hand-over), `taken` or `returned`. */
  feeState!: 'none' | 'owed' | 'taken' | 'returned';
  /** ISO instant. */
  appliedAt!: string;
  /** `YYYY-MM-DD`: the bureau answers by then. */
  answerBy!: string;
  /** What that day was reckoned without; null: nothing. */
  answerByNote!: WordsDto | null;
  rejectReason!: string | null;
  /** The depot where the card is collected; null: where it was applied for, or by the unit. */
  collectAt!: string | null;
  services!: ServiceOfferDto[];
}

export class PlaceDto {
  code!: string;
  name!: string;
}

export class CardFileDto {
  /** Null: not registered yet; an application registers them. */
  person!: PersonOnFileDto | null;
  /** Under the guardian's age: applies with a guardian. */
  needsGuardian!: boolean;
  cards!: CardOnFileDto[];
  applications!: ApplicationOnFileDto[];
  /** What the person can ask for whatever card they have. */
  services!: ServiceOfferDto[];
  /** Days after which a temporary loss ends by itself. */
  temporaryLossDays!: number;
  /** Where a card can be collected. */
  depots!: PlaceDto[];
  /** Who collects cards for their people. */
  units!: PlaceDto[];
}
