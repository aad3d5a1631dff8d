/** The proven presence of one card at one terminal. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';

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

  @Column('text', { name: 'staff_number' })
  staffNumber!: string;

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

/** Whether a session is open for this window and this clerk, its card proven lately enough. */
export const isOpenFor = (
  session: Pick<CardSession, 'state' | 'terminalId' | 'staffNumber' | 'startedAt'>,
  { terminal, staff }: { readonly terminal: TerminalIdentity; readonly staff: StaffIdentity },
  now: Date,
): boolean =>
  session.state === 'open' &&
  session.terminalId === terminal.id &&
  session.staffNumber === staff.number &&
  now.getTime() - session.startedAt.getTime() <= staleAfterMs;
