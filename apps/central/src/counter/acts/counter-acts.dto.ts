/** What a terminal sends to pay dues or to collect entitlements. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  Equals,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { debitConsents } from '#libs/contract/debit-consent.js';
import { askedYuan } from '#libs/money/fen.js';

export class ActItemDto {
  /** The due or entitlement; of what was paid in error the benefit. */
  @IsUUID()
  id!: string;

  /** Yuan as shown to the clerk; refused when it is no longer right. For a tiered due, the chosen tier; of what was paid in error, any part. */
  @Matches(askedYuan)
  amount!: string;
}

export class PaymentRequestDto {
  @IsUUID()
  cardSessionId!: string;

  /** `bank`: the card's bank account; `cash`: the clerk's till. */
  @IsIn(['bank', 'cash'])
  channel!: 'bank' | 'cash';

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ActItemDto)
  dues!: ActItemDto[];

  /** How the holder agrees to the debit, by the word of the terminal; asked for where the channel is `bank`. */
  @IsOptional()
  @IsIn(debitConsents)
  debitConsent?: 'signature' | 'pin';

  /** The card's answer to the challenge of this write (`libs/cards/write-challenge.ts`): 8 bytes, hex. */
  @Matches(/^[0-9A-F]{16}$/)
  cardProof!: string;
}

export class CollectionRequestDto {
  @IsUUID()
  cardSessionId!: string;

  /** `bank`: to the card's bank account; `cash`: out of the clerk's imprest. */
  @IsIn(['bank', 'cash'])
  channel!: 'bank' | 'cash';

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ActItemDto)
  entitlements!: ActItemDto[];

  /** The terminal attests that the card accepted its holder's PIN for this act. */
  @Equals(true)
  pinVerified!: boolean;

  /** The card's answer to the challenge of this write: 8 bytes, hex. */
  @Matches(/^[0-9A-F]{16}$/)
  cardProof!: string;
}
