/** Participations of one person, whatever they are insured as: entered, ended, suspended and voided. */
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import {
  ParticipationChoicesDto,
  ParticipationsEnteredDto,
  ParticipationsToEnterDto,
  ParticipationToEndDto,
  ParticipationToVoidDto,
} from './participations.dto.js';
import { PersonDesk } from './person-desk.service.js';
import { UnitParticipationDto } from './units.dto.js';

@Controller('v1/participations')
export class ParticipationsController {
  constructor(private readonly desk: PersonDesk) {}

  /** As what somebody may take part from a day on, and in which schemes. */
  @Get('choices')
  @Performs('participations.read-choices')
  choices(@Query('on') on?: string): Promise<ParticipationChoicesDto> {
    return this.desk.choices(typeof on === 'string' ? on : '');
  }

  /** Enters what somebody takes part in from a day on, in all the schemes named or in none; the same once more is the same. */
  @Post()
  @Performs('participations.enter')
  enter(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: ParticipationsToEnterDto,
  ): Promise<ParticipationsEnteredDto> {
    return this.desk.enter({ staff, terminal }, asked);
  }

  /** Ends or suspends one with its last day. */
  @Post(':id/ending')
  @Performs('participations.end-one')
  end(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() asked: ParticipationToEndDto,
  ): Promise<UnitParticipationDto> {
    return this.desk.end({ staff, terminal }, id, asked);
  }

  /** Declares that one was entered in error: it never was, and who said so and why is kept. */
  @Post(':id/voiding')
  @Performs('participations.void')
  void(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ParticipationToVoidDto,
  ): Promise<UnitParticipationDto> {
    return this.desk.void({ staff, terminal }, id, reason);
  }
}
