/** What staff and their sign-ins send and receive. */
import { IsIn, IsString, Length, Matches } from 'class-validator';
import { roles, type Role } from '#libs/contract/authority.js';
import { WordsDto } from '../../ground/http/words.dto.js';

const staffNumber = /^[A-Za-z0-9]{2,20}$/;

export class SignInRequestDto {
  @Matches(staffNumber)
  staffNumber!: string;

  @IsString()
  @Length(1, 200)
  password!: string;
}

export class FirstPasswordDto {
  @Matches(staffNumber)
  staffNumber!: string;

  /** One-time code from the administrator. */
  @IsString()
  @Length(8, 40)
  code!: string;

  /** What it is to be: `libs/contract/password-rules.ts`. */
  @IsString()
  @Length(1, 1000)
  password!: string;
}

export class PasswordChangeDto {
  /** The one until now. */
  @IsString()
  @Length(1, 200)
  password!: string;

  @IsString()
  @Length(1, 1000)
  newPassword!: string;
}

export class SignInAnswerDto {
  /** Send as `X-Staff-Token`. Good for fifteen minutes; renewed by `POST /v1/sign-ins/renewals`. */
  token!: string;
  /** ISO instant. */
  expiresAt!: string;
  staffNumber!: string;
  name!: string;
  /** Role, from `libs/contract/authority.ts`. */
  role!: string;
}

export class NewcomerDto {
  @Matches(staffNumber)
  staffNumber!: string;

  @IsString()
  @Length(1, 60)
  name!: string;

  @IsIn(roles)
  role!: Role;

  /** The social security number of the member themselves: tells two numbers of one person. */
  @Matches(/^\d{17}[\dX]$/)
  identityNumber!: string;
}

export class RoleChangeDto {
  @IsIn(roles)
  role!: Role;
}

export class StaffChangeDto {
  staffNumber!: string;
  /** The one-time code to tell the person, shown this once; null: none was made. */
  code!: string | null;
  /** The approval it waits for; null: it is done. */
  approval!: string | null;
}

export class StaffMemberDto {
  staffNumber!: string;
  name!: string;
  /** From `libs/contract/authority.ts`. */
  role!: string;
  /** `joining` (has no password yet), `active`, `suspended` or `left`. */
  state!: string;
  /** ISO instant. */
  joinedAt!: string;
  /** ISO instant; null: never. */
  lastSignedInAt!: string | null;
  /** What waits for a second person. */
  waits!: StaffWaitDto[];
}

/** What another person has to decide about a member. */
export class StaffWaitDto {
  /** Id of the approval. */
  approval!: string;
  /** What is asked for. */
  words!: WordsDto;
  /** In one line. */
  what!: WordsDto;
  /** Staff number. */
  askedBy!: string;
  /** ISO instant. */
  expiresAt!: string | null;
}

export class StaffCountDto {
  state!: string;
  count!: number;
}

export class StaffListDto {
  staff!: StaffMemberDto[];
  /** How many there are in each state, whatever is searched for. */
  states!: StaffCountDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}
