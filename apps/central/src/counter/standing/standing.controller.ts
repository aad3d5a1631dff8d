/** How the holder of the card in the reader stands; asked for once they are shown, so that showing them waits for nothing of it. */
import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import {
  Performs,
  StaffIfAny,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { StandingDto } from './standing.dto.js';
import { StandingService } from './standing.service.js';

@Controller('v1/card-sessions')
export class StandingController {
  constructor(private readonly standing: StandingService) {}

  /** Photo, category, proof of life and what to mind of the holder. The asking is on record. */
  @Get(':id/standing')
  @Performs('card-sessions.read-standing')
  read(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<StandingDto> {
    return this.standing.read(terminal, staff, id);
  }
}
