/** What is told with a claim to a benefit, what it would come to, and how somebody's benefits stand. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { endings, suspensions } from '#libs/benefits/benefit-life.js';
import { benefitKindCodes } from '#libs/benefits/kinds/table.js';
import { mostDocuments } from '#libs/contract/claim-documents.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { ExplanationDto } from '../../register/policy/explanation.dto.js';
import { AskedDocumentDto, ClaimDocumentDto } from './claim-documents.dto.js';

const month = /^\d{4}-(0[1-9]|1[0-2])$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const days = /^\d{4}-\d{2}-\d{2}( ?, ?\d{4}-\d{2}-\d{2}){0,8}$/;
const money = /^(0|[1-9]\d{0,8})\.\d{2}$/;

/** What a kind asks for of these fields stands in `benefit-kinds`; the others are refused. */
export class ClaimFactsDto {
  /** From which month it is wanted; left out: the first that is possible. */
  @IsOptional()
  @Matches(month)
  firstMonth?: string;

  @IsOptional()
  @IsIn(['cadre', 'worker'])
  post?: 'cadre' | 'worker';

  /** Months before personal accounts that count as paid. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(600)
  deemedMonths?: number;

  /** Yuan. */
  @IsOptional()
  @Matches(money)
  transitionalPension?: string;

  /** Yuan. */
  @IsOptional()
  @Matches(money)
  formerPension?: string;

  @IsOptional()
  @Matches(day)
  registeredOn?: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(24)
  carriedMonths?: number;

  @IsOptional()
  @Matches(day)
  incapableOn?: string;

  @IsOptional()
  @Matches(day)
  injuredOn?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10)
  grade?: number;

  @IsOptional()
  @IsIn(['full', 'most', 'part'])
  careLevel?: 'full' | 'most' | 'part';

  @IsOptional()
  @Matches(day)
  bornOn?: string;

  @IsOptional()
  @IsBoolean()
  difficult?: boolean;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(9)
  children?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(9)
  miscarriageMonths?: number;

  /** Yuan. */
  @IsOptional()
  @Matches(money)
  unitMonthlyWage?: string;

  /** Yuan. */
  @IsOptional()
  @Matches(money)
  yearlyIncome?: string;

  @IsOptional()
  @IsBoolean()
  spouse?: boolean;

  /** Days of birth, `YYYY-MM-DD`, with commas between. */
  @IsOptional()
  @Matches(days)
  childrenBornOn?: string;

  @IsOptional()
  @IsBoolean()
  orphans?: boolean;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(9)
  elders?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(9)
  loneElders?: number;
}

export class ClaimToPreviewDto {
  @IsIn([...benefitKindCodes])
  kind!: string;

  /** Who is paid after a death; else left out. */
  @IsOptional()
  @IsUUID()
  payee?: string;

  @ValidateNested()
  @Type(() => ClaimFactsDto)
  asked!: ClaimFactsDto;
}

export class ClaimToAskDto extends ClaimToPreviewDto {
  /** What it is handed in with: ids that `claim-documents` answered; see `documents` of the preview. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostDocuments)
  @IsUUID(undefined, { each: true })
  documents?: string[];

  /** Why it is due. */
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

export class DocumentsToAddDto {
  /** Ids that `claim-documents` answered. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostDocuments)
  @IsUUID(undefined, { each: true })
  documents!: string[];
}

export class FactInWordsDto {
  label!: WordsDto;
  value!: WordsDto;
}

export class ClaimPreviewDto {
  kind!: string;
  kindName!: WordsDto;
  scheme!: string;
  schemeName!: WordsDto;
  firstMonth!: string;
  lastMonth!: string | null;
  /** Of the first month, or once; yuan. */
  amount!: string;
  /** Months up to this one, that are paid at once when it is approved. */
  monthsPast!: number;
  /** Of them, with what adjustments added since the first, yuan. */
  amountPast!: string;
  /** Of this month, or the last one, with what adjustments added; yuan. */
  amountNow!: string;
  /** What it is reckoned from, as it would be kept. */
  facts!: Record<string, string | number | boolean | null>;
  /** The same as people read it. */
  factsInWords!: FactInWordsDto[];
  explanation!: ExplanationDto;
  /** What else happens once it is granted: benefits that stop with it, with what of them was paid already, and contributions that go back. */
  effects!: FactInWordsDto[];
  /** What it is asked for with. */
  documents!: AskedDocumentDto[];
}

export class ClaimAskedDto {
  id!: string;
  /** `SL` and eight digits. */
  reference!: string;
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}

export class BenefitKindDto {
  code!: string;
  name!: WordsDto;
  scheme!: string;
  /** `monthly` or `once`. */
  pays!: string;
  afterDeath!: boolean;
  basis!: string;
  /** Fields of a claim that it is reckoned from. */
  asks!: string[];
}

export class BenefitKindsDto {
  kinds!: BenefitKindDto[];
}

export class ClaimDto {
  id!: string;
  reference!: string;
  personId!: string;
  payeeId!: string;
  kind!: string;
  kindName!: WordsDto;
  scheme!: string;
  schemeName!: WordsDto;
  firstMonth!: string;
  lastMonth!: string | null;
  /** Yuan. */
  amount!: string;
  /** `asked`, `approved` or `refused`. */
  state!: string;
  reason!: string;
  askedBy!: string;
  askedAt!: string;
  /** That it waits for, or came by. */
  approval!: string | null;
  decidedAt!: string | null;
}

/** All of a claim for whoever decides it. */
export class ClaimInFullDto extends ClaimDto {
  name!: string;
  maskedNumber!: string;
  /** Who is paid, where it is somebody else. */
  payeeName!: string | null;
  factsInWords!: FactInWordsDto[];
  /** As it was reckoned when it was asked for. */
  explanation!: ExplanationDto | null;
  documents!: ClaimDocumentDto[];
  /** What its kind is asked for with. */
  askedDocuments!: AskedDocumentDto[];
}

export class ListedClaimDto extends ClaimDto {
  name!: string;
  maskedNumber!: string;
}

export class ClaimPageDto {
  claims!: ListedClaimDto[];
  next!: string | null;
  total!: number | null;
}

export class BenefitChangeDto {
  /** `suspended`, `resumed` or `ended`. */
  what!: string;
  cause!: WordsDto;
  from!: string;
  evidence!: string;
  by!: string;
  at!: string;
}

export class RisePartOfDto {
  /** `fixed`, `years`, `percent`, `area`, `age`. */
  part!: string;
  words!: WordsDto;
  /** Yuan a month. */
  amount!: string;
}

export class BenefitRiseDto {
  /** Of the adjustment: `TZ` and six digits. */
  reference!: string;
  adjustment!: number;
  year!: number;
  source!: string;
  /** The first month that is paid more. */
  from!: string;
  /** The pension it was reckoned from, what it rose by and what it came to; yuan a month. */
  base!: string;
  increase!: string;
  after!: string;
  /** Months paid, and the age in years on the day before. */
  months!: number;
  age!: number;
  /** What is not nothing. */
  parts!: RisePartOfDto[];
}

export class BenefitRedeterminedDto {
  /** The document it rests on. */
  evidence!: string;
  by!: string;
  at!: string;
  formerFirstMonth!: string;
  firstMonth!: string;
  /** Of the first month, yuan. Null: it cannot be reckoned. */
  formerAmount!: string | null;
  amount!: string | null;
}

export class BenefitDto {
  id!: string;
  kind!: string;
  kindName!: WordsDto;
  scheme!: string;
  schemeName!: WordsDto;
  firstMonth!: string;
  lastMonth!: string | null;
  /** This month: `normal`, `suspended`, `ended`, or `to-come`. */
  state!: string;
  stateCause!: WordsDto | null;
  stateSince!: string | null;
  /** Of this month, or of the last that was due; yuan. Null: it cannot be reckoned. */
  amount!: string | null;
  paidMonths!: number;
  paidTotal!: string;
  openMonths!: number;
  openTotal!: string;
  /** Paid in error, and not recovered yet; yuan. */
  recoverTotal!: string;
  /** `ZH…`, by which it is paid back; null: nothing was ever paid in error. */
  recovery!: string | null;
  explanation!: ExplanationDto | null;
  /** As it is awarded, without rises: of its first month; yuan. Null: it cannot be reckoned. */
  awarded!: string | null;
  /** Each adjustment since, the first first. */
  rises!: BenefitRiseDto[];
  changes!: BenefitChangeDto[];
  /** The first first. */
  redeterminations!: BenefitRedeterminedDto[];
}

export class PersonBenefitsDto {
  benefits!: BenefitDto[];
  claims!: ClaimDto[];
}

export class BenefitChangeToAskDto {
  @IsIn(['suspended', 'resumed', 'ended'])
  what!: 'suspended' | 'resumed' | 'ended';

  /** Of what is suspended or ended. */
  @IsOptional()
  @IsIn([...Object.keys(suspensions), ...Object.keys(endings)])
  cause?: string;

  /** The first month that is not paid, or is paid again. */
  @Matches(month)
  from!: string;

  /** The document it rests on. */
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  evidence!: string;
}

export class BenefitChangeAskedDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}
