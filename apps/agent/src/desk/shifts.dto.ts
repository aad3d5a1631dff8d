/** What the page may send about the clerk's shift, checked at the edge. */
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import type { ShiftCountRequest, ShiftHandOverRequest, ShiftTakingRequest } from '#libs/contract/shifts.js';
import { askedYuan } from '#libs/money/fen.js';
import { IsKey } from './fields.js';

export class ShiftCountDto implements ShiftCountRequest {
  @IsKey()
  key!: string;

  @Matches(askedYuan)
  counted!: string;

  @Matches(askedYuan)
  expected!: string;

  @IsOptional()
  @IsString()
  @Length(2, 200)
  reason?: string;
}

export class ShiftTakingDto implements ShiftTakingRequest {
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  staffNumber!: string;

  @IsString()
  @Length(1, 200)
  password!: string;

  @Matches(askedYuan)
  amount!: string;
}

export class ShiftHandOverDto implements ShiftHandOverRequest {
  @IsKey()
  key!: string;

  @Matches(/^[A-Za-z0-9]{2,20}$/)
  to!: string;

  @Matches(askedYuan)
  amount!: string;
}
