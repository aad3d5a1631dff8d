/** Making a card at this window (即时制卡): begun or gone on with, or its card body given up. Progress stands in DeskState. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Agent, IssuanceRequest, SpoiledRequest } from '#libs/contract/card-window.js';
import { IssuanceService } from '../issuing/issuance.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { IsInsertionId, IsKey, IsPinEntry, IsReason } from './fields.js';

/** Form and check character are the centre's to check; here only its size is bounded. */
const longestNumber = 40;

export class IssuanceDto implements IssuanceRequest {
  @IsKey()
  key!: string;

  @IsInsertionId()
  insertionId!: string;

  @IsString()
  @MaxLength(longestNumber)
  applicationNumber!: string;

  /** Handed on as it came. */
  @IsOptional()
  @IsObject()
  agent?: Agent;

  @IsPinEntry()
  pin!: string;
}

export class SpoiledDto implements SpoiledRequest {
  @IsString()
  @MaxLength(longestNumber)
  applicationNumber!: string;

  @IsReason()
  reason!: string;
}

@Controller('desk/issuances')
export class IssuanceController {
  constructor(
    private readonly staff: DeskSignIn,
    private readonly issuance: IssuanceService,
  ) {}

  @Post()
  @HttpCode(202)
  issue(@Body() request: IssuanceDto): Promise<void> {
    this.staff.noteActivity();
    return this.issuance.issue(request);
  }

  @Post('spoiled')
  @HttpCode(204)
  spoil(@Body() request: SpoiledDto): Promise<void> {
    this.staff.noteActivity();
    return this.issuance.spoil(request);
  }
}
