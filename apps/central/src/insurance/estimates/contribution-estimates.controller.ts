/** Estimates of contributions and of what moves with them: for anyone, about nobody, kept nowhere. */
import { Body, Controller } from '@nestjs/common';
import * as Dto from './contribution-estimates.dto.js';
import { estimateKinds } from './estimate-kinds.js';
import { Estimate } from './estimate-route.js';
import { EstimatesService } from './estimates.service.js';

@Controller('v1/estimates')
export class ContributionEstimatesController {
  constructor(private readonly estimates: EstimatesService) {}

  /** What unit and person pay for a month or year, or what is set for a unit that declares nothing. */
  @Estimate('contribution')
  async contribution(@Body() asked: Dto.ContributionRequestDto): Promise<Dto.ContributionAnswerDto> {
    return estimateKinds.contribution.reckon(asked, await this.estimates.rules());
  }

  /** What a construction project pays once for work injury insurance. */
  @Estimate('project-injury')
  async projectInjury(@Body() asked: Dto.ProjectInjuryRequestDto): Promise<Dto.AmountAnswerDto> {
    return estimateKinds['project-injury'].reckon(asked, await this.estimates.rules());
  }

  /** The late fee of arrears. */
  @Estimate('late-fee')
  async lateFee(@Body() asked: Dto.LateFeeRequestDto): Promise<Dto.LateFeeAnswerDto> {
    return estimateKinds['late-fee'].reckon(asked, await this.estimates.rules());
  }

  /** A year's interest of a personal account. */
  @Estimate('account-interest')
  async accountInterest(@Body() asked: Dto.AccountInterestRequestDto): Promise<Dto.AccountInterestAnswerDto> {
    return estimateKinds['account-interest'].reckon(asked, await this.estimates.rules());
  }

  /** What goes along when an employee's pension moves to another area, or between employee and resident pension. */
  @Estimate('transfer')
  async transfer(@Body() asked: Dto.TransferRequestDto): Promise<Dto.TransferAnswerDto> {
    return estimateKinds.transfer.reckon(asked, await this.estimates.rules());
  }

  /** What is given back for months that were paid as employee and as resident. */
  @Estimate('transfer-overlap')
  async transferOverlap(@Body() asked: Dto.OverlapRequestDto): Promise<Dto.OverlapAnswerDto> {
    return estimateKinds['transfer-overlap'].reckon(asked, await this.estimates.rules());
  }

  /** How two pensions drawn at once are set off. */
  @Estimate('double-receipt')
  async doubleReceipt(@Body() asked: Dto.DoubleReceiptRequestDto): Promise<Dto.DoubleReceiptAnswerDto> {
    return estimateKinds['double-receipt'].reckon(asked, await this.estimates.rules());
  }

  /** Whether a first line in an area is a temporary account only. */
  @Estimate('temporary-account')
  async temporaryAccount(
    @Body() asked: Dto.TemporaryAccountRequestDto,
  ): Promise<Dto.TemporaryAccountAnswerDto> {
    return estimateKinds['temporary-account'].reckon(asked, await this.estimates.rules());
  }

  /** Which of the places somebody paid at pays the pension. */
  @Estimate('receipt-place')
  async receiptPlace(@Body() asked: Dto.ReceiptPlaceRequestDto): Promise<Dto.ReceiptPlaceAnswerDto> {
    return estimateKinds['receipt-place'].reckon(asked, await this.estimates.rules());
  }
}
