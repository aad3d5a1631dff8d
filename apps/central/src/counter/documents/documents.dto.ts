/** What passes about papers of a person: asked for, given out, and checked by whoever holds one. */
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';
import { CardFileRequestDto } from '../card-window/card-files.dto.js';

export const documentKinds = ['statement', 'certificate', 'account', 'move', 'benefits'] as const;
/** Those that are of a year. */
export const yearlyKinds: readonly string[] = ['account', 'benefits'];
/** Those that a holder can have at a kiosk; a move is asked for at a window. */
export const ownKinds = ['statement', 'certificate', 'account', 'benefits'] as const;
export type DocumentKind = (typeof documentKinds)[number];

export class DocumentRequestDto extends CardFileRequestDto {
  /** Made by whoever asks, for each paper anew: the same one is answered with the same paper. */
  @IsUUID()
  key!: string;

  /** `statement`: a row a year; `certificate`: a row for months in a row; `account`: the personal accounts in a year; `move`: a move out; `benefits`: what is drawn, and what was paid in a year. */
  @IsIn(documentKinds)
  kind!: DocumentKind;

  /** Of `account` and `benefits`: which year. */
  @IsOptional()
  @IsInt()
  @Min(1993)
  @Max(2200)
  year?: number;

  /** Of `move`: which; left out: the newest of them. */
  @IsOptional()
  @IsUUID()
  transferId?: string;

  /** Somebody found by a search or in a list; instead of session, number and name. */
  @IsOptional()
  @IsUUID()
  personId?: string;
}

/** What a holder at a kiosk asks for about themselves. */
export class OwnDocumentRequestDto {
  /** As in `DocumentRequestDto`. */
  @IsUUID()
  key!: string;

  @IsIn(ownKinds)
  kind!: (typeof ownKinds)[number];

  /** Of `account` and `benefits`: which year. */
  @IsOptional()
  @IsInt()
  @Min(1993)
  @Max(2200)
  year?: number;
}

/** A line of a paper on a roll. */
export class RollLineDto {
  /** `heading`, `amount`, `strong` (an amount that sums up) or `note`. */
  form!: string;
  text!: string;
  /** Of `amount` and `strong`. */
  value!: string | null;
}

/** A paper as a kiosk prints it on its roll. */
export class OwnDocumentDto {
  number!: string;
  title!: WordsDto;
  agency!: WordsDto;
  name!: string;
  socialSecurityNumber!: string;
  purpose!: string;
  issuedAt!: string;
  lines!: RollLineDto[];
  verificationCode!: string;
  /** What the QR code holds. */
  verifyUrl!: string;
}

export class DocumentRowDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** The unit; empty: paid by the person. */
  place!: string;
  from!: string;
  to!: string;
  months!: number;
  /** Yuan, each. */
  unitPart!: string;
  personPart!: string;
  governmentPart!: string;
}

export class DocumentAccountDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** Yuan. */
  balance!: string;
}

export class AccountMonthDto {
  month!: string;
  /** Whose money it is: `personal`, `unit`, `subsidy`, `benefit` and so on. */
  kind!: string;
  /** Yuan, each. */
  credited!: string;
  paid!: string;
}

/** A step of a calculation. */
export class AccountStepDto {
  label!: WordsDto;
  expression!: string;
  result!: string;
  basis!: string;
}

/** A personal account in a year, yuan. */
export class DocumentAccountYearDto {
  scheme!: string;
  schemeName!: WordsDto;
  opening!: string;
  months!: AccountMonthDto[];
  /** As it was entered; null: it was not yet. */
  interest!: string | null;
  interestOnOpening!: string | null;
  interestOnCredits!: string | null;
  closing!: string;
  steps!: AccountStepDto[];
}

export class DocumentMoveSpanDto {
  first!: string;
  last!: string;
  months!: number;
  /** The sum of the bases, yuan. */
  base!: string;
}

/** A move out, yuan. */
export class DocumentMoveDto {
  transferId!: string;
  reference!: string;
  scheme!: string;
  schemeName!: WordsDto;
  agencyCode!: string;
  agencyName!: string;
  insuredFrom!: string | null;
  insuredUntil!: string | null;
  months!: number;
  account!: string;
  pool!: string;
  total!: string;
  spans!: DocumentMoveSpanDto[];
}

/** From a month on; amounts in yuan. */
export class DocumentBenefitChangeDto {
  from!: string;
  what!: WordsDto;
  cause!: WordsDto | null;
  /** The document it rests on; null where whoever holds the paper checks it. */
  evidence!: string | null;
  before!: string | null;
  amount!: string | null;
  because!: AccountStepDto[];
}

export class DocumentBenefitPaymentDto {
  paidOn!: string;
  period!: string;
  /** `normal`, `retroactive` or `lump`. */
  kind!: string;
  /** Yuan. */
  amount!: string;
  /** `run`, `bank` or `cash`. */
  way!: string;
  /** Masked. */
  account!: string | null;
  reference!: string | null;
}

export class DocumentBenefitRecoveryDto {
  period!: string;
  /** Yuan. */
  amount!: string;
  foundOn!: string;
}

export class DocumentBenefitAwardDto {
  /** Yuan, of the first month or once. */
  amount!: string;
  steps!: AccountStepDto[];
}

/** A benefit that is or was drawn, with what was paid of it in the year, yuan. */
export class DocumentBenefitDto {
  benefitId!: string;
  kindName!: WordsDto;
  basis!: string;
  scheme!: string;
  schemeName!: WordsDto;
  /** Masked, where it comes from somebody else's insurance. */
  insured!: string | null;
  /** Of the claim. */
  reference!: string | null;
  grantedOn!: string | null;
  firstMonth!: string;
  lastMonth!: string | null;
  once!: boolean;
  state!: WordsDto;
  /** Where the bank pays it to, masked; null: there is no account in use. */
  account!: string | null;
  award!: DocumentBenefitAwardDto | null;
  changes!: DocumentBenefitChangeDto[];
  payments!: DocumentBenefitPaymentDto[];
  paidTotal!: string;
  recoveries!: DocumentBenefitRecoveryDto[];
}

export class IssuedDocumentDto {
  number!: string;
  kind!: string;
  issuedAt!: string;
  verificationCode!: string;
  /** SHA-256 of the file, hex. */
  fileDigest!: string;
}

/** What whoever holds the paper is shown: enough to hold it against the paper, masked. */
export class DocumentVerificationDto {
  number!: string;
  /** Whether number, code and content fit one another. */
  verified!: boolean;
  kind!: string;
  agency!: WordsDto;
  maskedName!: string;
  maskedNumber!: string;
  issuedAt!: string;
  purpose!: string;
  rows!: DocumentRowDto[];
  /** Of `account` and `benefits`. */
  year?: number;
  years?: DocumentAccountYearDto[];
  /** Of `move`. */
  move?: DocumentMoveDto;
  /** Of `benefits`. */
  benefits?: DocumentBenefitDto[];
  fileDigest!: string;
}
