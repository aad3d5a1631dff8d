/** The kinds of estimates: what each asks for and how it is reckoned. The API has a route and the command line a word for each. */
import * as Benefit from './benefit-estimates.js';
import * as BenefitDto from './benefit-estimates.dto.js';
import * as Reckon from './contribution-estimates.js';
import * as Dto from './contribution-estimates.dto.js';
import type { Rules } from './reckoned.js';

/** Makes a question one of a class, checked. */
type Read = <Asked extends object>(asks: new () => Asked) => Asked;

type Kind<Asked extends object, Answer extends object> = {
  readonly reckon: (asked: Asked, rules: Rules) => Answer;
  /** Reckons a question of any shape, once `read` has made it one of this kind. */
  readonly answer: (read: Read, rules: Rules) => Answer;
};

/** A kind by the class its questions are of, and by how they are reckoned. */
const kind = <Asked extends object, Answer extends object>(
  asks: new () => Asked,
  reckon: (asked: Asked, rules: Rules) => Answer,
): Kind<Asked, Answer> => ({ reckon, answer: (read, rules) => reckon(read(asks), rules) });

export const estimateKinds = {
  contribution: kind(Dto.ContributionRequestDto, Reckon.contributionEstimate),
  'project-injury': kind(Dto.ProjectInjuryRequestDto, Reckon.projectInjuryEstimate),
  'late-fee': kind(Dto.LateFeeRequestDto, Reckon.lateFeeEstimate),
  'account-interest': kind(Dto.AccountInterestRequestDto, Reckon.accountInterestEstimate),
  transfer: kind(Dto.TransferRequestDto, Reckon.transferEstimate),
  'transfer-overlap': kind(Dto.OverlapRequestDto, Reckon.overlapEstimate),
  'double-receipt': kind(Dto.DoubleReceiptRequestDto, Reckon.doubleReceiptEstimate),
  'temporary-account': kind(Dto.TemporaryAccountRequestDto, Reckon.temporaryAccountEstimate),
  'receipt-place': kind(Dto.ReceiptPlaceRequestDto, Reckon.receiptPlaceEstimate),
  retirement: kind(BenefitDto.RetirementRequestDto, Benefit.retirementEstimate),
  'employee-pension': kind(BenefitDto.EmployeePensionRequestDto, Benefit.employeePensionEstimate),
  'resident-pension': kind(BenefitDto.ResidentPensionRequestDto, Benefit.residentPensionEstimate),
  'injury-lump': kind(BenefitDto.InjuryLumpRequestDto, Benefit.injuryLumpEstimate),
  'injury-allowance': kind(BenefitDto.InjuryLumpRequestDto, Benefit.injuryAllowanceEstimate),
  'injury-care': kind(BenefitDto.InjuryCareRequestDto, Benefit.injuryCareEstimate),
  'injury-death': kind(BenefitDto.InjuryDeathRequestDto, Benefit.injuryDeathEstimate),
  'injury-dependants': kind(BenefitDto.InjuryDependantsRequestDto, Benefit.injuryDependantsEstimate),
  unemployment: kind(BenefitDto.UnemploymentRequestDto, Benefit.unemploymentEstimate),
  maternity: kind(BenefitDto.MaternityRequestDto, Benefit.maternityEstimate),
  survivors: kind(BenefitDto.SurvivorsRequestDto, Benefit.survivorsEstimate),
  adjustment: kind(BenefitDto.AdjustmentRequestDto, Benefit.adjustmentEstimate),
};

export type EstimateKind = keyof typeof estimateKinds;

/** Whether a text is a kind of estimate. */
export const isEstimateKind = (text: string): text is EstimateKind => Object.hasOwn(estimateKinds, text);
