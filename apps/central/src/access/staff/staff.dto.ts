/** What staff sign-in sends and receives. */
import { IsString, Length, Matches } from 'class-validator';

export class SignInRequestDto {
  @Matches(/^[A-Za-z0-9]{2,20}$/)
  staffNumber!: string;

  @IsString()
  @Length(1, 200)
  password!: string;
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
