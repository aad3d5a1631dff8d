/** What passes about the bills of a unit: what is owed, paid and late, and what is asked to be waived or given back. */
import { IsIn, IsString, IsUUID, Matches, MaxLength, MinLength } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';
import { askedYuan } from '#libs/money/fen.js';

/** An agreement on arrears as a bill shows it. */
export class BillAgreementDto {
  number!: number;
  on!: string;
  /** `kept`, `broken` or `fulfilled`. */
  state!: string;
}

export class UnitBillDto {
  id!: string;
  /** Such as `JF00000012375`: named in the transfer that pays it. */
  notice!: string;
  scheme!: string;
  schemeName!: WordsDto;
  period!: string;
  /** The code of the construction project it is of; null: of a month. */
  project!: string | null;
  heads!: number;
  /** `lines`: of what was declared. `undeclared`: set because nothing was. */
  basis!: string;
  /** The unit's part, yuan. */
  unitPart!: string;
  /** That of its people, yuan. */
  personPart!: string;
  paid!: string;
  writtenOff!: string;
  refunded!: string;
  /** Neither paid nor written off, yuan. */
  open!: string;
  /** Late fee owed today, yuan: of what is open and of what was paid late. */
  lateFee!: string;
  /** The last day without a late fee. */
  dueOn!: string;
  /** When a notice of arrears was last given out for it. */
  noticedOn!: string | null;
  /** The newest agreement on arrears that it is in. */
  agreement!: BillAgreementDto | null;
  /** When something of it was last written off. */
  writtenOffOn!: string | null;
  /** `paid`, `written-off`, `due`, `overdue`, `agreed` (by instalments, which are kept) or `in-hand`. */
  state!: string;
}

/** What a project was reckoned from, and what that added to what it owes; a difference below zero has a sign. */
export class ProjectLineDto {
  enteredAt!: string;
  /** Yuan. */
  cost!: string;
  totalDays!: number;
  /** Of them, not insured: before the first insured day, and after an early end. */
  freeDays!: number;
  amount!: string;
}

/** A construction project, which is paid for once. Amounts in yuan. */
export class ProjectStandingDto {
  code!: string;
  owed!: string;
  paid!: string;
  open!: string;
  /** Paid too much and not given back yet. */
  excess!: string;
  refunded!: string;
  /** From when on its workers are insured; null: they are not, its first bill is not paid. */
  insuredSince!: string | null;
  lines!: ProjectLineDto[];
}

export class UnitBillsDto {
  unit!: string;
  unitName!: string;
  /** Yuan. */
  open!: string;
  lateFee!: string;
  bills!: UnitBillDto[];
  projects!: ProjectStandingDto[];
}

/** Of a bill: somebody's month in it. */
export class BillPersonDto {
  participation!: string;
  name!: string;
  /** Masked. */
  number!: string;
  /** Assessed, yuan. */
  unitPart!: string;
  personPart!: string;
  /** Given back of it, yuan. */
  refundedUnit!: string;
  refundedPerson!: string;
}

export class BillPeopleDto {
  /** A hundred at most, in the order of their names. */
  people!: BillPersonDto[];
  total!: number;
}

export class AskReliefDto {
  @IsIn(['late-fee', 'debt'])
  what!: 'late-fee' | 'debt';

  /** Yuan. */
  @Matches(askedYuan)
  amount!: string;

  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

export class AskContributionRefundDto {
  /** Whose month it is: the participation. */
  @IsUUID()
  participation!: string;

  /** Back to the unit, yuan. */
  @Matches(askedYuan)
  unitPart!: string;

  /** Back to the person, yuan. */
  @Matches(askedYuan)
  personPart!: string;

  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

export class AskedApprovalDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}
