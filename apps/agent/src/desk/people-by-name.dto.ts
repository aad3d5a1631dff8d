/** Requests of the page to find somebody by name. */
import { IsInt, IsOptional, IsString, IsUUID, Length, Matches, Max, Min } from 'class-validator';
import { IsReason } from './fields.js';

export class PeopleByNameDto {
  @IsString()
  @Length(2, 60)
  name!: string;

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
