/** Making cards at the counter (即时制卡), step by step. */
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  AskedByStaff,
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
  type StaffWriter,
} from '../../ground/http/identity.js';
import { answer } from '../../records/operations/answer.js';
import { OperationDto } from '../../records/operations/operations.dto.js';
import { IssuanceCompletion } from './issuance-completion.service.js';
import {
  BeginIssuanceDto,
  ChipLookUpDto,
  ChipStandingDto,
  IssuanceCompletionDto,
  IssuanceDto,
  IssuanceStepsDto,
  ReadBackDto,
  SpoiledDto,
} from './issuances.dto.js';
import { IssuancesService } from './issuances.service.js';

@Controller('v1/issuances')
export class IssuancesController {
  constructor(
    private readonly issuances: IssuancesService,
    private readonly completion: IssuanceCompletion,
  ) {}

  /**
   * Allots the blank in the reader to an approved application, or goes on with the one it was allotted to; answers with the
   * commands the chip still needs.
   */
  @Post()
  @HttpCode(200)
  @Performs('issuances.begin')
  begin(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: BeginIssuanceDto,
  ): Promise<IssuanceStepsDto> {
    return this.issuances.begin({ terminal, staff }, body);
  }

  /** What the stock knows of the card body in the reader. */
  @Post('look-ups')
  @HttpCode(200)
  @Performs('issuances.look-up')
  lookUp(@Body() { historicalBytes }: ChipLookUpDto): Promise<ChipStandingDto> {
    return this.issuances.lookUp(historicalBytes);
  }

  /** The finished chip read back; when it is right, it is somebody's card. */
  @Post(':id/read-back')
  @HttpCode(200)
  @Performs('issuances.read-back')
  readBack(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReadBackDto,
  ): Promise<IssuanceDto> {
    return this.issuances.readBack({ terminal, staff }, id, body);
  }

  /** Its PIN is set: the card is enabled and replaces the old one. Once per Idempotency-Key. */
  @Post('completions')
  @HttpCode(200)
  @Performs('issuances.complete')
  async complete(
    @AskedByStaff() writer: StaffWriter,
    @Body() body: IssuanceCompletionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(await this.completion.complete(writer, body), reply);
  }

  /** Gives the card body up; its application waits for another one. */
  @Post('spoiled')
  @HttpCode(200)
  @Performs('issuances.spoil')
  spoil(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: SpoiledDto,
  ): Promise<IssuanceDto> {
    return this.issuances.spoil({ terminal, staff }, body);
  }
}
