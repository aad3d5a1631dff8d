/** What a second person released for a card at the window is used once: by which act, and when. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ServiceReleaseUses1799960000000 implements MigrationInterface {
  readonly name = 'ServiceReleaseUses1799960000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(`
create table service_release_use (
  approval_id uuid primary key references approval,
  -- Its Idempotency-Key.
  operation_key uuid not null,
  used_at timestamptz not null
);
create function ${schema}.demand_service_release() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if not exists (select from approval p where p.id = new.approval_id and p.state = 'approved'
                 and p.kind in ('pin-reset', 'pin-unblock', 'loss-lifting')) then
    raise exception 'only what a second person has released can be used' using errcode = 'SS003';
  end if;
  return new;
end $$;
create trigger service_release_use_approved before insert on service_release_use for each row execute function ${schema}.demand_service_release();
create trigger service_release_use_written_once before update or delete on service_release_use for each row execute function ${schema}.refuse_change();
create trigger service_release_use_never_emptied before truncate on service_release_use for each statement execute function ${schema}.refuse_change();
grant select, insert on service_release_use to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('what was released and used stays on record: restore the backup of before instead');
  }
}
