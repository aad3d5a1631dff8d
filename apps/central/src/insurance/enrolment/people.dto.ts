/** What is asked to be put right about somebody in the register, and where they live now. */
import { Equals, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { categoryWords } from '#libs/contributions/category.js';

const day = /^\d{4}-\d{2}-\d{2}$/;
const oneLine = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u;

export class RegisterCorrectionDto {
  /** Another number; birth date and sex follow from it where they are not given. */
  @IsOptional()
  @IsString()
  @Length(18, 18)
  socialSecurityNumber?: string;

  @IsOptional()
  @IsIn(['male', 'female'])
  sex?: 'male' | 'female';

  @IsOptional()
  @Matches(day)
  birthDate?: string;

  /** Whom the government helps, such as `severely-disabled`; `ordinary`: nobody. */
  @IsOptional()
  @IsIn(Object.keys(categoryWords))
  category?: string;

  /** The day of death. */
  @IsOptional()
  @Matches(day)
  diedOn?: string;

  /** The death that was entered is none. */
  @IsOptional()
  @Equals(true)
  lives?: true;

  /** From which day on it is so; of a death it is the day itself. */
  @IsOptional()
  @Matches(day)
  since?: string;

  /** The document it rests on, with its number. */
  @Matches(oneLine)
  @Length(2, 100)
  source!: string;

  @Matches(oneLine)
  @Length(2, 200)
  reason!: string;
}

export class ResidenceDto {
  /** GB/T 10114: nine digits. */
  @Matches(/^\d{9}$/)
  township!: string;

  /** The first day there. */
  @Matches(day)
  since!: string;

  @Matches(oneLine)
  @Length(2, 200)
  reason!: string;
}

export class TownshipDto {
  code!: string;
  name!: string;
}

export class TownshipsDto {
  townships!: TownshipDto[];
}
