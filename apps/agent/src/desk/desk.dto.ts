/** What the page may send, checked at the edge; the shapes are those of `libs/contract/desk.ts`. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import type {
  CollectionRequest,
  FirstPasswordRequest,
  PasswordChangeRequest,
  PaymentRequest,
  RevealRequest,
  SignInRequest,
  TillRequest,
} from '#libs/contract/desk.js';
import { askedYuan } from '#libs/money/fen.js';
import { IsId, IsInsertionId, IsKey, IsPinEntry, IsReason } from './fields.js';

const itemsAtMost = 50;

export class SignInDto implements SignInRequest {
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  staffNumber!: string;

  @IsString()
  @Length(1, 200)
  password!: string;
}

export class FirstPasswordDto implements FirstPasswordRequest {
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  staffNumber!: string;

  @IsString()
  @Length(8, 40)
  code!: string;

  /** What it has to be is the centre's to say. */
  @IsString()
  @Length(1, 1000)
  password!: string;
}

export class PasswordChangeDto implements PasswordChangeRequest {
  @IsString()
  @Length(1, 200)
  password!: string;

  @IsString()
  @Length(1, 1000)
  newPassword!: string;
}

export class ItemDto {
  @IsId()
  id!: string;

  @Matches(askedYuan)
  amount!: string;
}

/** What is pressed with a card in the reader. */
class CounterMoneyDto {
  @IsKey()
  key!: string;

  @IsInsertionId()
  insertionId!: string;

  @IsIn(['bank', 'cash'])
  channel!: 'bank' | 'cash';
}

export class PaymentDto extends CounterMoneyDto implements PaymentRequest {
  @IsArray()
  @ArrayMaxSize(itemsAtMost)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  dues!: ItemDto[];

  @IsOptional()
  @Matches(askedYuan)
  received?: string;

  @IsOptional()
  @IsPinEntry()
  pin?: string;
}

export class CollectionDto extends CounterMoneyDto implements CollectionRequest {
  @IsArray()
  @ArrayMaxSize(itemsAtMost)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  entitlements!: ItemDto[];

  @IsPinEntry()
  pin!: string;
}

export class TillDto implements TillRequest {
  @IsKey()
  key!: string;

  @Matches(/^\d{3}$/)
  scheme!: string;

  @Matches(askedYuan)
  amount!: string;
}

export class ActPathDto {
  @IsKey()
  key!: string;
}

export class RevealDto implements RevealRequest {
  @IsInsertionId()
  insertionId!: string;

  @IsReason()
  purpose!: string;
}

export class InsertionDto {
  @IsInsertionId()
  insertionId!: string;
}
