/** Someone of the bureau who signs in. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '#libs/contract/authority.js';

@Entity('staff_member')
export class StaffMember {
  @PrimaryColumn('text', { name: 'staff_number' })
  staffNumber!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: Role;

  /** Argon2id. */
  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('int', { name: 'failed_sign_ins' })
  failedSignIns!: number;

  @Column('timestamptz', { name: 'locked_until', nullable: true })
  lockedUntil!: Date | null;

  @Column('boolean')
  active!: boolean;
}
