/** Whose dues the holder of a card pays beside their own: who, how they stand to each other, and what showed it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class PaidFor1803000010000 implements MigrationInterface {
  readonly name = 'PaidFor1803000010000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table paid_for (
  card_session_id uuid not null,
  person_id uuid not null references person,
  -- What the payer is to the person.
  relation text not null,
  -- The session in which the person's own card proved itself at this window; null: the payer named them, with a reason.
  own_session_id uuid,
  reason text,
  joined_at timestamptz not null,
  primary key (card_session_id, person_id),
  check ((own_session_id is null) = (reason is not null))
);
create index paid_for_person on paid_for (person_id, joined_at);
create trigger paid_for_written_once before update or delete on paid_for for each row execute function ${schema}.refuse_change();
create trigger paid_for_never_emptied before truncate on paid_for for each statement execute function ${schema}.refuse_change();
grant select, insert on paid_for to ${service};
grant select on paid_for to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('who paid for whom stays on record: restore the backup of before instead');
  }
}
