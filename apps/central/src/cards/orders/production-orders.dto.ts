/** What batch operators ask for in the console, and how it stands. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { importKindNames, type ImportKindName } from '#libs/contract/file-imports.js';
import { orderKinds, type AskedKind } from '#libs/contract/production.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { ProductionFileDto } from '../../records/files/production-files.dto.js';

// What a count in the database can be.
const greatestNumber = 2_147_483_647;

/** Text only: the database keeps no control characters or half ones. */
const plainText = /^[^\p{Cc}\p{Cs}]*$/u;

export class SignerDto {
  /** Social security number. */
  @Matches(/^\d{17}[\dXx]$/)
  number!: string;

  @IsString()
  @Matches(plainText)
  @Length(1, 50)
  name!: string;

  /** What an agent is to the holder. */
  @IsOptional()
  @IsString()
  @Matches(plainText)
  @Length(1, 20)
  relation?: string;
}

export class AskedOrderDto {
  /** Chosen by whoever asks, so that the same asked twice is one. */
  @IsUUID()
  id!: string;

  @IsIn(orderKinds)
  kind!: AskedKind;

  /** Which list a file is; left out, one of applicants. */
  @IsOptional()
  @IsIn(importKindNames)
  list?: ImportKindName;

  /** Of a list of wages. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}$/)
  month?: string;

  /** Ids of files that were handed over. */
  @IsOptional()
  @IsUUID()
  applicants?: string;

  @IsOptional()
  @IsUUID()
  photos?: string;

  @IsOptional()
  @IsUUID()
  file?: string;

  /** The order that looked at what is now imported, and the control code it gave. */
  @IsOptional()
  @IsUUID()
  look?: string;

  @IsOptional()
  @Matches(/^[0-9A-Fa-f]{4}(-[0-9A-Fa-f]{4}){2}$/)
  controlCode?: string;

  @IsOptional()
  @IsBoolean()
  allOrNothing?: boolean;

  /** Number of a batch. */
  @IsOptional()
  @Matches(/^\d{4}-\d{6,}$/)
  @Length(11, 20)
  batch?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(greatestNumber)
  importId?: number;

  @IsOptional()
  @IsString()
  @Matches(plainText)
  @Length(1, 50)
  unitCode?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(greatestNumber)
  limit?: number;

  @IsOptional()
  @IsBoolean()
  withoutPhoto?: boolean;

  @IsOptional()
  @IsString()
  @Matches(plainText)
  @Length(1, 20)
  maker?: string;

  @IsOptional()
  @Matches(/^[A-Z0-9]{1,12}$/)
  depot?: string;

  @IsOptional()
  @IsBoolean()
  withoutAccount?: boolean;

  /** Cards that were counted. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(greatestNumber)
  count?: number;

  /** The unit's two handlers. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => SignerDto)
  handlers?: SignerDto[];

  @IsOptional()
  @IsString()
  @Matches(plainText)
  @Length(1, 50)
  letter?: string;

  /** Social security number of a single holder. */
  @IsOptional()
  @Matches(/^\d{17}[\dXx]$/)
  holder?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => SignerDto)
  agent?: SignerDto;
}

export class OrderProgressDto {
  words!: WordsDto;
  done!: number;
  /** Null: nobody knows before its end. */
  total!: number | null;
  /** Null: not known yet. */
  ratePerSecond!: number | null;
  secondsLeft!: number | null;
}

export class RefusedKindDto {
  /** Code of the registry of problems. */
  code!: string;
  words!: WordsDto;
  /** What whoever brought the file can do about it. */
  nextStep!: WordsDto;
  rows!: number;
}

/** Control totals of a file that was looked at. */
export class LookedDto {
  importId!: number;
  /** Such as `applicants`, `name-list`, `wages`, `population`. */
  kind!: string;
  words!: WordsDto;
  /** Unit, and month behind a blank; empty: the rows say all. */
  about!: string;
  /** Yuan, of a kind that has amounts. */
  amount!: string | null;
  /** `examined`; `committing` or `committed`: it was imported before, or is being. */
  state!: string;
  controlCode!: string;
  withPhotos!: boolean;
  rows!: number;
  accepted!: number;
  men!: number;
  women!: number;
  minors!: number;
  units!: number;
  hashTotal!: string;
  /** By kind, the most frequent first. */
  refusals!: RefusedKindDto[];
}

export class OrderFactDto {
  words!: WordsDto;
  value!: string;
}

export class ProductionOrderDto {
  id!: string;
  kind!: string;
  words!: WordsDto;
  /** Number of the batch, or name of the file, that it is about. */
  subject!: string;
  /** `waiting`, `done` or `refused`. */
  state!: string;
  /** ISO instant. */
  askedAt!: string;
  /** Staff number. */
  askedBy!: string;
  /** ISO instant. */
  endedAt!: string | null;
  /** Null: not begun yet, or it has ended. */
  progress!: OrderProgressDto | null;
  /** What came of it, for people. */
  facts!: OrderFactDto[];
  /** Of a file that was looked at. */
  looked!: LookedDto | null;
  /** The order that looked at what this one imports. */
  look!: string | null;
  /** The batch that was made. */
  batch!: string | null;
  problem!: OrderProblemDto | null;
  /** To be fetched, while they are kept. */
  files!: ProductionFileDto[];
}

export class OrderProblemDto {
  /** Code of the registry of problems. */
  code!: string;
  title!: WordsDto;
  nextStep!: WordsDto;
  detail!: string | null;
}

export class ProductionOrdersDto {
  orders!: ProductionOrderDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}
