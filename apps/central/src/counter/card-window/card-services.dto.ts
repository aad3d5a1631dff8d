/** What a window sends to have a service of the card window done. */
import { askedYuan } from '#libs/money/fen.js';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import {
  agentRelations,
  cardServiceNames,
  type AgentRelation,
  releasedServices,
  type CardService,
  type ReleasedService,
} from '#libs/cards/card-services.js';
import { ethnicGroupForm, regionForm } from '#libs/identity/civil-codes.js';

const socialSecurityNumber = /^\d{17}[\dX]$/;
// Text only: the database keeps no control characters or half ones.
const text = /^[^\p{Cc}\p{Cs}]*$/u;
const phone = /^\+?\d[\d -]{4,19}$/;

export class IdentityDto {
  /** GB 11643. */
  @Matches(socialSecurityNumber)
  socialSecurityNumber!: string;

  @IsString()
  @Matches(text)
  @Length(1, 60)
  name!: string;
}

export class AgentDto extends IdentityDto {
  /** What the agent is to the holder. */
  @IsIn(Object.keys(agentRelations))
  relation!: AgentRelation;
}

export class ChangeOfDataDto {
  @IsOptional()
  @IsString()
  @Matches(text)
  @Length(1, 60)
  name?: string;

  @IsOptional()
  @Matches(phone)
  phone?: string;

  @IsOptional()
  @IsString()
  @Matches(text)
  @Length(1, 200)
  address?: string;

  /** GB/T 3304. */
  @IsOptional()
  @Matches(ethnicGroupForm)
  ethnicGroup?: string;

  /** GB/T 2260. */
  @IsOptional()
  @Matches(regionForm)
  birthplace?: string;
}

export class CardServiceRequestDto {
  /** A service of `libs/cards/card-services.ts`. */
  @IsIn(cardServiceNames)
  service!: CardService;

  /** With a card in the reader: the request is then signed by it, and is its holder's. */
  @IsOptional()
  @IsUUID()
  cardSessionId?: string;

  /** The card's answer to the challenge of this write (`libs/cards/write-challenge.ts`): 8 bytes, hex. */
  @IsOptional()
  @Matches(/^[0-9A-F]{16}$/)
  cardProof?: string;

  /** Asked for by a program at the window through the terminal interface: its origin. Left out: by the clerk. */
  @IsOptional()
  @IsString()
  @Matches(text)
  @Length(1, 200)
  origin?: string;

  /** Without a card: whose it is, as identified by their document. */
  @IsOptional()
  @Matches(socialSecurityNumber)
  socialSecurityNumber?: string;

  @IsOptional()
  @IsString()
  @Matches(text)
  @Length(1, 60)
  name?: string;

  /** Yuan in cash that the clerk took, or gives back, for it: just what is owed (`fee-differs`); left out: none. */
  @IsOptional()
  @Matches(askedYuan)
  fee?: string;

  /** The card it is about; the one in the reader when left out. */
  @IsOptional()
  @IsUUID()
  cardId?: string;

  /** The application it is about. */
  @IsOptional()
  @IsString()
  @Length(1, 40)
  applicationNumber?: string;

  /** The service that a `second-person` is asked for. */
  @IsOptional()
  @IsIn(releasedServices)
  secondPersonFor?: ReleasedService;

  /** `lost`, `damaged` or `change-of-data` of a replacement; in words of a cancellation, locking, withdrawal or `second-person`. */
  @IsOptional()
  @IsString()
  @Matches(text)
  @Length(2, 200)
  reason?: string;

  /** As `POST /v1/photos` gave it. */
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/)
  photoDigest?: string;

  /** Applies for a minor. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => IdentityDto)
  guardian?: IdentityDto;

  /** Stands at the window for the holder. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AgentDto)
  agent?: AgentDto;

  @IsOptional()
  @Matches(phone)
  phone?: string;

  /** The unit that collects the card for its people. */
  @IsOptional()
  @IsString()
  @Matches(text)
  @Length(1, 40)
  unitCode?: string;

  /** Where the card is to be collected. */
  @IsOptional()
  @IsString()
  @Matches(text)
  @Length(1, 40)
  depot?: string;

  /** What is to stand in the register from now on. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ChangeOfDataDto)
  change?: ChangeOfDataDto;
}
