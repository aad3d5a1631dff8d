/** Requests of the page to find somebody by name. */
import { IsInt, IsOptional, IsString, IsUUID, Length, Matches, Max, Min } from 'class-validator';
import { IsReason } from './fields.js';

export class PeopleByNameDto {
  @IsOptional()
  @IsString()
  @Length(2, 60)
  name?: string;

  @IsOptional()
  @Matches(/^[a-z]{2,20}$/)
  initials?: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  unit?: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(130)
  age?: number;

  @IsOptional()
  @Matches(/^\d{3}[\dX]$/)
  lastFour?: string;

  @IsReason()
  purpose!: string;

  @IsOptional()
  @IsUUID()
  after?: string;
}

export class PersonPickDto {
  @IsUUID()
  personId!: string;

  @IsReason()
  purpose!: string;
}
