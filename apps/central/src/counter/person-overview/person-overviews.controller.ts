/** All about one person on one screen, as of any day. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  StaffIfAny,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { PersonOverviewDto, PersonOverviewRequestDto } from './person-overview.dto.js';
import { PersonOverview } from './person-overview.service.js';

@Controller('v1/person-overviews')
export class PersonOverviewsController {
  constructor(private readonly overview: PersonOverview) {}

  /** Everything about somebody identified by card, number or a search, as it was known on a day; a holder at a kiosk has their own alone, as it is today. The asking is logged with its purpose. */
  @Post()
  // Whose it is stays out of addresses and their logs.
  @HttpCode(200)
  @AskedPerMinute(120)
  @Performs('person-overviews.read')
  read(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Body() request: PersonOverviewRequestDto,
  ): Promise<PersonOverviewDto> {
    return this.overview.read(terminal, staff, request);
  }
}
