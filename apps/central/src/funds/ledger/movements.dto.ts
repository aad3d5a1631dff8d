/** What passes about the movements of the books' accounts, and what they came from. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class NamedAccountDto {
  id!: string;
  scheme!: string;
  schemeName!: WordsDto;
  /** Account code of 财会〔2017〕28号 or 25号, with the clerk for a till. */
  code!: string;
  name!: WordsDto;
  /** `debit` or `credit`: the side that makes its balance grow. */
  normalSide!: string;
}

export class MovementDto {
  /** Number of the transfer. */
  transfer!: string;
  kind!: string;
  /** What kind of flow it is. */
  name!: WordsDto;
  /** The bureau's day. */
  effectiveOn!: string;
  bookedAt!: string;
  /** The account on the other side. */
  other!: NamedAccountDto;
  /** Yuan; on one side alone. */
  debit!: string | null;
  credit!: string | null;
  /** Of this account after it, on its normal side; yuan. */
  balance!: string;
  receiptNumber!: string | null;
}

export class MovementsDto {
  account!: NamedAccountDto;
  from!: string;
  to!: string;
  /** Balance on the account's normal side before the first day and after the last; yuan. */
  opening!: string;
  closing!: string;
  movements!: MovementDto[];
  /** All of these days. */
  total!: number;
  /** Ask with this as `after`; null: there are no more. */
  next!: string | null;
}

export class TrialAccountDto extends NamedAccountDto {
  /** Yuan, on the account's normal side. */
  opening!: string;
  /** What moved it on the day; yuan. */
  debit!: string;
  credit!: string;
  closing!: string;
}

export class TrialFundDto {
  scheme!: string;
  schemeName!: WordsDto;
  accounts!: TrialAccountDto[];
  /** Movements of the day on both sides, and closing balances on both sides; yuan. */
  movedDebit!: string;
  movedCredit!: string;
  debit!: string;
  credit!: string;
  /** Debit less credit of the closing balances; yuan. Anything but 0.00 is wrong. */
  difference!: string;
  /** No difference, as much debited as credited, and each account closes at what it opened with and what moved it. */
  balanced!: boolean;
}

export class TrialBalanceDto {
  day!: string;
  funds!: TrialFundDto[];
  balanced!: boolean;
}

export class TransferSideDto extends NamedAccountDto {
  /** After it, on the account's normal side; yuan. */
  balance!: string;
}

export class BookedTransferDto {
  id!: string;
  scheme!: string;
  schemeName!: WordsDto;
  kind!: string;
  name!: WordsDto;
  /** The text that allows such a flow. */
  basis!: string;
  amount!: string;
  effectiveOn!: string;
  bookedAt!: string;
  debit!: TransferSideDto;
  credit!: TransferSideDto;
}

export class BookedActDto {
  key!: string;
  name!: WordsDto;
  channel!: string;
  total!: string;
  businessDate!: string;
  finishedAt!: string | null;
  staffNumber!: string;
  staffName!: string;
  terminalName!: string;
  receiptNumber!: string | null;
  /** Receipt of the act that it undoes. */
  undoes!: string | null;
  /** Receipt of the act that undid it. */
  undoneBy!: string | null;
}

export class BookedApprovalDto {
  id!: string;
  /** In the words of `libs/contract/approvals.ts`. */
  kind!: string;
  name!: WordsDto;
  /** `waiting`, `approved`, `rejected` or `expired`. */
  state!: string;
  askedBy!: string;
  askedAt!: string;
  decidedBy!: string | null;
  decidedAt!: string | null;
}

export class BookingDto {
  /** All transfers of the act; of no act: the one. */
  transfers!: BookedTransferDto[];
  /** The act it came from; null: booked by no counter. */
  act!: BookedActDto | null;
  approvals!: BookedApprovalDto[];
}
