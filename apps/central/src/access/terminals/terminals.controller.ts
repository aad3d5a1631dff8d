/** Enrolment and authentication of terminals. */
import { Body, Controller, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import { Performs } from '../../ground/http/identity.js';
import {
  EnrolmentAnswerDto,
  EnrolmentRequestDto,
  TerminalTokenAnswerDto,
  TerminalTokenRequestDto,
} from './terminals.dto.js';
import { TerminalsService } from './terminals.service.js';

@Controller('v1/terminals')
export class TerminalsController {
  constructor(private readonly terminals: TerminalsService) {}

  /** Binds a terminal's key to it, with a one-time code. */
  @Post('enrolments')
  @Performs('terminals.enrol')
  @AskedPerMinute(30)
  enrol(@Body() { enrolmentCode, publicKey }: EnrolmentRequestDto): Promise<EnrolmentAnswerDto> {
    return this.terminals.enrol(enrolmentCode, publicKey);
  }

  /** Swaps a signed assertion for a token of ten minutes. */
  @Post('tokens')
  @Performs('terminals.authenticate')
  @AskedPerMinute(300)
  authenticate(@Body() { assertion, ...said }: TerminalTokenRequestDto): Promise<TerminalTokenAnswerDto> {
    return this.terminals.authenticate(assertion, said);
  }
}
