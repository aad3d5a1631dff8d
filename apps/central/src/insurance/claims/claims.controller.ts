/** Claims to benefits and what becomes of the benefits: previews, claims, how somebody's benefits stand, and changes in their lives. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { RowNumberPipe } from '../../ground/http/row-number.pipe.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { benefitKindCodes } from '#libs/benefits/kinds/table.js';
import { BenefitChanges } from './benefit-changes.service.js';
import { claimStates } from './claim.js';
import { ClaimViews } from './claim-views.service.js';
import {
  BenefitChangeAskedDto,
  BenefitChangeToAskDto,
  BenefitKindsDto,
  ClaimAskedDto,
  ClaimInFullDto,
  ClaimPageDto,
  ClaimPreviewDto,
  ClaimToAskDto,
  ClaimToPreviewDto,
  DocumentsToAddDto,
  PersonBenefitsDto,
} from './claims.dto.js';
import { Claims } from './claims.service.js';
import {
  RedeterminationPreviewDto,
  RedeterminationToAskDto,
  RedeterminationToPreviewDto,
} from './redeterminations.dto.js';
import { Redeterminations } from './redeterminations.service.js';

@Controller('v1')
export class ClaimsController {
  constructor(
    private readonly claims: Claims,
    private readonly changes: BenefitChanges,
    private readonly redeterminations: Redeterminations,
    private readonly views: ClaimViews,
  ) {}

  /** Every kind of benefit, with what a claim to it is asked for. */
  @Get('benefit-kinds')
  @Performs('benefit-claims.read-kinds')
  kinds(): BenefitKindsDto {
    return this.views.kinds();
  }

  /** The newest first. */
  @Get('benefit-claims')
  @ListQueries('state', 'kind')
  @Performs('benefit-claims.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
    @Query('kind') kind?: string,
  ): Promise<ClaimPageDto> {
    return this.views.list(
      { state: oneOf('state', state, claimStates), kind: oneOf('kind', kind, benefitKindCodes) },
      ask,
    );
  }

  /** One claim with its documents and how it was reckoned, by the number in its reference. */
  @Get('benefit-claims/:number')
  @Performs('benefit-claims.read')
  inFull(@Param('number', RowNumberPipe) number: number): Promise<ClaimInFullDto> {
    return this.views.inFull(number);
  }

  /** One person's benefits with how each stands, and their claims, the newest first. */
  @Get('people/:id/benefits')
  @Performs('benefit-claims.read-person')
  ofPerson(@Param('id', ParseUUIDPipe) id: string): Promise<PersonBenefitsDto> {
    return this.views.ofPerson(id);
  }

  /** What a claim would come to now, with how it is reckoned; nothing is written. */
  @Post('people/:id/benefit-claim-previews')
  @HttpCode(200)
  @Performs('benefit-claims.preview')
  preview(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() asked: ClaimToPreviewDto,
  ): Promise<ClaimPreviewDto> {
    return this.claims.preview(id, asked);
  }

  /** Asks for a benefit; others review and approve it (`/v1/approvals`). */
  @Post('people/:id/benefit-claims')
  @Performs('benefit-claims.ask')
  ask(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: ClaimToAskDto,
  ): Promise<ClaimAskedDto> {
    return this.claims.ask(id, asked, { number: staff.number, terminalId: terminal.id });
  }

  /** Adds documents to a claim that nobody has decided on; it is asked for anew with them. */
  @Post('benefit-claims/:number/documents')
  @Performs('benefit-claims.add-documents')
  addDocuments(
    @Param('number', RowNumberPipe) number: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { documents }: DocumentsToAddDto,
  ): Promise<ClaimAskedDto> {
    return this.claims.addDocuments(number, documents, { number: staff.number, terminalId: terminal.id });
  }

  /** Asks to suspend, resume or end a benefit; others decide (`/v1/approvals`). */
  @Post('benefits/:id/changes')
  @Performs('benefit-claims.ask-change')
  askChange(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: BenefitChangeToAskDto,
  ): Promise<BenefitChangeAskedDto> {
    return this.changes.ask(id, asked, { number: staff.number, terminalId: terminal.id });
  }

  /** What a benefit would come to if it were reckoned anew by what is known today; nothing is written. */
  @Post('benefits/:id/redetermination-previews')
  @HttpCode(200)
  @Performs('benefit-claims.preview-redetermination')
  previewRedetermination(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() asked: RedeterminationToPreviewDto,
  ): Promise<RedeterminationPreviewDto> {
    return this.redeterminations.preview(id, asked);
  }

  /** Asks to have a benefit reckoned anew; others decide (`/v1/approvals`). */
  @Post('benefits/:id/redeterminations')
  @Performs('benefit-claims.ask-redetermination')
  askRedetermination(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: RedeterminationToAskDto,
  ): Promise<BenefitChangeAskedDto> {
    return this.redeterminations.ask(id, asked, { number: staff.number, terminalId: terminal.id });
  }
}
