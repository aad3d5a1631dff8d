/** A card in a terminal's reader: proven, read, ended. */
import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  Performs,
  StaffIfAny,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import {
  CardChallengeDto,
  CardProofDto,
  CardSessionDto,
  ChipComparisonDto,
  ChipHolderDto,
  ExternalAuthenticationDto,
  ExternalAuthenticationRequestDto,
  OpenCardSessionDto,
  RevealAnswerDto,
  RevealRequestDto,
} from './card-sessions.dto.js';
import { CardSessionsService } from './card-sessions.service.js';
import { PaidForDto, ToPayForDto } from './paid-for.dto.js';
import { PaidForService } from './paid-for.service.js';

@Controller('v1/card-sessions')
export class CardSessionsController {
  constructor(
    private readonly sessions: CardSessionsService,
    private readonly others: PaidForService,
  ) {}

  /** Says which card is in the reader; answers with the challenge it has to prove itself with. */
  @Post()
  @Performs('card-sessions.open')
  open(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Body() read: OpenCardSessionDto,
  ): Promise<CardChallengeDto> {
    return this.sessions.open(terminal, staff, read);
  }

  /** The card's answer; when it is right, the session is open and says who the holder is. */
  @Post(':id/proof')
  @Performs('card-sessions.prove')
  prove(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { result }: CardProofDto,
  ): Promise<CardSessionDto> {
    return this.sessions.prove(terminal, staff, id, result);
  }

  /** Somebody whose dues are paid with this card too, by their own card that was here lately or by number with the reason; what they owe. */
  @Post(':id/paid-for')
  @HttpCode(200)
  @Performs('card-sessions.pay-for')
  payFor(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() asked: ToPayForDto,
  ): Promise<PaidForDto> {
    return this.others.join(terminal, staff, id, asked);
  }

  /** The open session with its dues and entitlements as they are now. */
  @Get(':id')
  @Performs('card-sessions.read')
  read(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<CardSessionDto> {
    return this.sessions.read(terminal, staff, id);
  }

  /** What opens EF06 of a v3 card. */
  @Post(':id/external-authentications')
  @Performs('card-sessions.authenticate-externally')
  async authenticateExternally(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { cardChallenge }: ExternalAuthenticationRequestDto,
  ): Promise<ExternalAuthenticationDto> {
    return { data: await this.sessions.authenticateExternally(terminal, staff, id, cardChallenge) };
  }

  /** Compares the chip's holder data with the register. */
  @Post(':id/chip-comparisons')
  @Performs('card-sessions.compare-chip')
  compareChip(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() chip: ChipHolderDto,
  ): Promise<ChipComparisonDto> {
    return this.sessions.compareChip(terminal, staff, id, chip);
  }

  /** The holder's full number; the asking is logged with its purpose. */
  @Post(':id/reveals')
  @Performs('card-sessions.reveal-number')
  async reveal(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { purpose }: RevealRequestDto,
  ): Promise<RevealAnswerDto> {
    return { socialSecurityNumber: await this.sessions.reveal(terminal, staff, id, purpose) };
  }

  /** The card has left. */
  @Delete(':id')
  @HttpCode(204)
  @Performs('card-sessions.end')
  end(@Terminal() terminal: TerminalIdentity, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.sessions.end(terminal, id);
  }
}
