/** What the page of a kiosk may send, checked at the edge; the shapes are those of `libs/contract/self-service.ts`. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { problems, type ProblemCode } from '#libs/contract/problems.js';
import type {
  OfInsertion,
  OwnMoneyRequest,
  OwnPaperRequest,
  OwnServiceRequest,
  PinRequest,
  SlipRequest,
} from '#libs/contract/self-service.js';
import { closureReasons, type ClosureRequest } from '#libs/contract/upkeep.js';
import { ItemDto } from '../desk/desk.dto.js';
import { IsId, IsInsertionId, IsKey, IsPinEntry } from '../desk/fields.js';

/** What the centre takes in one act. */
const itemsAtMost = 50;

export class OfInsertionDto implements OfInsertion {
  @IsInsertionId()
  insertionId!: string;
}

export class ClosureDto implements ClosureRequest {
  @IsIn(Object.keys(closureReasons))
  reason!: ClosureRequest['reason'];
}

export class PinDto extends OfInsertionDto implements PinRequest {
  @IsPinEntry()
  pin!: string;
}

export class OwnMoneyDto extends OfInsertionDto implements OwnMoneyRequest {
  @IsKey()
  key!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(itemsAtMost)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  items!: ItemDto[];

  @IsBoolean()
  withoutPaper!: boolean;
}

export class OwnServiceDto extends OfInsertionDto implements OwnServiceRequest {
  @IsKey()
  key!: string;

  @IsIn(['enabling', 'pin-change', 'proof-of-life', 'renewal', 'replacement', 'temporary-loss'])
  service!: OwnServiceRequest['service'];

  @IsOptional()
  @IsId()
  cardId?: string;

  @IsOptional()
  @IsIn(['damaged'])
  reason?: 'damaged';

  @IsOptional()
  @IsString()
  @Length(1, 40)
  depot?: string;

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

export class OwnPaperDto extends OfInsertionDto implements OwnPaperRequest {
  @IsKey()
  key!: string;

  @IsIn(['statement', 'certificate', 'account', 'benefits'])
  kind!: OwnPaperRequest['kind'];

  @IsOptional()
  @IsInt()
  @Min(1993)
  @Max(2200)
  year?: number;
}

export class SlipDto implements SlipRequest {
  @ValidateIf(({ about }: SlipDto) => about !== null)
  @IsIn(Object.keys(problems))
  about!: ProblemCode | null;
}
