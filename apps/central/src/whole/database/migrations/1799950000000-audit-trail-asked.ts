/** Indices for what auditors ask the trail: a span of days, somebody of the staff, and what was done to somebody. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';
import { indexConcurrently } from './concurrently.js';

const indices = [
  ['audit_event_at', 'at', '(at, id)'],
  ['audit_event_staff', 'staff', '(staff_number, at, id) where staff_number is not null'],
  ['audit_event_subject', 'subject', '(subject, at, id) where subject is not null'],
  ['audit_event_session', 'session', '(card_session_id, at, id) where card_session_id is not null'],
] as const;

export class AuditTrailAsked1799950000000 implements MigrationInterface {
  readonly name = 'AuditTrailAsked1799950000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const { schema } = areaNames(runner);
    for (const [name, short, definition] of indices) {
      // A table cut by month takes no index built while others write: months to come have theirs from here, each that is there gets
      // its own, and the whole counts as indexed once all have been joined to it.
      await runner.query(`create index if not exists ${name} on only audit_event ${definition}`);
      const parts = (await runner.query(
        `select c.relname as part from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'audit_event'::regclass and not exists (
           select from pg_index x join pg_inherits xi on xi.inhrelid = x.indexrelid
           where x.indrelid = c.oid and xi.inhparent = '${name}'::regclass)`,
      )) as { part: string }[];
      for (const { part } of parts) {
        await indexConcurrently(runner, `"${part}_${short}"`, `on "${part}" ${definition}`);
        await runner.query(`alter index ${schema}.${name} attach partition ${schema}."${part}_${short}"`);
      }
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of indices) await runner.query(`drop index ${name}`);
  }
}
