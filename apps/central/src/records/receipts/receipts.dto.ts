/** What passes about receipts and their prints. */
import { IsIn, IsOptional } from 'class-validator';
import type { ReceiptKind } from '#libs/contract/receipt-layout.js';
import { WordsDto } from '../../ground/http/words.dto.js';

/** Which instalment of an agreement on arrears was paid. */
export class ReceiptInstalmentDto {
  agreement!: number;
  /** From 1. */
  place!: number;
  of!: number;
  /** What was agreed on of the period, where it was a part of that alone, yuan. */
  whole!: string | null;
}

export class ReceiptLineDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** A year, a month, or months in a row as `2026-02/2026-11`. */
  period!: string;
  /** Yuan; of months in a row, all of them. */
  personal!: string;
  /** Of a contribution by tier: the whole tier, what the government paid of it on the payer's behalf, and what it added on top, yuan. */
  tier?: string;
  governmentPart?: string;
  subsidy?: string;
  /** Of arrears that are paid by instalments. */
  instalment?: ReceiptInstalmentDto;
  /** Of a benefit that was paid in error and is given back: `ZH…`. */
  recovery?: string;
  /** How months in a row make the amount, such as `10 × 319.06`. */
  note?: string;
}

export class ReceiptOperatorDto {
  number!: string;
  name!: string;
}

export class ReceiptRowDto {
  label!: WordsDto;
  value!: string;
  /** The value in English, where it is words. */
  english?: string;
}

export class UndoneReceiptDto {
  number!: string;
  businessDate!: string;
}

export class UndoingReceiptDto {
  number!: string;
  kind!: 'reversal' | 'refund';
  businessDate!: string;
}

/** The shape that `libs/contract/receipt-layout.ts` lays out, without the copy. */
export class ReceiptDto {
  number!: string;
  kind!: ReceiptKind;
  /** Of a card service, which has its own: what was done. */
  title?: WordsDto;
  /** Of a card service and of the slips of a shift: what is to be known of it, in place of lines and total. */
  rows?: ReceiptRowDto[];
  agency!: WordsDto;
  terminalName!: string;
  /** Null: the holder themselves, at a kiosk. */
  operator!: ReceiptOperatorDto | null;
  payerName!: string | null;
  maskedNumber!: string | null;
  cardNumber!: string | null;
  lines!: ReceiptLineDto[];
  /** Yuan. */
  total!: string;
  /** Chinese capital amount. */
  totalCapitals!: string;
  businessDate!: string;
  issuedAt!: string;
  /** `none` where no money moves; `debit` and `tax` were collected at no window. */
  channel!: 'bank' | 'cash' | 'none' | 'debit' | 'tax';
  bankReference!: string | null;
  /** How the holder has agreed to the debit of their account. */
  debitConsent?: 'signature' | 'pin';
  /** Of a reversal or refund: the receipt that it undoes. */
  undoes?: UndoneReceiptDto;
  /** The receipt that undoes this one, as it is now; not part of what was issued. */
  undoneBy?: UndoingReceiptDto;
  /** Which of the bureau's keys made the code; absent in receipts from before keys had names: the first. */
  keyId?: string;
  verificationCode!: string;
  /** What the QR code holds: where this receipt is verified. */
  verifyUrl!: string;
}

export class ReceiptUndoneDto {
  kind!: 'reversal' | 'refund';
  /** The receipt of the act that undid it. */
  receiptNumber!: string;
  businessDate!: string;
}

export class ReceiptVerificationDto {
  number!: string;
  /** True: this receipt was issued with this content. */
  verified!: boolean;
  /** Its holder masked, and without the rows of a card service: whoever is signed in reads the whole. */
  receipt!: ReceiptDto;
  /** Copies asked for so far. */
  copies!: number;
  /** What has been undone since it was issued: the receipt is genuine, and holds no longer. */
  undone?: ReceiptUndoneDto;
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
