/** A version of the master keys as the register knows it; the keys themselves are in the vault. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CheckValues } from './master-keys.js';

/** Which component of whom went into a version. */
export type ComponentRecord = {
  readonly custodian: string;
  readonly component: string;
  readonly checkValues: CheckValues;
};

@Entity('key_version')
export class KeyVersion {
  @PrimaryColumn('smallint')
  version!: number;

  @Column('jsonb', { name: 'check_values' })
  checkValues!: CheckValues;

  /** Empty for keys from before ceremonies were held. */
  @Column('jsonb')
  components!: readonly ComponentRecord[];

  @Column('timestamptz', { name: 'made_at' })
  madeAt!: Date;

  /** Staff number; null: made by the installation itself. */
  @Column('text', { name: 'made_by', nullable: true })
  madeBy!: string | null;

  /** New cards are made with it. */
  @Column('boolean')
  active!: boolean;

  @Column('timestamptz', { name: 'active_since', nullable: true })
  activeSince!: Date | null;

  @Column('timestamptz', { name: 'retired_at', nullable: true })
  retiredAt!: Date | null;
}
