/** What passes about orders that a bank or the tax authority collects. */
import { IsBase64, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { schemes } from '#libs/contract/schemes.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { rowStates, type RowState } from './channel-order-lists.store.js';

export class ChannelOrderDto {
  number!: number;
  /** Such as `PK00000000197`: what the files and the bank's statement call it. */
  reference!: string;
  /** `debit` or `tax`. */
  channel!: string;
  scheme!: string;
  schemeName!: WordsDto;
  /** What is owed for the months up to this one. */
  through!: string;
  askedOn!: string;
  /** The day its answer is expected by. */
  answerBy!: string | null;
  /** Not answered by that day. */
  late!: boolean;
  madeBy!: string;
  rows!: number;
  /** Yuan. */
  total!: string;
  /** ISO instant; null: it is in hand. */
  answeredAt!: string | null;
  answeredBy!: string | null;
  collectedRows!: number;
  collected!: string;
}

export class ChannelOrdersPageDto {
  orders!: ChannelOrderDto[];
  next!: string | null;
  total!: number | null;
}

export class CollectionReasonDto {
  /** As whoever collects said it. */
  reason!: string;
  rows!: number;
  title!: WordsDto;
  nextStep!: WordsDto;
}

export class ChannelOrderInFullDto {
  order!: ChannelOrderDto;
  reasons!: CollectionReasonDto[];
}

export class ChannelOrderRowDto {
  serial!: number;
  reference!: string;
  unit!: string | null;
  person!: string | null;
  name!: string;
  /** Of a person. */
  maskedNumber!: string | null;
  period!: string;
  /** Its last four digits. */
  account!: string | null;
  /** Yuan. */
  amount!: string;
  @IsIn(rowStates)
  state!: RowState;
  collectedOn!: string | null;
  reason!: string | null;
  nextStep!: WordsDto | null;
  receipt!: string | null;
}

export class ChannelOrderRowsDto {
  items!: ChannelOrderRowDto[];
  next!: string | null;
  total!: number | null;
}

export class SendChannelOrderDto {
  @IsIn(['debit', 'tax'])
  channel!: 'debit' | 'tax';

  @IsIn(Object.keys(schemes))
  scheme!: string;

  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/)
  through!: string;

  /** The day its answer is expected by. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  answerBy?: string;
}

export class SentChannelOrderDto {
  number!: number;
  reference!: string;
  rows!: number;
  total!: string;
  /** It was in hand already: the same is sent again. */
  before!: boolean;
}

export class AnswerChannelOrderDto {
  /** The file as it came, base64. */
  @IsString()
  @IsBase64()
  @MaxLength(160_000)
  content!: string;
}

export class UnfitRowDto {
  line!: number;
  field!: string;
  code!: string;
  title!: WordsDto;
  nextStep!: WordsDto;
}

export class AnsweredChannelOrderDto {
  /** Null: rows do not fit, and nothing was done. */
  collected!: string | null;
  collectedRows!: number;
  /** The same file had answered it before. */
  before!: boolean;
  unfit!: UnfitRowDto[];
}
