/** What a terminal sends and receives while a card is in its reader. */
import { IsBoolean, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { EntitlementDto } from '../../insurance/benefits/entitlements.dto.js';
import { OwedRecoveryDto } from '../../insurance/benefits/recoveries.dto.js';
import { DueDto } from '../../insurance/contributions/dues.dto.js';
import { PaidForDto } from './paid-for.dto.js';
import { ProblemDto } from '../../ground/http/problem.dto.js';
import { WordsDto } from '../../ground/http/words.dto.js';

export class OpenCardSessionDto {
  /** Card identification code (EF05 tag 01): 16 bytes, upper-case hex. */
  @Matches(/^[0-9A-F]{32}$/)
  identificationCode!: string;

  /** Card number (EF05 tag 07), nine characters. */
  @Matches(/^[0-9A-Z]{9}$/)
  cardNumber!: string;

  /** The ATR's historical bytes T1–TD: 13 bytes, upper-case hex. */
  @Matches(/^[0-9A-F]{26}$/)
  historicalBytes!: string;
}

export class CardChallengeDto {
  /** The card session, not open until the card has proven itself. */
  id!: string;
  /** For INTERNAL AUTHENTICATE: 8 bytes, hex. */
  processFactor!: string;
  /** For INTERNAL AUTHENTICATE: 8 bytes, hex. */
  source!: string;
  /** `2.00` or `3.00`: on 3.00 EF06 needs external authentication. */
  specificationVersion!: string;
}

export class CardProofDto {
  /** The first 8 bytes of the card's INTERNAL AUTHENTICATE answer, hex. */
  @Matches(/^[0-9A-F]{16}$/)
  result!: string;
}

export class HolderDto {
  name!: string;
  maskedNumber!: string;
  /** `male` or `female`. */
  sex!: string;
  /** In years, today: the birth date beside the masked number would give the number away. */
  age!: number;
}

export class CardDto {
  /** Names the card in requests. */
  id!: string;
  cardNumber!: string;
  state!: WordsDto;
  /** `YYYY-MM-DD` */
  validUntil!: string;
  /** Masked account of the card at the cooperating bank; null when there is none to use. */
  bankAccount!: string | null;
  /** Whether the account can pay; one that is not activated yet can only receive. */
  bankAccountPays!: boolean;
}

export class CardSessionDto {
  id!: string;
  /** Mixed into the challenge of every write in this session (`libs/cards/write-challenge.ts`), hex. */
  nonce!: string;
  holder!: HolderDto;
  /** `YYYY-MM-DD`: for the terminal, which lets nobody choose it as a PIN; no page is given it. */
  birthDate!: string;
  card!: CardDto;
  warnings!: WordsDto[];

  /** What cannot be assessed, each as a sentence with its reason and what happens next; the rest can be paid and collected. */
  unassessed!: WordsDto[];
  /** Why the card cannot pay or collect, though it is genuine: sealed, locked or expired. Dues and entitlements are then empty. */
  refusal!: ProblemDto | null;
  dues!: DueDto[];
  entitlements!: EntitlementDto[];
  /** What the holder was paid in error and has to give back; paid as dues are, by `id`, in any part. */
  recoveries!: OwedRecoveryDto[];
  /** Others whose dues are paid with this card, as far as they were joined to it. */
  paidFor!: PaidForDto[];
}

export class ExternalAuthenticationRequestDto {
  /** GET CHALLENGE of the card: 8 bytes, hex. */
  @Matches(/^[0-9A-F]{16}$/)
  cardChallenge!: string;
}

export class ExternalAuthenticationDto {
  /** Data of EXTERNAL AUTHENTICATE with key 0A: cipher and factor, 16 bytes, hex. */
  data!: string;
}

export class ChipHolderDto {
  /** EF06 tag 08. */
  @Matches(/^\d{17}[\dX]$/)
  socialSecurityNumber!: string;

  /** EF06 tags 09 and 4E. */
  @IsString()
  @MaxLength(60)
  name!: string;

  /** Every command of a `holder-update` was answered well just now, and this is read back after it. */
  @IsOptional()
  @IsBoolean()
  updated?: boolean;
}

export class ChipComparisonDto {
  agrees!: boolean;
  /** The chip is to be written: it differs, or the register changed since it was. */
  behind!: boolean;
  differences!: WordsDto[];
}

export class RevealRequestDto {
  /** Why the full number is needed; it is logged. */
  // Text only: the database keeps no control characters or half ones.
  @IsString()
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u)
  @Length(2, 200)
  purpose!: string;
}

export class RevealAnswerDto {
  socialSecurityNumber!: string;
}
