/** What the page may send about undoing an act, checked at the edge. */
import { IsIn, IsOptional, Matches } from 'class-validator';
import type { UndoingLookUpRequest, UndoingRequest, UndoRequest } from '#libs/contract/undoings.js';
import { askedYuan } from '#libs/money/fen.js';
import { IsInsertionId, IsKey, IsReason } from './fields.js';

export class UndoingLookUpDto implements UndoingLookUpRequest {
  @Matches(/^\d{20}$/)
  receiptNumber!: string;
}

export class AskUndoingDto extends UndoingLookUpDto implements UndoingRequest {
  @IsIn(['reversal', 'refund'])
  kind!: 'reversal' | 'refund';

  @IsReason()
  reason!: string;
}

export class UndoDto extends UndoingLookUpDto implements UndoRequest {
  @IsKey()
  key!: string;

  @IsIn(['reversal', 'refund'])
  kind!: 'reversal' | 'refund';

  @IsIn(['bank', 'cash'])
  channel!: 'bank' | 'cash';

  @Matches(askedYuan)
  total!: string;

  @IsOptional()
  @IsInsertionId()
  insertionId?: string;
}
