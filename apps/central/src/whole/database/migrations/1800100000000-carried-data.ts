/** What the register said of somebody before, and when chip and bank of a card were brought up to it: what a card carries follows. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class CarriedData1800100000000 implements MigrationInterface {
  readonly name = 'CarriedData1800100000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(`
create table person_former (
  id bigint generated always as identity primary key,
  person_id uuid not null references person,
  field text not null check (field in ('name', 'ethnicGroup', 'birthplace')),
  -- Null: nobody had been asked.
  value text,
  until timestamptz not null
);
create index person_former_of_person on person_former (person_id);
create table card_brought_up (
  card_id uuid not null references card,
  part text not null check (part in ('chip', 'bank')),
  at timestamptz not null,
  primary key (card_id, part, at)
);
create trigger person_former_written_once before update or delete on person_former for each row execute function ${schema}.refuse_change();
create trigger person_former_never_emptied before truncate on person_former for each statement execute function ${schema}.refuse_change();
create trigger card_brought_up_written_once before update or delete on card_brought_up for each row execute function ${schema}.refuse_change();
create trigger card_brought_up_never_emptied before truncate on card_brought_up for each statement execute function ${schema}.refuse_change();
grant select, insert on person_former, card_brought_up to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('what the register said before stays on record: restore the backup of before instead');
  }
}
