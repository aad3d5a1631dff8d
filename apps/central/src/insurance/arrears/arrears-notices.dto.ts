/** What passes about notices of arrears. */
import { IsUUID } from 'class-validator';

export class IssueArrearsNoticeDto {
  /** Made by whoever asks, for each notice anew: the same one is answered with the same notice. */
  @IsUUID()
  key!: string;
}

export class ArrearsNoticeDto {
  number!: string;
  unit!: string;
  issuedAt!: string;
  /** The day all of it is to be paid by. */
  payBy!: string;
  bills!: number;
  /** With the late fee of the day, yuan. */
  total!: string;
}
