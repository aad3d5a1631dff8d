/** Card makers as the console lists them, and what an administrator asks for about one. */
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { ProductionOrderDto } from './production-orders.dto.js';

export class PublicKeyDto {
  @IsIn(['EC', 'OKP'])
  kty!: 'EC' | 'OKP';

  @IsIn(['P-256', 'X25519'])
  crv!: 'P-256' | 'X25519';

  /** Base64url (RFC 7518). */
  @Matches(/^[\w-]{43}$/)
  x!: string;

  @IsOptional()
  @Matches(/^[\w-]{43}$/)
  y?: string;
}

export class MakerToAddDto {
  /** Chosen by whoever asks, so that the same asked twice is one. */
  @IsUUID()
  id!: string;

  /** Short; of a maker that is known, its name and key become these. */
  @Matches(/^[A-Za-z0-9-]{1,12}$/)
  code!: string;

  @IsString()
  @Length(1, 50)
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u)
  name!: string;

  /** The public half alone. */
  @ValidateNested()
  @Type(() => PublicKeyDto)
  publicKey!: PublicKeyDto;
}

export class MakerToWithdrawDto {
  /** Chosen by whoever asks, so that the same asked twice is one. */
  @IsUUID()
  id!: string;
}

export class ListedMakerDto {
  code!: string;
  name!: string;
  /** RFC 7638. */
  thumbprint!: string;
  /** ISO instant at which its key was entered. */
  since!: string;
  /** Staff number. */
  by!: string;
  /** ISO instant; null: it is in use. */
  withdrawnAt!: string | null;
  withdrawnBy!: string | null;
}

export class CardMakersDto {
  /** Those in use first, by code. */
  makers!: ListedMakerDto[];
  /** What was asked for last, the newest first. */
  orders!: ProductionOrderDto[];
}
