/** What terminals send and receive: enrolment and tokens. */
import { IsISO8601, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';

export class EnrolmentRequestDto {
  /** One-time code from the administrator. */
  @IsString()
  @Length(8, 64)
  enrolmentCode!: string;

  /** The terminal's Ed25519 public key: the `x` of its JWK, base64url, 43 characters. */
  @Matches(/^[\w-]{43}$/)
  publicKey!: string;
}

export class EnrolmentAnswerDto {
  terminalId!: string;
  terminalName!: string;
  /** Whether somebody of the staff sits there, or people serve themselves. */
  kind!: TerminalKind;
  /** The bureau's name, Chinese. */
  agencyZh!: string;
  /** The bureau's name, English. */
  agencyEn!: string;
}

export class TerminalTokenRequestDto {
  /** A JWT signed with the terminal's key (EdDSA): `iss` = terminal id, `aud` = `sscard-central`, `exp` at most 60 s ahead, `jti` unique. */
  @IsString()
  @MaxLength(2000)
  assertion!: string;

  /** What the terminal's program calls itself. */
  @IsOptional()
  @Matches(/^[\w.+-]{1,40}$/)
  programVersion?: string;

  /** What the machine's own clock says, as an ISO instant: how far it is off is kept for whoever looks after the machines. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @MaxLength(40)
  ownTime?: string;
}

export class TerminalTokenAnswerDto {
  /** Send as `Authorization: Bearer`. */
  token!: string;
  /** ISO instant, ten minutes ahead. */
  expiresAt!: string;
}
