/** Requests of the page to pay somebody else's dues, checked at the edge. */
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { agentRelations } from '#libs/cards/card-services.js';
import type { PayForRequest } from '#libs/contract/desk.js';
import { refusal } from '../ground/refusal.js';
import { IsInsertionId } from './fields.js';

export class PayForDto {
  @IsInsertionId()
  insertionId!: string;

  @IsIn(Object.keys(agentRelations))
  relation!: string;

  /** A card that was here lately. */
  @IsOptional()
  @IsUUID()
  sessionId?: string;

  @IsOptional()
  @Matches(/^\d{17}[\dX]$/)
  socialSecurityNumber?: string;

  @IsOptional()
  @IsString()
  @Length(1, 60)
  name?: string;

  @IsOptional()
  @IsString()
  @Length(2, 200)
  reason?: string;
}

/** By a card that was here lately, or by number, name and reason, never both. Throws Refusal `malformed-request`. */
export const payForOf = ({ insertionId, relation, sessionId, ...named }: PayForDto): PayForRequest => {
  const { socialSecurityNumber, name, reason } = named;
  const isNamed = socialSecurityNumber !== undefined || name !== undefined || reason !== undefined;
  if (sessionId !== undefined && !isNamed) return { insertionId, relation, sessionId };
  if (
    sessionId !== undefined ||
    socialSecurityNumber === undefined ||
    name === undefined ||
    reason === undefined
  )
    throw refusal('malformed-request', 'sessionId, or socialSecurityNumber, name and reason');
  return { insertionId, relation, socialSecurityNumber, name, reason };
};
