/** Someone of the bureau who signs in. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '#libs/contract/authority.js';

/** `joining`: has no password yet; `suspended`: may come back; `left`: may not. */
export type StaffState = 'joining' | 'active' | 'suspended' | 'left';

@Entity('staff_member')
export class StaffMember {
  @PrimaryColumn('text', { name: 'staff_number' })
  staffNumber!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: Role;

  @Column('text')
  state!: StaffState;

  /** Tells two numbers of one person; null for members from before it was asked for. */
  @Column('text', { name: 'identity_number', nullable: true })
  identityNumber!: string | null;

  /** Argon2id; null until it was chosen. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  /** SHA-256 of the one-time code a password is chosen with, hex; null once used. */
  @Column('text', { name: 'code_digest', nullable: true })
  codeDigest!: string | null;

  @Column('timestamptz', { name: 'code_expires_at', nullable: true })
  codeExpiresAt!: Date | null;

  @Column('timestamptz', { name: 'joined_at' })
  joinedAt!: Date;

  @Column('timestamptz', { name: 'last_signed_in_at', nullable: true })
  lastSignedInAt!: Date | null;

  @Column('timestamptz', { name: 'left_at', nullable: true })
  leftAt!: Date | null;
}
