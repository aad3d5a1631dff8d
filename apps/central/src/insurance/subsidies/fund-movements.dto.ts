/** What passes about movements of funds that no window is part of, and what the finance owes. */
import { IsIn, IsOptional, Matches } from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { movementKinds, type MovementKind } from './fund-movements.store.js';

export class AskFundMovementDto {
  /** AAE140. */
  @Matches(/^\d{3}$/)
  scheme!: string;

  /** `sweep`: income account to fiscal special account. `supply`: that to the expenditure account. `subsidy`: the finance's into the fiscal special account. */
  @IsIn(movementKinds)
  kind!: MovementKind;

  /** Yuan. */
  @Matches(askedYuan)
  amount!: string;

  /** Of the bank or the finance: booked once. */
  @Matches(/^[0-9A-Za-z][0-9A-Za-z-]{3,39}$/)
  voucher!: string;

  /** Of a subsidy: the month whose accounts were credited, or in which people were insured with it. */
  @IsOptional()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/)
  month?: string;
}

export class AskedFundMovementDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}

export class SubsidyPartDto {
  category!: string;
  categoryName!: WordsDto;
  heads!: number;
  /** Yuan: the public subsidy, and what the government pays in place of the person. */
  amount!: string;
}

/** A subsidy that came. */
export class SubsidyReceiptDto {
  /** Yuan. */
  amount!: string;
  /** Of the bank or the finance. */
  voucher!: string;
  bookedOn!: string;
  /** Whose finance paid it: `central`, `province`, `prefecture` or `county`; null: nobody said so. */
  level!: string | null;
  /** The statement and the line that brought it; null: it was entered by its voucher. */
  statement!: number | null;
  line!: number | null;
}

/** Amounts in yuan. */
export class SubsidyClaimDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** In which personal accounts were credited with it; of a scheme without accounts, in which people were insured with it. */
  month!: string;
  /** What the finance names in its transfer, so that the statement is matched with it: `BT`, scheme, month and two check digits. */
  reference!: string;
  receipts!: SubsidyReceiptDto[];
  credited!: string;
  received!: string;
  /** What the finance owes the fund. */
  owed!: string;
  /** Of a scheme without accounts, whom it is for; else empty. */
  parts!: SubsidyPartDto[];
}

export class SubsidyClaimsDto {
  /** The newest month first. */
  claims!: SubsidyClaimDto[];
  credited!: string;
  received!: string;
  owed!: string;
  /** Schemes whose accounts were credited otherwise than acts granted it, or that received more than is owed; none: all agree. */
  differing!: string[];
}
