/** Someone registered in the pooling area. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Sex } from '#libs/identity/social-security-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

@Entity('person')
export class Person {
  @PrimaryColumn('uuid')
  id!: string;

  /** GB 11643. */
  @Column('text', { name: 'social_security_number' })
  socialSecurityNumber!: string;

  @Column('text')
  name!: string;

  @Column('text')
  sex!: Sex;

  @Column('date', { name: 'birth_date' })
  birthDate!: PlainDate;

  /** Category for waivers; `ordinary` for none. */
  @Column('text')
  category!: string;

  /** Two digits of GB/T 3304; null where it was never asked. */
  @Column('text', { name: 'ethnic_group', nullable: true })
  ethnicGroup!: string | null;

  /** Six digits of GB/T 2260. */
  @Column('text', { nullable: true })
  birthplace!: string | null;

  @Column('text', { nullable: true })
  phone!: string | null;

  @Column('text', { nullable: true })
  address!: string | null;

  @Column('date', { name: 'died_on', nullable: true })
  diedOn!: PlainDate | null;

  /** GB/T 10114: nine digits. */
  @Column('text', { nullable: true })
  township!: string | null;
}

/** What about somebody is put right by approval alone. */
export type CorrectedState = Pick<
  Person,
  'socialSecurityNumber' | 'sex' | 'birthDate' | 'category' | 'diedOn'
>;

/** Who changed the register of somebody, why, on what paper, and from which day on it is so. */
export type ChangeNote = {
  readonly by: string;
  readonly reason: string | null;
  /** The document it rests on; null: none was asked for. */
  readonly source: string | null;
  /** Null: from the moment it was entered. */
  readonly since: PlainDate | null;
  /** Null: nobody had to approve. */
  readonly approval: string | null;
};

/** Of a change that nobody has to approve, so from the moment it is entered. */
export const enteredBy = (by: string, reason: string | null = null): ChangeNote => ({
  by,
  reason,
  source: null,
  since: null,
  approval: null,
});

/** What may change about someone in the register; what is left out stays. */
export type PersonChange = Partial<Pick<Person, 'name' | 'phone' | 'address' | 'ethnicGroup' | 'birthplace'>>;
