/** What a window sends and receives while a blank is made into somebody's card. */
import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, IsUUID, Length, Matches, ValidateNested } from 'class-validator';
import { AgentDto } from '../card-window/card-services.dto.js';

const historicalBytes = /^[0-9A-F]{26}$/;
const applicationNumber = /^[\d\s-]{15,30}[\dXx]$/;
// All records of a file one after another: tag, length, value, in hex.
const records = /^([0-9A-F]{2}){1,255}$/;
// Text only: the database keeps no control characters or half ones.
const text = /^[^\p{Cc}\p{Cs}]*$/u;

export class BeginIssuanceDto {
  /** As people are given it. */
  @Matches(applicationNumber)
  applicationNumber!: string;

  /** T1–TD of the answer to reset of the card in the reader: 13 bytes, upper-case hex. */
  @Matches(historicalBytes)
  historicalBytes!: string;

  /** EF05 tag 01 of the card in the reader, 16 bytes in hex; left out for a card that has none yet. */
  @IsOptional()
  @Matches(/^[0-9A-F]{32}$/)
  identificationCode?: string;

  /** GET CHALLENGE of that card: 8 bytes, hex. */
  @Matches(/^[0-9A-F]{16}$/)
  cardChallenge!: string;

  /** Takes the card for its holder, who may not come alone as a minor. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AgentDto)
  agent?: AgentDto;
}

export class IssuanceDto {
  id!: string;
  applicationNumber!: string;
  /** `allotted`, `personalised`, `enabled` or `spoiled`. */
  stage!: string;
  cardNumber!: string;
  /** `2.00` or `3.00`. */
  specificationVersion!: string;
}

export class IssuanceStepsDto extends IssuanceDto {
  /** Of the holder, `YYYY-MM-DD`: the window keeps a PIN from being made of it. */
  birthDate!: string;
  /** Whole commands in hex, to be sent in this order, each answered 9000; after them EF05 and EF06 may be read. */
  commands!: string[];
  /** For INTERNAL AUTHENTICATE of the finished chip: 8 bytes, hex. */
  processFactor!: string;
  /** For INTERNAL AUTHENTICATE of the finished chip: 8 bytes, hex. */
  source!: string;
}

export class ReadBackDto {
  /** EF05 as it was read: every record, in order, hex. */
  @Matches(records)
  ef05!: string;

  /** EF06 as it was read: every record, in order, hex. */
  @Matches(records)
  ef06!: string;

  /** The first 8 bytes of the chip's INTERNAL AUTHENTICATE answer, hex. */
  @Matches(/^[0-9A-F]{16}$/)
  result!: string;
}

export class IssuanceCompletionDto {
  /** The open session of the new card. */
  @IsUUID()
  cardSessionId!: string;

  /** The card's answer to the challenge of this write (`libs/cards/write-challenge.ts`): 8 bytes, hex. */
  @Matches(/^[0-9A-F]{16}$/)
  cardProof!: string;
}

export class SpoiledDto {
  @Matches(applicationNumber)
  applicationNumber!: string;

  /** What happened to the card body; it goes on record. */
  @IsString()
  @Matches(text)
  @Length(2, 200)
  reason!: string;
}

export class ChipLookUpDto {
  @Matches(historicalBytes)
  historicalBytes!: string;
}

export class ChipStandingDto {
  /** `blank`, `allotted`, `personalised`, `spoiled` or `handed-over`; null where the stock has no such chip. */
  state!: string | null;
  /** The issuance this chip was allotted to; null when there is none. */
  issuance!: IssuanceDto | null;
}
