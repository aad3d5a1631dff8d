/** People found by name, as a clerk picks the right one of several. */
import { IsInt, IsOptional, IsString, IsUUID, Length, Matches, Max, Min } from 'class-validator';

export class PeopleByNameRequestDto {
  /** Two characters at least: a name, or how it begins. One of name, initials and unit is given. */
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u)
  @Length(2, 60)
  name?: string;

  /** The pinyin initials of a name, such as `zgh`, or how they begin. */
  @IsOptional()
  @Matches(/^[a-z]{2,20}$/)
  initials?: string;

  /** A unit where they take part today: its code, credit code, or whole name. */
  @IsOptional()
  @IsString()
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u)
  @Length(1, 100)
  unit?: string;

  /** In years as they say it; whoever is two years older or younger is found too. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(130)
  age?: number;

  /** The last four of the number. */
  @IsOptional()
  @Matches(/^\d{3}[\dX]$/)
  lastFour?: string;

  /** What they are looked for; it is logged. */
  @IsString()
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u)
  @Length(2, 200)
  purpose!: string;

  /** The `next` of the page before; left out: the first. */
  @IsOptional()
  @IsUUID()
  after?: string;
}

export class PersonByNameDto {
  /** To pick them by. */
  id!: string;
  name!: string;
  maskedNumber!: string;
  /** `male` or `female`. */
  sex!: string;
  /** In years, today. */
  age!: number;
  /** The township their address names; null: none is known. */
  township!: string | null;
}

export class PeopleByNameDto {
  /** In the order of their names. */
  people!: PersonByNameDto[];
  /** True: longer names that begin so are left out, being too many. */
  exactOnly!: boolean;
  /** Where this page ends, to ask `after`; null: there is no more. */
  next!: string | null;
}

export class PersonPickDto {
  @IsUUID()
  personId!: string;

  /** What their number is needed for; it is logged. */
  @IsString()
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u)
  @Length(2, 200)
  purpose!: string;
}

export class PickedPersonDto {
  socialSecurityNumber!: string;
  name!: string;
}
