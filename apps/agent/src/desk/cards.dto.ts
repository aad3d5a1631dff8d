/** What the page may send about cards, checked at the edge; the shapes are those of `libs/contract/card-window.ts`. */
import { Type } from 'class-transformer';
import {
  IsBase64,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { agentRelations, cardServiceNames } from '#libs/cards/card-services.js';
import type { CardService, RejectionRequest } from '#libs/contract/card-window.js';

/** As central takes it: a UUID in lower case. */
const key = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const socialSecurityNumber = /^\d{17}[\dX]$/;
/** Form and content of what is passed on are the centre's to check; here only its size is bounded. */
const longest = 200;

/** Whose: of the card in the reader, or by number and name. */
class PersonDto {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  insertionId?: string;

  @IsOptional()
  @Matches(socialSecurityNumber)
  socialSecurityNumber?: string;

  @IsOptional()
  @IsString()
  @Length(1, 60)
  name?: string;
}

export class CardFileDto extends PersonDto {
  @IsString()
  @Length(2, longest)
  purpose!: string;
}

export class PhotoDto {
  @IsBase64()
  // A little more than the centre takes, so that what is too large is refused in the centre's words.
  @MaxLength(180_000)
  jpeg!: string;
}

class IdentityDto {
  @Matches(socialSecurityNumber)
  socialSecurityNumber!: string;

  @IsString()
  @Length(1, 60)
  name!: string;
}

class AgentDto extends IdentityDto {
  @IsIn(Object.keys(agentRelations))
  relation!: string;
}

class ChangeDto {
  @IsOptional()
  @IsString()
  @Length(1, 60)
  name?: string;

  @IsOptional()
  @IsString()
  @Length(1, 20)
  phone?: string;

  @IsOptional()
  @IsString()
  @Length(1, longest)
  address?: string;

  @IsOptional()
  @Matches(/^\d{2}$/)
  ethnicGroup?: string;

  @IsOptional()
  @Matches(/^\d{6}$/)
  birthplace?: string;
}

export class CardServiceDto extends PersonDto {
  @Matches(key)
  key!: string;

  @IsIn(cardServiceNames)
  service!: CardService;

  @IsOptional()
  @Matches(uuid)
  cardId?: string;

  @IsOptional()
  @IsString()
  @Length(1, 40)
  applicationNumber?: string;

  @IsOptional()
  @IsString()
  @Length(2, longest)
  reason?: string;

  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/)
  photoDigest?: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => IdentityDto)
  guardian?: IdentityDto;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AgentDto)
  agent?: AgentDto;

  @IsOptional()
  @IsString()
  @Length(1, 20)
  phone?: string;

  @IsOptional()
  @IsString()
  @Length(1, 40)
  unitCode?: string;

  @IsOptional()
  @IsString()
  @Length(1, 40)
  depot?: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ChangeDto)
  change?: ChangeDto;

  // The form of a PIN is checked where it is used: a refusal about it has words of its own.
  @IsOptional()
  @IsString()
  @MaxLength(32)
  oldPin?: string;

  @IsOptional()
  @IsString()
  @MaxLength(32)
  newPin?: string;

  @IsOptional()
  @IsString()
  @MaxLength(32)
  newPinAgain?: string;
}

export class RejectionDto implements RejectionRequest {
  @IsString()
  @Length(2, longest)
  reason!: string;
}
