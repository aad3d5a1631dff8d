/** PINs that the centre gave to a clerk for a card: whoever was given one is known when money is asked for with that card. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class PinsGiven1798200000000 implements MigrationInterface {
  readonly name = 'PinsGiven1798200000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(`
create table pin_given (
  card_id uuid not null references card,
  -- The bureau's day.
  business_date date not null,
  staff_number text not null,
  given_at timestamptz not null,
  terminal_id uuid not null
);
create index pin_given_of_card on pin_given (card_id, business_date);
create trigger pin_given_written_once before update or delete on pin_given for each row execute function ${schema}.refuse_change();
create trigger pin_given_never_emptied before truncate on pin_given for each statement execute function ${schema}.refuse_change();
grant select, insert on pin_given to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('who was given a PIN stays on record: restore the backup of before instead');
  }
}
