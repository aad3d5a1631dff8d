/** Redeterminations of benefits as they travel: what is told, and what it comes to before and after. */
import { Type } from 'class-transformer';
import { IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { ClaimFactsDto, FactInWordsDto } from './claims.dto.js';

export class RedeterminationToPreviewDto {
  /** What is other than was told with the claim. */
  @ValidateNested()
  @Type(() => ClaimFactsDto)
  asked!: ClaimFactsDto;
}

export class RedeterminationToAskDto extends RedeterminationToPreviewDto {
  /** The document it rests on. */
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  evidence!: string;
}

/** Amounts in yuan a month, of this month or the last that is due, without rises by adjustments: they stay. */
export class RedeterminationPreviewDto {
  formerFirstMonth!: string;
  firstMonth!: string;
  formerAmount!: string;
  amount!: string;
  /** What the months up to this one come to more; with a minus: less, which is to be recovered. */
  difference!: string;
  formerFacts!: FactInWordsDto[];
  facts!: FactInWordsDto[];
}
