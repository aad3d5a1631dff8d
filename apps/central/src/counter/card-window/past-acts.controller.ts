/** What was done before for whoever is at the window. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { PastActsDto, PastActsRequestDto } from './past-acts.dto.js';
import { PastActs } from './past-acts.service.js';

@Controller('v1/past-acts')
export class PastActsController {
  constructor(private readonly acts: PastActs) {}

  /** Acts and receipts of somebody identified by card or document, of all windows, newest first. The asking is logged with its purpose. */
  @Post()
  // Whose they are stays out of addresses and their logs.
  @HttpCode(200)
  @AskedPerMinute(120)
  @Performs('past-acts.list')
  list(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() request: PastActsRequestDto,
  ): Promise<PastActsDto> {
    return this.acts.list(terminal, staff, request);
  }
}
