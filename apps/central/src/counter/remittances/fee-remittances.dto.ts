/** What passes about paying card fees to the treasury. */
import { Matches } from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';

export class AskFeeRemittanceDto {
  /** Number of the payment notice for non-tax revenue (非税收入缴款书): one remittance for each. */
  @Matches(/^[0-9A-Za-z][0-9A-Za-z-]{3,39}$/)
  notice!: string;

  /** Yuan. */
  @Matches(askedYuan)
  amount!: string;
}

export class AskedFeeRemittanceDto {
  /** Under this id others decide. */
  approval!: string;
  notice!: string;
  /** Yuan. */
  amount!: string;
  /** `waiting` or `approved`. */
  state!: string;
}
