/** An operation of any kind as it is stored: acts that move money, and services of the card window. */
import type { CardService } from '#libs/cards/card-services.js';
import type { Channel, Operation, SettlementKind } from '../settlements/settlement.js';

export type RecordedOperation = Omit<Operation, 'kind' | 'channel'> & {
  readonly kind: SettlementKind | 'card-service';
  /** `none`: no money moves. */
  readonly channel: Channel | 'none';
  /** Of kind `card-service` only. */
  readonly service?: CardService | null;
};
