/** Estimates of benefits: what one would come to, for anyone, about nobody, kept nowhere. */
import { Body, Controller } from '@nestjs/common';
import * as Dto from './benefit-estimates.dto.js';
import { estimateKinds } from './estimate-kinds.js';
import { Estimate } from './estimate-route.js';
import { EstimatesService } from './estimates.service.js';

@Controller('v1/estimates')
export class BenefitEstimatesController {
  constructor(private readonly estimates: EstimatesService) {}

  /** When somebody reaches the age for a pension, how much must be paid by then, and what may be chosen around it. */
  @Estimate('retirement')
  async retirement(@Body() asked: Dto.RetirementRequestDto): Promise<Dto.RetirementAnswerDto> {
    return estimateKinds.retirement.reckon(asked, await this.estimates.rules());
  }

  /** The monthly pension of an employee or flexible worker. */
  @Estimate('employee-pension')
  async employeePension(@Body() asked: Dto.EmployeePensionRequestDto): Promise<Dto.EmployeePensionAnswerDto> {
    return estimateKinds['employee-pension'].reckon(asked, await this.estimates.rules());
  }

  /** The monthly pension of a resident. */
  @Estimate('resident-pension')
  async residentPension(@Body() asked: Dto.ResidentPensionRequestDto): Promise<Dto.ResidentPensionAnswerDto> {
    return estimateKinds['resident-pension'].reckon(asked, await this.estimates.rules());
  }

  /** The lump sum of a work injury by its grade. */
  @Estimate('injury-lump')
  async injuryLump(@Body() asked: Dto.InjuryLumpRequestDto): Promise<Dto.InjuryLumpAnswerDto> {
    return estimateKinds['injury-lump'].reckon(asked, await this.estimates.rules());
  }

  /** The monthly allowance of a work injury by its grade. */
  @Estimate('injury-allowance')
  async injuryAllowance(@Body() asked: Dto.InjuryLumpRequestDto): Promise<Dto.MonthlyAnswerDto> {
    return estimateKinds['injury-allowance'].reckon(asked, await this.estimates.rules());
  }

  /** Care a month after a work injury. */
  @Estimate('injury-care')
  async injuryCare(@Body() asked: Dto.InjuryCareRequestDto): Promise<Dto.MonthlyAnswerDto> {
    return estimateKinds['injury-care'].reckon(asked, await this.estimates.rules());
  }

  /** What is paid once after a death at work. */
  @Estimate('injury-death')
  async injuryDeath(@Body() asked: Dto.InjuryDeathRequestDto): Promise<Dto.InjuryDeathAnswerDto> {
    return estimateKinds['injury-death'].reckon(asked, await this.estimates.rules());
  }

  /** What each dependant is due a month after a death at work. */
  @Estimate('injury-dependants')
  async injuryDependants(
    @Body() asked: Dto.InjuryDependantsRequestDto,
  ): Promise<Dto.InjuryDependantsAnswerDto> {
    return estimateKinds['injury-dependants'].reckon(asked, await this.estimates.rules());
  }

  /** For how long the unemployment benefit is paid, and how much. */
  @Estimate('unemployment')
  async unemployment(@Body() asked: Dto.UnemploymentRequestDto): Promise<Dto.UnemploymentAnswerDto> {
    return estimateKinds.unemployment.reckon(asked, await this.estimates.rules());
  }

  /** The maternity allowance by days of leave. */
  @Estimate('maternity')
  async maternity(@Body() asked: Dto.MaternityRequestDto): Promise<Dto.MaternityAnswerDto> {
    return estimateKinds.maternity.reckon(asked, await this.estimates.rules());
  }

  /** What the family of somebody insured is paid after a death. */
  @Estimate('survivors')
  async survivors(@Body() asked: Dto.SurvivorsRequestDto): Promise<Dto.SurvivorsAnswerDto> {
    return estimateKinds.survivors.reckon(asked, await this.estimates.rules());
  }

  /** The yearly rise of a pension. */
  @Estimate('adjustment')
  async adjustment(@Body() asked: Dto.AdjustmentRequestDto): Promise<Dto.AdjustmentAnswerDto> {
    return estimateKinds.adjustment.reckon(asked, await this.estimates.rules());
  }
}
