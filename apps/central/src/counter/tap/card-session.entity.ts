/** The proven presence of one card at one terminal. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { staffNumberOf, type Writer } from '../../ground/http/identity.js';

/** A card left in the reader longer than this has to be proven again. */
export const staleAfterMs = 60 * 60_000;

@Entity('card_session')
export class CardSession {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'card_id' })
  cardId!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId!: string;

  /** Null: its holder put it into a kiosk. */
  @Column('text', { name: 'staff_number', nullable: true })
  staffNumber!: string | null;

  /** `challenged` until the card has answered; `refused` when it answered wrongly. */
  @Column('text')
  state!: 'challenged' | 'open' | 'refused' | 'ended';

  /** Of the opening challenge, 8 bytes in hex. */
  @Column('text', { name: 'process_factor' })
  processFactor!: string;

  /** Of the opening challenge, 8 bytes in hex. */
  @Column('text')
  source!: string;

  /** Goes into the challenge of every write, 16 bytes in hex. */
  @Column('text')
  nonce!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

/** Whether a session is open for this window and this clerk, or this kiosk and its holder, its card proven lately enough. */
export const isOpenFor = (
  session: Pick<CardSession, 'state' | 'terminalId' | 'staffNumber' | 'startedAt'>,
  { terminal, staff }: Pick<Writer, 'terminal' | 'staff'>,
  now: Date,
): boolean =>
  session.state === 'open' &&
  session.terminalId === terminal.id &&
  session.staffNumber === staffNumberOf({ staff }) &&
  now.getTime() - session.startedAt.getTime() <= staleAfterMs;
