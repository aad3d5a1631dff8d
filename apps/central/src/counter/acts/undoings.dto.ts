/** What passes about undoing acts of money. */
import { IsIn, IsOptional, IsUUID, Length, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';
import { ProblemDto } from '../../ground/http/problem.dto.js';

export class AskUndoingDto {
  @Matches(/^\d{20}$/)
  receiptNumber!: string;

  @IsIn(['reversal', 'refund'])
  kind!: 'reversal' | 'refund';

  /** For whoever decides. */
  @Length(2, 200)
  reason!: string;
}

export class UndoDto {
  @Matches(/^\d{20}$/)
  receiptNumber!: string;

  @IsIn(['reversal', 'refund'])
  kind!: 'reversal' | 'refund';

  /** As it was approved: `cash` out of or into the till, `bank` to the account. */
  @IsIn(['bank', 'cash'])
  channel!: 'bank' | 'cash';

  /** Of the payer's card, where the contribution is handed back in cash. */
  @IsOptional()
  @IsUUID()
  cardSessionId?: string;

  /** The card's answer to the challenge of this write: 8 bytes, hex. */
  @IsOptional()
  @Matches(/^[0-9A-F]{16}$/)
  cardProof?: string;
}

export class AskedUndoingDto {
  approval!: string;
  askedBy!: string;
  askedAt!: string;
  reason!: string | null;
  /** `waiting`, `approved`, `rejected`, `withdrawn` or `expired`. */
  state!: string;
  decidedBy!: string | null;
  decisionReason!: string | null;
}

export class UndoingWayDto {
  kind!: 'reversal' | 'refund';
  name!: WordsDto;
  effect!: WordsDto;
  channel!: 'bank' | 'cash';
  /** Last digits of the account a refund through the bank goes to. */
  accountEnds!: string | null;
  /** Whether the payer's card has to be in the reader. */
  needsCard!: boolean;
  /** Why it cannot be done; null: it can be asked for. */
  problem!: ProblemDto | null;
  /** The newest asking; null: nobody has. */
  asked!: AskedUndoingDto | null;
}

/** In which ways the act of a receipt can be undone. */
export class UndoingsDto {
  receiptNumber!: string;
  /** What is undone: a collection where its benefits come back, else a payment. */
  act!: 'payment' | 'collection';
  /** Yuan. */
  total!: string;
  ways!: UndoingWayDto[];
}
