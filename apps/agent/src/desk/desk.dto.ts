/** What the page may send, checked at the edge; the shapes are those of `libs/contract/desk.ts`. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type {
  CollectionRequest,
  PaymentRequest,
  RevealRequest,
  SignInRequest,
  TillRequest,
} from '#libs/contract/desk.js';

/** As central takes it: a UUID in lower case. */
const key = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const yuan = /^\d{1,10}\.\d{2}$/;
const itemsAtMost = 50;

export class SignInDto implements SignInRequest {
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  staffNumber!: string;

  @IsString()
  @Length(1, 200)
  password!: string;
}

export class ItemDto {
  @Matches(uuid)
  id!: string;

  @Matches(yuan)
  amount!: string;
}

export class PaymentDto implements PaymentRequest {
  @Matches(key)
  key!: string;

  @IsString()
  @MaxLength(100)
  insertionId!: string;

  @IsIn(['bank', 'cash'])
  channel!: 'bank' | 'cash';

  @IsArray()
  @ArrayMaxSize(itemsAtMost)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  dues!: ItemDto[];
}

export class CollectionDto implements CollectionRequest {
  @Matches(key)
  key!: string;

  @IsString()
  @MaxLength(100)
  insertionId!: string;

  @IsIn(['bank', 'cash'])
  channel!: 'bank' | 'cash';

  @IsArray()
  @ArrayMaxSize(itemsAtMost)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  entitlements!: ItemDto[];

  // Its form is checked where it is used: a refusal about a PIN has words of its own.
  @IsString()
  @MaxLength(32)
  pin!: string;
}

export class TillDto implements TillRequest {
  @Matches(key)
  key!: string;

  @Matches(/^\d{3}$/)
  scheme!: string;

  @Matches(yuan)
  amount!: string;
}

export class RevealDto implements RevealRequest {
  @IsString()
  @MaxLength(100)
  insertionId!: string;

  @IsString()
  @Length(2, 200)
  purpose!: string;
}

export class ChipCheckDto {
  @IsString()
  @MaxLength(100)
  insertionId!: string;
}
