/** A window or kiosk that central knows, and the key it proves itself with. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('terminal')
export class Terminal {
  @PrimaryColumn('uuid')
  id!: string;

  /** Short name on receipts and doors, such as `W01`. */
  @Column('text')
  code!: string;

  @Column('text')
  name!: string;

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

  /** Whose blank cards are made here; null: none. */
  @Column('text', { nullable: true })
  depot!: string | null;
}
