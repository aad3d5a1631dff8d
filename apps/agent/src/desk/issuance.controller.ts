/** Making a card at this window (即时制卡): begun or gone on with, or its card body given up. Progress stands in DeskState. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsString, Length, Matches, MaxLength } from 'class-validator';
import type { IssuanceRequest, SpoiledRequest } from '#libs/contract/card-window.js';
import { IssuanceService } from '../tasks/issuance.service.js';
import { StaffService } from '../tasks/staff.service.js';

/** Form and check character are the centre's to check; here only its size is bounded. */
const longestNumber = 40;

export class IssuanceDto implements IssuanceRequest {
  /** As central takes it: a UUID in lower case. */
  @Matches(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  key!: string;

  @IsString()
  @MaxLength(100)
  insertionId!: string;

  @IsString()
  @MaxLength(longestNumber)
  applicationNumber!: string;

  // Its form is checked where it is used: a refusal about a PIN has words of its own.
  @IsString()
  @MaxLength(32)
  pin!: string;
}

export class SpoiledDto implements SpoiledRequest {
  @IsString()
  @MaxLength(longestNumber)
  applicationNumber!: string;

  @IsString()
  @Length(2, 200)
  reason!: string;
}

@Controller('desk/issuances')
export class IssuanceController {
  constructor(
    private readonly staff: StaffService,
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
