/** Estimates: what a contribution or benefit would come to, for anyone, about nobody, kept nowhere. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import { Performs } from '../../ground/http/identity.js';
import * as Dto from './contribution-estimates.dto.js';
import { estimateKinds } from './estimate-kinds.js';
import { EstimatesService } from './estimates.service.js';

/** Enough for a page that reckons while somebody types. */
const mostPerMinute = 120;

@Controller('v1/estimates')
export class EstimatesController {
  constructor(private readonly estimates: EstimatesService) {}

  /** What unit and person pay for a month or year, or what is set for a unit that declares nothing. */
  @Post('contribution')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.contribution')
  async contribution(@Body() asked: Dto.ContributionRequestDto): Promise<Dto.ContributionAnswerDto> {
    return estimateKinds.contribution.reckon(asked, await this.estimates.rules());
  }

  /** What a construction project pays once for work injury insurance. */
  @Post('project-injury')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.project-injury')
  async projectInjury(@Body() asked: Dto.ProjectInjuryRequestDto): Promise<Dto.AmountAnswerDto> {
    return estimateKinds['project-injury'].reckon(asked, await this.estimates.rules());
  }

  /** The late fee of arrears. */
  @Post('late-fee')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.late-fee')
  async lateFee(@Body() asked: Dto.LateFeeRequestDto): Promise<Dto.LateFeeAnswerDto> {
    return estimateKinds['late-fee'].reckon(asked, await this.estimates.rules());
  }

  /** A year's interest of a personal account. */
  @Post('account-interest')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.account-interest')
  async accountInterest(@Body() asked: Dto.AccountInterestRequestDto): Promise<Dto.AccountInterestAnswerDto> {
    return estimateKinds['account-interest'].reckon(asked, await this.estimates.rules());
  }

  /** What goes along when an employee's pension moves to another area, or between employee and resident pension. */
  @Post('transfer')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.transfer')
  async transfer(@Body() asked: Dto.TransferRequestDto): Promise<Dto.TransferAnswerDto> {
    return estimateKinds.transfer.reckon(asked, await this.estimates.rules());
  }

  /** What is given back for months that were paid as employee and as resident. */
  @Post('transfer-overlap')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.transfer-overlap')
  async transferOverlap(@Body() asked: Dto.OverlapRequestDto): Promise<Dto.OverlapAnswerDto> {
    return estimateKinds['transfer-overlap'].reckon(asked, await this.estimates.rules());
  }

  /** How two pensions drawn at once are set off. */
  @Post('double-receipt')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.double-receipt')
  async doubleReceipt(@Body() asked: Dto.DoubleReceiptRequestDto): Promise<Dto.DoubleReceiptAnswerDto> {
    return estimateKinds['double-receipt'].reckon(asked, await this.estimates.rules());
  }

  /** Whether a first line in an area is a temporary account only. */
  @Post('temporary-account')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.temporary-account')
  async temporaryAccount(
    @Body() asked: Dto.TemporaryAccountRequestDto,
  ): Promise<Dto.TemporaryAccountAnswerDto> {
    return estimateKinds['temporary-account'].reckon(asked, await this.estimates.rules());
  }

  /** Which of the places somebody paid at pays the pension. */
  @Post('receipt-place')
  @HttpCode(200)
  @AskedPerMinute(mostPerMinute)
  @Performs('estimates.receipt-place')
  async receiptPlace(@Body() asked: Dto.ReceiptPlaceRequestDto): Promise<Dto.ReceiptPlaceAnswerDto> {
    return estimateKinds['receipt-place'].reckon(asked, await this.estimates.rules());
  }
}
