/** What passes about tills and the funds' books. */
import { Matches } from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';
import { WordsDto } from '../../ground/http/words.dto.js';

export class TillMoveDto {
  /** The fund, by AAE140 code; `fee`: the books of the card fee. */
  @Matches(/^(\d{3}|fee)$/)
  scheme!: string;

  /** Yuan. */
  @Matches(askedYuan)
  amount!: string;
}

export class TillFundDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** Contributions taken in, to be banked; yuan. */
  received!: string;
  /** Drawn to pay benefits with; yuan. */
  imprest!: string;
}

export class TillDto {
  /** Yuan from which on nothing is confirmed by a key alone. */
  carefulFrom!: string;
  /** How the holder of a bank account agrees to a debit: `signature` on the slip, or the card's `pin` before it. */
  debitConsent!: 'signature' | 'pin';
  received!: string;
  imprest!: string;
  /** Card fees taken in, to be banked apart; in no fund. Yuan. */
  fee!: string;
  funds!: TillFundDto[];
}

export class BookAccountDto {
  /** Account code of 财会〔2017〕28号, with the clerk for a till. */
  code!: string;
  name!: WordsDto;
  /** Yuan, on the account's normal side. */
  balance!: string;
  normalSide!: string;
}

export class FundBooksDto {
  scheme!: string;
  schemeName!: WordsDto;
  accounts!: BookAccountDto[];
  /** Sum of debit balances, yuan. */
  debit!: string;
  /** Sum of credit balances, yuan. */
  credit!: string;
  transfers!: number;
  balanced!: boolean;
}

export class BooksDto {
  funds!: FundBooksDto[];
  /** Each fund balances, each account equals the sum of its transfers, and no transfer crosses two funds. */
  balanced!: boolean;
  /** The checkpoint that the check began from: up to then the books were found right. Null: from their beginning. */
  since!: string | null;
  /** What was found wrong; empty when balanced. */
  findings!: string[];
}
