/** Acts whose outcome the bank does not say: listed, and concluded by what stands on its statement. */
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class StatedOutcomeDto {
  /** What the statement says: booked, or not. */
  @IsIn(['succeeded', 'refused'])
  outcome!: 'succeeded' | 'refused';

  /** The entry's reference on the bank's statement; for what is not on it, the number of the statement that was looked through. */
  @Matches(/^[0-9A-Za-z][0-9A-Za-z._/-]{0,63}$/)
  reference!: string;

  /** Of the statement: `YYYY-MM-DD`, of today or before, and not before the act. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  date!: string;

  /** A remark for whoever decides. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  reason?: string;
}

export class BankOutcomeDto {
  /** The operation's key, also what the bank knows the instruction by. */
  key!: string;
  /** `payment` or `collection`. */
  kind!: string;
  /** `debit`: out of the holder's account; `credit`: into it. */
  direction!: string;
  /** Yuan. */
  amount!: string;
  businessDate!: string;
  terminalId!: string;
  staffNumber!: string;
  /** What the bank said last. */
  said!: string | null;
  /** From when on nobody sends it or asks for it any more. */
  since!: string;
  ageHours!: number;
  /** What is asked for about it, and waits; null: nothing yet. */
  asked!: AskedOutcomeDto | null;
}

export class AskedOutcomeDto {
  approval!: string;
  askedBy!: string;
  what!: WordsDto;
}

export class BankOutcomesDto {
  /** The longest first, 100 at most. */
  acts!: BankOutcomeDto[];
  /** How many there are in all. */
  count!: number;
  /** Yuan, of all there are. */
  total!: string;
}

export class OutcomeAskedDto {
  approval!: string;
  /** How many others have to approve it. */
  levels!: number;
}
