/** What passes about the proof that due list, books and bank agree on runs of benefits. */
import { WordsDto } from '../../ground/http/words.dto.js';

/** Yuan. */
export class PaySideDto {
  /** To the bank; as the bank tells it, what it answered for. */
  out!: string;
  /** Not paid, or paid and back again. */
  back!: string;
  /** Paid, or with the bank. */
  stays!: string;
}

export class PayDifferenceDto {
  /** `list-amount`, `line-elsewhere`, `line-twice`, `bank-differs`, `bank-amount`, `back-unbooked`, `forgotten`, `books-out`, `books-back`, `answer-total`. */
  what!: string;
  words!: WordsDto;
  /** Of the item; null: of nobody's in particular, or of somebody who has none. */
  serial!: number | null;
  personId!: string | null;
  /** What the list says, and what it was held against; yuan. */
  list!: string;
  other!: string;
}

export class ProvenPayRunDto {
  number!: number;
  reference!: string;
  scheme!: string;
  schemeName!: WordsDto;
  month!: string;
  agrees!: boolean;
  list!: PaySideDto;
  books!: PaySideDto;
  bank!: PaySideDto;
  /** With the bank, which has not answered; yuan. */
  unanswered!: string;
  isAnswered!: boolean;
  /** How many differences there are; the first 200 are named. */
  count!: number;
  differences!: PayDifferenceDto[];
}

export class StrayMoneyDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** Yuan. */
  amount!: string;
}

export class PayProofDto {
  agrees!: boolean;
  runs!: ProvenPayRunDto[];
  /** Booked as paid by a run, and no run knows it. */
  strays!: StrayMoneyDto[];
}
