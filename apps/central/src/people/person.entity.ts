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
}
