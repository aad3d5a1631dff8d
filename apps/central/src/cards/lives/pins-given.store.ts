/** Keeps which clerk was given the PIN of which card, and on which day. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';

/** A PIN that the centre gave to a clerk for a card. */
export type GivenPin = {
  readonly cardId: string;
  /** The bureau's. */
  readonly day: PlainDate;
  readonly staffNumber: string;
  readonly at: Date;
  readonly terminalId: string;
};

@Injectable()
export class PinsGivenStore {
  async add(tx: EntityManager, given: GivenPin): Promise<void> {
    await tx.query(
      'insert into pin_given (card_id, business_date, staff_number, given_at, terminal_id) values ($1, $2, $3, $4, $5)',
      [given.cardId, given.day, given.staffNumber, given.at.toISOString(), given.terminalId],
    );
  }
}
