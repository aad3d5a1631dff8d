/** Applications for cards: listed and decided by the bureau, followed by whoever has the number and the name. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiQuery } from '../../ground/http/described.js';
import { applicationStates } from '#libs/cards/card-life.js';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import {
  CardApplicationDto,
  CardApplicationsDto,
  RejectionDto,
  TrackedApplicationDto,
  TrackingRequestDto,
} from './card-applications.dto.js';
import { CardApplicationsService } from './card-applications.service.js';

@Controller('v1/card-applications')
export class CardApplicationsController {
  constructor(private readonly applications: CardApplicationsService) {}

  /** Applications from the windows in a state, the oldest first, 100 at most; `after` is the `next` of the page before. */
  @Get()
  @Performs('card-applications.list')
  @ApiQuery({ name: 'state', enum: applicationStates, required: false })
  @ApiQuery({ name: 'after', type: String, required: false })
  list(
    @Query('state') state: string = 'applied',
    @Query('after') after?: string,
  ): Promise<CardApplicationsDto> {
    return this.applications.list(state, after);
  }

  /** Approves an application; whoever made it may not. */
  @Post(':number/approval')
  @HttpCode(200)
  @Performs('card-applications.approve')
  approve(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('number') number: string,
  ): Promise<CardApplicationDto> {
    return this.applications.decide(terminal, staff, number, 'approved');
  }

  /** Rejects an application; the applicant reads the reason. */
  @Post(':number/rejection')
  @HttpCode(200)
  @Performs('card-applications.reject')
  reject(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('number') number: string,
    @Body() { reason }: RejectionDto,
  ): Promise<CardApplicationDto> {
    return this.applications.decide(terminal, staff, number, 'rejected', reason);
  }

  /** Where an application stands, for the applicant: needs its number and the name it was made under. */
  @Post('track')
  @HttpCode(200)
  @Performs('card-applications.track')
  @AskedPerMinute(30)
  track(@Body() { number, name }: TrackingRequestDto): Promise<TrackedApplicationDto> {
    return this.applications.track(number, name);
  }
}
