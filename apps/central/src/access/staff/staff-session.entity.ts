/** One sign-in of a staff member at one terminal, at most a shift long. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('staff_session')
export class StaffSession {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'staff_number' })
  staffNumber!: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId!: string;

  @Column('timestamptz', { name: 'signed_in_at' })
  signedInAt!: Date;

  @Column('timestamptz', { name: 'shift_ends_at' })
  shiftEndsAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
