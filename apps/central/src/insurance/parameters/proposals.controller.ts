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
import { problems } from '#libs/contract/problems.js';
import { BringParametersDto, BroughtParametersDto, ParameterFileDto } from './parameter-file.dto.js';
import { ParameterImports } from './parameter-import.service.js';
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
    private readonly imports: ParameterImports,
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

  /** The whole set that stands, as a file. */
  @Get('files')
  @Performs('parameters.take')
  take(): Promise<ParameterFileDto> {
    return this.imports.export();
  }

  /** Compares a whole set with what stands, and proposes all that differs as one, unless it is only looked at. */
  @Post('files')
  @HttpCode(200)
  @Performs('parameters.bring')
  async bring(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { text, dryRun, reason = '' }: BringParametersDto,
  ): Promise<BroughtParametersDto> {
    const by = { number: staff.number, terminalId: terminal.id };
    const { same, added, changed, unfit, asked } = await this.imports.importText(text, {
      dryRun,
      reason,
      by,
    });
    return {
      same,
      added: [...added],
      changed: [...changed],
      unfit: unfit.map(({ line, field, code }) => ({
        line,
        field,
        code,
        title: problems[code].title,
        nextStep: problems[code].nextStep,
      })),
      asked,
    };
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
