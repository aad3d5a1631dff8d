/** What passes about receipts and their prints. */
import { IsIn, IsOptional } from 'class-validator';
import { WordsDto } from '../http/words.dto.js';

export class ReceiptLineDto {
  scheme!: string;
  schemeName!: WordsDto;
  period!: string;
  /** Yuan. */
  amount!: string;
}

export class ReceiptDto {
  number!: string;
  /** `payment`, `collection`, `till-draw` or `till-deposit`. */
  kind!: string;
  agency!: WordsDto;
  terminalName!: string;
  operatorNumber!: string;
  operatorName!: string;
  payerName!: string;
  maskedNumber!: string;
  cardNumber!: string;
  lines!: ReceiptLineDto[];
  /** Yuan. */
  total!: string;
  /** Chinese capital amount. */
  totalCapitals!: string;
  businessDate!: string;
  issuedAt!: string;
  channel!: string;
  bankReference!: string | null;
  verificationCode!: string;
}

export class ReceiptVerificationDto {
  number!: string;
  /** True: this receipt was issued with this content. */
  verified!: boolean;
  receipt!: ReceiptDto;
  /** Copies asked for so far. */
  copies!: number;
}

export class PrintDto {
  /** 1 is the original; from 2 on it is a copy and says so. */
  copy!: number;
  receipt!: ReceiptDto;
}

export class PrintOutcomeDto {
  /** `printed` only when the printer proved it. */
  @IsIn(['printed', 'failed', 'unproven', 'not-started'])
  outcome!: 'printed' | 'failed' | 'unproven' | 'not-started';

  @IsOptional()
  @IsIn(['paper-out', 'cover-open', 'offline'])
  fault?: 'paper-out' | 'cover-open' | 'offline';
}
