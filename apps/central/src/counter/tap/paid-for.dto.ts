/** Whose dues the holder of a card pays beside their own: what a terminal says of them, and what they owe. */
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { agentRelations, type AgentRelation } from '#libs/cards/card-services.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { OwedRecoveryDto } from '../../insurance/benefits/recoveries.dto.js';
import { DueDto } from '../../insurance/contributions/dues.dto.js';

const oneLine = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u;

export class ToPayForDto {
  /** What the payer is to the person. */
  @IsIn(Object.keys(agentRelations))
  relation!: AgentRelation;

  /** The session in which the person's own card proved itself here lately, with its nonce, which only a card that proved itself is given. */
  @IsOptional()
  @IsUUID()
  ownSessionId?: string;

  @IsOptional()
  @Matches(/^[0-9a-fA-F]{32}$/)
  ownNonce?: string;

  /** Without their card: who they are, and why somebody else pays. */
  @IsOptional()
  @IsString()
  @Length(18, 18)
  socialSecurityNumber?: string;

  @IsOptional()
  @Matches(oneLine)
  @Length(1, 60)
  name?: string;

  @IsOptional()
  @Matches(oneLine)
  @Length(2, 200)
  reason?: string;
}

export class PaidForDto {
  personId!: string;
  name!: string;
  maskedNumber!: string;
  /** What the payer is to them. */
  relation!: string;
  dues!: DueDto[];
  /** What they were paid in error and have to give back; of the dead, what whoever comes for them gives back. */
  recoveries!: OwedRecoveryDto[];
  /** What of theirs cannot be assessed, each as a sentence. */
  unassessed!: WordsDto[];
}
