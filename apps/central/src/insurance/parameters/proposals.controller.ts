/** Versions of parameters are proposed here, and decided under `/v1/approvals`. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { ProposalEffectDto } from './effect.dto.js';
import { ProposalEffect } from './effect.service.js';
import { ParametersAheadDto } from './parameters-ahead.dto.js';
import { ParametersAhead } from './parameters-ahead.service.js';
import { AskedParameterDto, ProposalsDto, ProposeParameterDto } from './proposals.dto.js';
import { ParameterProposals } from './proposals.service.js';

@Controller('v1/parameters')
export class ProposalsController {
  constructor(
    private readonly proposals: ParameterProposals,
    private readonly ahead: ParametersAhead,
    private readonly effect: ProposalEffect,
  ) {}

  /** What is missing for this month and the thirteen to come, and what a new year has none of its own for. */
  @Get('ahead')
  @Performs('parameters.look-ahead')
  lookAhead(): Promise<ParametersAheadDto> {
    return this.ahead.list();
  }

  /** What waits to be decided, and what was decided and why. */
  @Get('proposals')
  @Performs('parameters.list-proposals')
  list(): Promise<ProposalsDto> {
    return this.proposals.list();
  }

  /** What a proposal would change, per scheme and period: heads, sums and the largest changes. */
  @Get('proposals/:id/effect')
  @Performs('parameters.show-effect')
  showEffect(@Param('id', ParseUUIDPipe) id: string): Promise<ProposalEffectDto> {
    return this.effect.of(id);
  }

  /** Proposes a version of a key; in force once others have approved it. Asked again by the same person while it waits it is the same asking. */
  @Post(':key/versions')
  @HttpCode(200)
  @Performs('parameters.propose')
  propose(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('key') key: string,
    @Body() { reason, supersedes, withdraws, ...version }: ProposeParameterDto,
  ): Promise<AskedParameterDto> {
    return this.proposals.propose(
      [{ ...version, key, supersedes: supersedes ?? null, withdraws: withdraws === true }],
      reason,
      {
        number: staff.number,
        terminalId: terminal.id,
      },
    );
  }
}
