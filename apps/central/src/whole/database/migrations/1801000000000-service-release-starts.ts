/** What a second person released is begun in one visit of a card: which, and when its chip was first written for it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ServiceReleaseStarts1801000000000 implements MigrationInterface {
  readonly name = 'ServiceReleaseStarts1801000000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(`
create table service_release_start (
  approval_id uuid primary key references approval,
  -- The visit: card_session, which is kept for a shorter time.
  card_session_id uuid not null,
  started_at timestamptz not null
);
create trigger service_release_start_approved before insert on service_release_start for each row execute function ${schema}.demand_service_release();
create trigger service_release_start_written_once before update or delete on service_release_start for each row execute function ${schema}.refuse_change();
create trigger service_release_start_never_emptied before truncate on service_release_start for each statement execute function ${schema}.refuse_change();
grant select, insert on service_release_start to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('what was released and begun stays on record: restore the backup of before instead');
  }
}
