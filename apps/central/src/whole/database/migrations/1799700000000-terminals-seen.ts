/** Keeps when a terminal got its key, when it last proved itself and what its program calls itself; and how old keys may become. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class TerminalsSeen1799700000000 implements MigrationInterface {
  readonly name = 'TerminalsSeen1799700000000';

  async up(runner: QueryRunner): Promise<void> {
    const { reports } = areaNames(runner);
    await runner.query(columns);
    await runner.query(`grant select (enrolled_at, last_seen_at, program_version) on terminal to ${reports}`);
    await runner.query(parameters);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `delete from policy_parameter where key in ('keys.version-months', 'keys.own-months')`,
    );
    await runner.query(
      'alter table terminal drop column enrolled_at, drop column last_seen_at, drop column program_version',
    );
  }
}

const columns = `
alter table terminal
  -- Null: it has no key, or from before this was kept.
  add column enrolled_at timestamptz,
  -- By the centre's clock, each time it swaps an assertion for a token.
  add column last_seen_at timestamptz,
  add column program_version text;
update terminal t set enrolled_at = (select max(at) from audit_event e where e.action = 'terminal.enrolled' and e.terminal_id = t.id)
where t.state = 'enrolled';
`;

const parameters = `
insert into policy_parameter (id, key, effective_from, kind, value, source, status) values
  ('keys.version-months@2026-01-01', 'keys.version-months', date '2026-01-01', 'months', '60',
   '假定：主密钥版本五年更换；须由经办机构核定', 'assumed'),
  ('keys.own-months@2026-01-01', 'keys.own-months', date '2026-01-01', 'months', '12',
   '假定：中心自有密钥（收据、令牌、通知）一年更换；须由经办机构核定', 'assumed');
`;
