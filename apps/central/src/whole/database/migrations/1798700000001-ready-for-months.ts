/** Makes the audit trail ready to be cut by month while it is written: its new key is built and its bounds are proven beside the writers. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReadyForMonths1798700000001 implements MigrationInterface {
  readonly name = 'ReadyForMonths1798700000001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const [{ before }] = (await runner.query(`select current_setting('lock_timeout') as before`)) as [
      { before: string },
    ];
    await runner.query('set lock_timeout = 0');
    try {
      await runner.query(
        'create unique index concurrently if not exists audit_event_id_at on audit_event (id, at)',
      );
    } finally {
      await runner.query(`set lock_timeout = '${before}'`);
    }
    await runner.query(bound);
    await runner.query(
      "do $$ begin execute (select format('alter table audit_event validate constraint %I', conname) from pg_constraint where conrelid = 'audit_event'::regclass and conname like 'audit_event_until_%'); end $$",
    );
  }

  async down(): Promise<void> {
    throw new Error('nothing is lost by being ready');
  }
}

// What was written until now stays together in one part, up to the beginning of a month that is far enough ahead for nobody to meet it
// before the parts are made. The constraint's name says which; the part gets it for its own.
const bound = `
do $$
declare
  latest timestamptz;
  month timestamp;
begin
  if exists (select from pg_constraint where conrelid = 'audit_event'::regclass and conname like 'audit_event_until_%') then return; end if;
  latest := greatest(now(), (select max(at) from audit_event));
  month := date_trunc('month', latest at time zone 'Asia/Shanghai') + interval '2 months';
  if month < timestamp '2027-02-01' then month := timestamp '2027-02-01'; end if;
  execute format('alter table audit_event add constraint %I check (at < %L) not valid',
    'audit_event_until_' || to_char(month, 'YYYY_MM'), month at time zone 'Asia/Shanghai');
end $$`;
