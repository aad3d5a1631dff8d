/** The bureau's view of assessment: the runs of a period, beginning one, and what cannot be assessed. */
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import {
  AssessmentGapsDto,
  AssessmentRunDto,
  AssessmentRunsDto,
  BeginAssessmentDto,
} from './assessments.dto.js';
import { AssessmentDesk } from './assessment-desk.service.js';

@Controller('v1')
export class AssessmentsController {
  constructor(private readonly desk: AssessmentDesk) {}

  /** The runs of everybody for a period, with what they made. */
  @Get('assessment-runs')
  @Performs('assessments.list-runs')
  listRuns(@Query('period') period: string): Promise<AssessmentRunsDto> {
    return this.desk.runs(period);
  }

  /** Has a period of a scheme assessed; asked again it is the same run. */
  @Post('assessment-runs')
  @HttpCode(200)
  @Performs('assessments.run')
  run(@Staff() staff: StaffIdentity, @Body() body: BeginAssessmentDto): Promise<AssessmentRunDto> {
    return this.desk.begin(body, staff.number);
  }

  /** What cannot be assessed, in heads, by scheme, period and reason. */
  @Get('assessment-gaps')
  @Performs('assessments.list-gaps')
  listGaps(): Promise<AssessmentGapsDto> {
    return this.desk.gaps();
  }
}
