/** What the page may send about cards, checked at the edge; the shapes are those of `libs/contract/card-window.ts`. */
import { IsBase64, IsIn, IsInt, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';
import { cardServiceNames } from '#libs/cards/card-services.js';
import type { CardService, PersonReference, RejectionRequest } from '#libs/contract/card-window.js';
import type { PaperKind } from '#libs/contract/person-overview.js';
import { refusal } from '../ground/refusal.js';
import { IsId, IsInsertionId, IsKey, IsPinEntry, IsReason } from './fields.js';

/** Whose: of the card in the reader, or by number and name. */
class PersonDto {
  @IsOptional()
  @IsInsertionId()
  insertionId?: string;

  @IsOptional()
  @Matches(/^\d{17}[\dX]$/)
  socialSecurityNumber?: string;

  @IsOptional()
  @IsString()
  @Length(1, 60)
  name?: string;
}

type Named = Pick<PersonDto, 'insertionId' | 'socialSecurityNumber' | 'name'>;

/** By card or by number and name, never both. Throws Refusal `malformed-request`. */
export const personOf = ({ insertionId, socialSecurityNumber, name }: Named): PersonReference => {
  if (insertionId !== undefined && socialSecurityNumber === undefined && name === undefined)
    return { insertionId };
  if (insertionId === undefined && socialSecurityNumber !== undefined && name !== undefined)
    return { socialSecurityNumber, name };
  throw refusal('malformed-request', 'insertionId, or socialSecurityNumber and name');
};

export class CardFileDto extends PersonDto {
  @IsReason()
  purpose!: string;
}

export class PastActsDto extends PersonDto {
  @IsReason()
  purpose!: string;

  /** Where the page before ended, as the centre said. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  after?: string;
}

export class PersonOverviewDto extends PersonDto {
  @IsReason()
  purpose!: string;

  /** The day it is wanted for. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  on?: string;
}

export class PaperDto extends PersonDto {
  @IsReason()
  purpose!: string;

  @IsIn(['statement', 'certificate', 'account', 'move', 'benefits'])
  kind!: PaperKind;

  /** Of `account`: which year. */
  @IsOptional()
  @IsInt()
  year?: number;

  @IsKey()
  key!: string;
}

export class PhotoDto {
  @IsBase64()
  // A little more than the centre takes, so that what is too large is refused in the centre's words.
  @MaxLength(180_000)
  jpeg!: string;
}

/** What the agent itself reads of a service that is asked for; all else is handed on as it came. */
export class CardServiceDto extends PersonDto {
  @IsKey()
  key!: string;

  @IsIn(cardServiceNames)
  service!: CardService;

  @IsOptional()
  @IsId()
  cardId?: string;

  /** Cash counted for a fee. */
  @IsOptional()
  @Matches(askedYuan)
  received?: string;

  @IsOptional()
  @IsPinEntry()
  oldPin?: string;

  @IsOptional()
  @IsPinEntry()
  newPin?: string;

  @IsOptional()
  @IsPinEntry()
  newPinAgain?: string;
}

export class RejectionDto implements RejectionRequest {
  @IsReason()
  reason!: string;
}
