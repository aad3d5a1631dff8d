/** A window or kiosk that central knows, and the key it proves itself with. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';

@Entity('terminal')
export class Terminal {
  @PrimaryColumn('uuid')
  id!: string;

  /** Short name on receipts and doors, such as `W01`. */
  @Column('text')
  code!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: TerminalKind;

  /** SHA-256 of the one-time code, hex; null once used. */
  @Column('text', { name: 'enrolment_code_digest', nullable: true })
  enrolmentCodeDigest!: string | null;

  @Column('timestamptz', { name: 'enrolment_code_expires_at', nullable: true })
  enrolmentCodeExpiresAt!: Date | null;

  /** Ed25519, the `x` of its JWK. */
  @Column('text', { name: 'public_key', nullable: true })
  publicKey!: string | null;

  @Column('text')
  state!: 'waiting' | 'enrolled' | 'withdrawn';

  /** When its key was bound to it; null: it has none, or from before this was kept. */
  @Column('timestamptz', { name: 'enrolled_at', nullable: true })
  enrolledAt!: Date | null;

  /** When it last proved itself with its key. */
  @Column({ type: 'timestamptz', name: 'last_seen_at', nullable: true, update: false })
  lastSeenAt!: Date | null;

  /** What its program called itself then. */
  @Column({ type: 'text', name: 'program_version', nullable: true, update: false })
  programVersion!: string | null;

  /** Seconds by which its machine's own clock was ahead of the centre's then, below zero behind; null: it did not say. */
  @Column({ type: 'integer', name: 'clock_ahead_seconds', nullable: true, update: false })
  clockAheadSeconds!: number | null;

  /** Since when it is out of service for those who come, by whom, and what they are told; null: it serves. */
  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true, update: false })
  closedAt!: Date | null;

  @Column({ type: 'text', name: 'closed_by', nullable: true, update: false })
  closedBy!: string | null;

  @Column({ type: 'text', name: 'closed_message', nullable: true, update: false })
  closedMessage!: string | null;

  /** Whose blank cards are made here; null: none. */
  @Column('text', { nullable: true })
  depot!: string | null;
}
