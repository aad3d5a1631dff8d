/** Everything about one person, as it was known and stood on a day. */
import { IsOptional, IsUUID, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';
import { ReceiptInstalmentDto } from '../../records/receipts/receipts.dto.js';
import { CardFileRequestDto } from '../card-window/card-files.dto.js';

export class PersonOverviewRequestDto extends CardFileRequestDto {
  /** Somebody found by a search or in a list; instead of session, number and name. */
  @IsOptional()
  @IsUUID()
  personId?: string;

  /** The day it is wanted for, today at the latest; left out: today. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  on?: string;
}

export class FormerDataDto {
  /** `name`, `socialSecurityNumber`, `sex`, `birthYear`, `category`, `diedOn`, `township`, `ethnicGroup` or `birthplace`. */
  field!: string;
  /** What was on record; a number is masked, of a birth date the year. Null: nothing was. */
  value!: string | null;
  /** What replaced it, said so too; null: nothing, or it was not kept. */
  after!: string | null;
  /** ISO instant until which it was, and at which the other became known. */
  until!: string;
  /** From which day on the other is so; null: from the moment it was entered. */
  since!: string | null;
  /** Who entered or asked for it. */
  by!: string | null;
  reason!: string | null;
  /** The document it rests on. */
  source!: string | null;
}

export class OverviewPersonDto {
  id!: string;
  name!: string;
  maskedNumber!: string;
  /** `male` or `female`. */
  sex!: string;
  /** In years, on the day; of somebody dead: at death. */
  age!: number;
  /** Whom the government helps; `ordinary`: nobody. */
  category!: string;
  diedOn!: string | null;
  phone!: string | null;
  address!: string | null;
  township!: string | null;
  /** The newest first. */
  formers!: FormerDataDto[];
}

export class OverviewParticipationDto {
  id!: string;
  /** AAE140 code. */
  scheme!: string;
  schemeName!: WordsDto;
  /** Such as `enterprise` or `resident`. */
  category!: string;
  unitName!: string | null;
  projectName!: string | null;
  /** Of a project's worker: whether the project is paid for; until then they are not insured. */
  projectPaid!: boolean | null;
  /** Of a flexible worker, in percent of the average wage. */
  tierPercent!: number | null;
  since!: string;
  /** Null: it had not ended by that day, as far as was known. */
  until!: string | null;
  endReason!: string | null;
}

export class ContributionYearDto {
  scheme!: string;
  schemeName!: WordsDto;
  year!: string;
  /** Of what is reckoned by the month; 0 of what is by the year. */
  months!: number;
  /** Yuan, each. */
  unitPart!: string;
  personPart!: string;
  governmentPart!: string;
}

export class OverviewDueDto {
  id!: string;
  scheme!: string;
  schemeName!: WordsDto;
  period!: string;
  /** Yuan; null where a tier has to be chosen. */
  amount!: string | null;
  /** `open`, `in-payment`, `paid` or `waived`. */
  state!: string;
  /** Whether it is open of a year before. */
  inArrears!: boolean;
  paidOn!: string | null;
  receiptNumber!: string | null;
  /** Of arrears that were agreed to be paid by instalments by that day. */
  instalment!: ReceiptInstalmentDto | null;
}

export class OverviewPaymentDto {
  key!: string;
  kind!: string;
  service!: string | null;
  channel!: string;
  /** Yuan. */
  total!: string;
  state!: string;
  businessDate!: string;
  terminalName!: string;
  receiptNumber!: string | null;
  /** Whether it was undone by that day. */
  undone!: boolean;
}

export class OverviewEntryDto {
  version!: string;
  kind!: string;
  /** Yuan; less than nothing for what is drawn. */
  amount!: string;
  balanceAfter!: string;
  period!: string;
  /** ISO instant. */
  bookedAt!: string;
}

export class OverviewAccountDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** Yuan, at the end of the day. */
  balance!: string;
  /** The newest first, some of them. */
  entries!: OverviewEntryDto[];
}

export class OverviewCardDto {
  id!: string;
  cardNumber!: string;
  state!: string;
  words!: WordsDto;
  issuedOn!: string;
  validUntil!: string;
  bankAccount!: string | null;
}

export class BenefitEventDto {
  /** `claimed`, `granted`, `redetermined`, `suspended`, `resumed` or `ended`. */
  what!: string;
  /** A day, or the month it counts from. */
  on!: string;
  cause!: WordsDto | null;
  /** The claim or document it rests on. */
  evidence!: string | null;
  by!: string | null;
}

export class BenefitSpanDto {
  /** Months. */
  from!: string;
  to!: string;
  /** Yuan, of each month. */
  amount!: string;
  /** `paid`, `open` (to be collected) or `suspended`. */
  state!: string;
}

export class OverviewBenefitDto {
  id!: string;
  scheme!: string;
  schemeName!: WordsDto;
  firstMonth!: string;
  lastMonth!: string | null;
  /** A code of libs/benefits/kinds. */
  kind!: string;
  kindName!: WordsDto;
  paidMonths!: number;
  /** Yuan. */
  paidTotal!: string;
  openMonths!: number;
  openTotal!: string;
  /** Its life in the order it went. */
  events!: BenefitEventDto[];
  /** Its months, the oldest first. */
  spans!: BenefitSpanDto[];
}

export class OverviewLookDto {
  /** ISO instant. */
  at!: string;
  action!: string;
  staffNumber!: string | null;
  staffName!: string | null;
  terminalName!: string | null;
  purpose!: string | null;
  refused!: string | null;
}

export class PersonOverviewDto {
  /** The day it is shown for. */
  on!: string;
  person!: OverviewPersonDto;
  participations!: OverviewParticipationDto[];
  /** The newest first. */
  contributions!: ContributionYearDto[];
  /** The newest first within each scheme. */
  dues!: OverviewDueDto[];
  /** Yuan: what is open and has an amount, and what of it is of a year before. */
  openTotal!: string;
  arrearsTotal!: string;
  /** The newest first, some of them. */
  payments!: OverviewPaymentDto[];
  accounts!: OverviewAccountDto[];
  cards!: OverviewCardDto[];
  benefits!: OverviewBenefitDto[];
  /** Who looked, the newest first, some of them. */
  looks!: OverviewLookDto[];
}
