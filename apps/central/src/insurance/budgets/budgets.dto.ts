/** What passes about budgets of funds: what may be spent, what was, and what is left. Amounts in yuan. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type AccountTypeId, expenseTypes } from '#libs/ledger/account-types.js';
import { askedYuan } from '#libs/money/fen.js';
import { WordsDto } from '../../ground/http/words.dto.js';

export class BudgetLineToAskDto {
  /** `benefits`, `transfer-out`, `to-upper-level`, `to-lower-level`, `other-expense`. */
  @IsIn(expenseTypes)
  account!: AccountTypeId;

  @Matches(askedYuan)
  amount!: string;
}

export class AskBudgetDto {
  /** The fund. */
  @Matches(/^\d{3}$/)
  scheme!: string;

  /** This one or the next. */
  @IsInt()
  @Min(2000)
  @Max(2999)
  year!: number;

  /** Every line of it; one that is left out is nothing. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => BudgetLineToAskDto)
  lines!: BudgetLineToAskDto[];

  /** The document by which the budget or its adjustment was approved. */
  @IsString()
  @Length(2, 200)
  source!: string;
}

export class BudgetAskedDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}

export class BudgetAccountDto {
  account!: string;
  /** In the chart of accounts. */
  code!: string;
  words!: WordsDto;
}

export class BudgetLineDto extends BudgetAccountDto {
  /** Null: no budget was entered. */
  approved!: string | null;
  spent!: string;
  /** In runs that are listed and not with the bank yet. */
  planned!: string;
  /** With a minus: more was spent. Null: no budget was entered. */
  left!: string | null;
}

export class BudgetVersionDto {
  version!: number;
  total!: string;
  source!: string;
  enteredBy!: string;
  enteredAt!: string;
  approval!: string;
}

export class FundBudgetDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** Lines with anything in them, in the order of the chart. */
  lines!: BudgetLineDto[];
  /** Of all lines; null: no budget was entered, and nothing is held against one. */
  approved!: string | null;
  spent!: string;
  planned!: string;
  left!: string | null;
  /** What the year would come to if it went on as so far; null: of another year. */
  forecast!: string | null;
  /** The newest first. */
  versions!: BudgetVersionDto[];
}

export class BudgetsDto {
  year!: number;
  /** Those that a budget has lines of. */
  accounts!: BudgetAccountDto[];
  funds!: FundBudgetDto[];
}
