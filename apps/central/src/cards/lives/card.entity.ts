/** A social security card in the register: its numbers, its chip, its state and its bank account. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CardAlgorithm, CardImage } from '#libs/cards/card-image.js';
import type { CardState } from '#libs/cards/card-life.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

@Entity('card')
export class Card {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  /** AAZ500, nine characters. */
  @Column('text', { name: 'card_number' })
  cardNumber!: string;

  /** AAZ501, 16 bytes in hex. */
  @Column('text', { name: 'identification_code' })
  identificationCode!: string;

  /** T1–TD of the answer to reset, 13 bytes in hex. */
  @Column('text', { name: 'historical_bytes' })
  historicalBytes!: string;

  /** AAZ508. */
  @Column('text', { name: 'specification_version' })
  specificationVersion!: CardImage['specificationVersion'];

  @Column('text')
  algorithm!: CardAlgorithm;

  /** Where it stands in its life; AAZ502 is derived from it (libs/cards/card-life.ts). */
  @Column('text')
  state!: CardState;

  @Column('date', { name: 'issued_on' })
  issuedOn!: PlainDate;

  @Column('date', { name: 'valid_until' })
  validUntil!: PlainDate;

  /**
   * The account the bank opened for this card. A card of a batch carries it or has none; one made at a counter gets it at the
   * bank, with the activation.
   */
  @Column('text', { name: 'bank_account', nullable: true })
  bankAccount!: string | null;

  /** The bank's part of the card, apart from the social application. */
  @Column('text', { name: 'bank_account_state' })
  bankAccountState!: 'none' | 'inactive' | 'active';

  /** The application it was made for; null for cards from before applications were kept here. */
  @Column('bigint', { name: 'application_id', nullable: true })
  applicationId!: string | null;

  /** Of the master keys its own keys were derived from. */
  @Column('smallint', { name: 'key_version' })
  keyVersion!: number;

  /** Where it was delivered to; null for cards from before stock was kept here. */
  @Column('text', { nullable: true })
  depot!: string | null;

  /** When it was first enabled; null: never. */
  @Column('timestamptz', { name: 'enabled_at', nullable: true })
  enabledAt!: Date | null;

  /** When a temporary loss ends by itself; set exactly while there is one. */
  @Column('timestamptz', { name: 'loss_lapses_at', nullable: true })
  lossLapsesAt!: Date | null;
}
