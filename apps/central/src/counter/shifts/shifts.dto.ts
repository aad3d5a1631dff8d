/** What passes about shifts: their totals, what a clerk counts, and who takes over. */
import { IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';
import { WordsDto } from '../../ground/http/words.dto.js';

export class ShiftSumDto {
  /** Kind of act: `payment`, `collection`, `till-draw`, `till-deposit`, `till-return`, `card-fee`, `card-fee-returned` and others to come. */
  kind!: string;
  channel!: 'bank' | 'cash';
  scheme!: string;
  schemeName!: WordsDto;
  /** Acts of this kind and channel that touch this fund. */
  acts!: number;
  /** Yuan. */
  amount!: string;
}

export class ShiftDto {
  id!: string;
  /** The bureau's day. */
  businessDate!: string;
  terminalId!: string;
  terminalName!: string;
  staffNumber!: string;
  staffName!: string;
  /** `carried`: ended along with a later count of the same clerk. */
  state!: 'open' | 'counted' | 'handed-over' | 'carried';
  begunAt!: string;
  endedAt!: string | null;
  /** Of the signed slip of its end. */
  slipNumber!: string | null;
  sums!: ShiftSumDto[];
  /** Acts of money carried out, and their receipts. */
  acts!: number;
  receipts!: number;
  /** Acts whose outcome nobody knows yet. */
  unknown!: number;
  /** Yuan in the clerk's till now, over all open shifts of theirs; null: it is over. */
  cash!: string | null;
  /** Yuan that the books say was in the till at the end; null: not ended, or ended with another. */
  expected!: string | null;
  counted!: string | null;
  /** Counted less expected: above zero there was too much. */
  difference!: string | null;
  reason!: string | null;
  handedTo!: string | null;
}

export class ShiftsQueryDto {
  /** The bureau's day, `2026-11-24`; left out: today. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  day?: string;

  /** A window. */
  @IsOptional()
  @IsUUID()
  terminal?: string;

  /** A staff number. */
  @IsOptional()
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  clerk?: string;
}

export class ShiftsDto {
  day!: string;
  shifts!: ShiftDto[];
  /** Of all shifts that match, on whatever page, as are the two counts below. */
  sums!: ShiftSumDto[];
  /** Acts whose outcome nobody knows yet. */
  unknown!: number;
  /** Shifts that ended with more or less than the books say. */
  differing!: number;
  /** Ask with this as `after` for more; null: that is all. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
  /** The oldest shifts of earlier days that nobody has ended, whatever is searched for. */
  leftOpen!: ShiftDto[];
  /** All of those. */
  leftOpenTotal!: number;
}

/** What somebody ends a shift by. */
export class OwnShiftDto {
  /** All open shifts of the clerk: they end together. Empty: there is nothing to end. */
  shifts!: ShiftDto[];
  /** One was ended here today: another has to be begun for further acts. */
  ended!: boolean;
  sums!: ShiftSumDto[];
  /** Cash at the beginning, taken over from another clerk, and what the books say is there now; yuan. */
  opening!: string;
  taken!: string;
  expected!: string;
  received!: string;
  imprest!: string;
  /** Card fees, in no fund. */
  fee!: string;
  acts!: number;
  receipts!: number;
  unknown!: number;
  /** Yuan up to which the clerk's own reason is enough. */
  differenceAtMost!: string;
}

export class ShiftCountDto {
  /** Yuan counted in the till. */
  @Matches(askedYuan)
  counted!: string;

  /** Yuan that the books say, as it was shown. */
  @Matches(askedYuan)
  expected!: string;

  /** Why they differ. */
  @IsOptional()
  @IsString()
  @Length(2, 200)
  reason?: string;
}

export class ShiftTakingDto {
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  staffNumber!: string;

  @IsString()
  @Length(1, 200)
  password!: string;

  /** Yuan that are taken over. */
  @Matches(askedYuan)
  amount!: string;
}

export class ShiftTakerDto {
  staffNumber!: string;
  name!: string;
}

export class ShiftHandOverDto {
  /** Who has confirmed to take over. */
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  to!: string;

  @Matches(askedYuan)
  amount!: string;
}
