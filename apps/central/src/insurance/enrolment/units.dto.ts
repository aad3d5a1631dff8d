/** Units, their people and projects as the console shows them, and what is asked for about them. */
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { participationCategories, type ParticipationCategory } from '#libs/schemes/description.js';
import { endReasonWords, type EndReason } from '#libs/contract/participation-words.js';
import { unitKinds, type UnitKind } from '../../register/units/unit.js';

const day = /^\d{4}-\d{2}-\d{2}$/;
const oneLine = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u;

export class UnitDto {
  code!: string;
  name!: string;
  /** GB 32100; null: it has none. */
  creditCode!: string | null;
  kind!: string;
  /** Of work injury, 1 to 8. */
  industryClass!: number | null;
  size!: string;
  township!: string | null;
  foundedOn!: string | null;
  closedOn!: string | null;
  address!: string | null;
  contactName!: string | null;
  contactPhone!: string | null;
  bankName!: string | null;
  bankAccount!: string | null;
}

export class UnitsDto {
  /** The one with this code first, then by name; fifty at most. */
  units!: UnitDto[];
}

export class UnitFactDto {
  /** Of the unit, such as `industryClass`. */
  field!: string;
  value!: string | null;
  /** null: for all of the past. */
  effectiveFrom!: string | null;
  /** null, as who entered it: what was before the first change. */
  enteredAt!: string | null;
  enteredBy!: string | null;
}

export class FloatingStepDto {
  effectiveFrom!: string;
  /** Such as `1.2`. */
  step!: string;
  enteredAt!: string;
  enteredBy!: string;
}

export class ProjectDto {
  code!: string;
  name!: string;
  /** Yuan. */
  cost!: string;
  startsOn!: string;
  endsOn!: string;
  /** The first day that is insured and paid for. */
  insuredFrom!: string;
  endedOn!: string | null;
}

export class InsuredCountDto {
  /** AAE140. */
  scheme!: string;
  people!: number;
}

export class UnitInFullDto {
  unit!: UnitDto;
  /** What was changed, the newest period first, and in it the entry that counts. */
  history!: UnitFactDto[];
  /** The newest period first, and in it the entry that counts. */
  floatingSteps!: FloatingStepDto[];
  projects!: ProjectDto[];
  /** Whom it insures today, by scheme. */
  insured!: InsuredCountDto[];
}

export class UnitParticipationDto {
  id!: string;
  scheme!: string;
  category!: string;
  projectCode!: string | null;
  since!: string;
  until!: string | null;
  endReason!: string | null;
}

export class UnitPersonDto {
  personId!: string;
  name!: string;
  /** Masked. */
  number!: string;
  participations!: UnitParticipationDto[];
}

export class UnitPeopleDto {
  /** A hundred at most, in the order of their names. */
  people!: UnitPersonDto[];
  /** To ask for the next page with; null: there is none. */
  next!: string | null;
  total!: number;
}

export class UnitChangeDto {
  @IsOptional()
  @Matches(oneLine)
  @Length(1, 100)
  name?: string;

  @IsOptional()
  @IsString()
  @Length(18, 18)
  creditCode?: string;

  @IsOptional()
  @IsIn(unitKinds)
  kind?: UnitKind;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(8)
  industryClass?: number;

  @IsOptional()
  @IsIn(['small', 'large'])
  size?: 'small' | 'large';

  @IsOptional()
  @Matches(day)
  foundedOn?: string;

  @IsOptional()
  @Matches(oneLine)
  @Length(1, 200)
  address?: string;

  @IsOptional()
  @Matches(oneLine)
  @Length(1, 50)
  contactName?: string;

  @IsOptional()
  @Matches(/^[\d+() -]{3,30}$/)
  contactPhone?: string;

  @IsOptional()
  @Matches(oneLine)
  @Length(1, 100)
  bankName?: string;

  @IsOptional()
  @Matches(/^\d{8,32}$/)
  bankAccount?: string;
}

export class DatedUnitChangeDto extends UnitChangeDto {
  /** From when on it is so; without one from today, and for all of the past where nothing was known. */
  @IsOptional()
  @Matches(day)
  effectiveFrom?: string;
}

export class UnitToAddDto extends UnitChangeDto {
  @Matches(/^[A-Z0-9-]{1,20}$/)
  code!: string;

  @Matches(oneLine)
  @Length(1, 100)
  declare name: string;
}

export class UnitToCloseDto {
  /** Its last day. */
  @Matches(day)
  on!: string;
}

export class FloatingStepToSetDto {
  @Matches(day)
  effectiveFrom!: string;

  @Matches(/^[0-9](\.[0-9]{1,2})?$/)
  step!: string;
}

export class ProjectToAddDto {
  @Matches(/^[A-Z0-9-]{1,20}$/)
  code!: string;

  @Matches(oneLine)
  @Length(1, 100)
  name!: string;

  /** Yuan. */
  @Matches(/^\d{1,12}(\.\d{1,2})?$/)
  cost!: string;

  @Matches(day)
  startsOn!: string;

  @Matches(day)
  endsOn!: string;

  /** The first day that is insured and paid for, where works are under way; else their first day. */
  @IsOptional()
  @Matches(day)
  insuredFrom?: string;
}

export class ProjectChangeDto {
  /** Yuan. */
  @IsOptional()
  @Matches(/^\d{1,12}(\.\d{1,2})?$/)
  cost?: string;

  @IsOptional()
  @Matches(day)
  endsOn?: string;

  /** The day on which it really ended. */
  @IsOptional()
  @Matches(day)
  endedOn?: string;
}

export class EnrolmentDto {
  @IsString()
  @Length(18, 18)
  socialSecurityNumber!: string;

  /** As it is registered: another one is refused. */
  @Matches(oneLine)
  @Length(1, 50)
  name!: string;

  @IsIn(participationCategories)
  category!: ParticipationCategory;

  /** AAE140 of each. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @Matches(/^\d{3}$/, { each: true })
  schemes!: string[];

  /** The first day. */
  @Matches(day)
  since!: string;

  @IsOptional()
  @Matches(/^[A-Z0-9-]{1,20}$/)
  projectCode?: string;
}

export class LeavingDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsUUID(undefined, { each: true })
  participations!: string[];

  /** The last day. */
  @Matches(day)
  on!: string;

  @IsIn(Object.keys(endReasonWords))
  reason!: EndReason;
}

export class EnrolledDto {
  participations!: UnitParticipationDto[];
}
