/** What a proposed parameter would change, kept with the proposal: whoever decides sees what whoever asked saw. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class EffectsOfProposals1803000006200 implements MigrationInterface {
  readonly name = 'EffectsOfProposals1803000006200';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table parameter_effect (
  approval_id uuid primary key references approval,
  -- The last version of the set that it is reckoned beside.
  entry bigint not null,
  known_at timestamptz not null,
  -- What is proposed, as it is decided.
  versions jsonb not null,
  -- Scheme, period, and where its chunks end.
  periods jsonb not null
);
-- What a chunk comes to by both sets; nobody is named.
create table parameter_effect_part (
  approval_id uuid not null references parameter_effect,
  number int not null check (number > 0),
  scheme text not null,
  period text not null,
  heads int not null check (heads >= 0),
  changed int not null check (changed between 0 and heads),
  lost int not null check (lost between 0 and heads),
  before_fen bigint not null,
  after_fen bigint not null,
  largest jsonb not null,
  sample jsonb not null,
  primary key (approval_id, number)
);
create trigger parameter_effect_written_once before update or delete on parameter_effect for each row execute function ${schema}.refuse_change();
create trigger parameter_effect_never_emptied before truncate on parameter_effect for each statement execute function ${schema}.refuse_change();
create trigger parameter_effect_part_written_once before update or delete on parameter_effect_part for each row execute function ${schema}.refuse_change();
create trigger parameter_effect_part_never_emptied before truncate on parameter_effect_part for each statement execute function ${schema}.refuse_change();
grant select, insert on parameter_effect, parameter_effect_part to ${service};
grant select on parameter_effect to ${reports};
grant select (approval_id, number, scheme, period, heads, changed, lost, before_fen, after_fen) on parameter_effect_part to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error(
      'what was seen before it was decided stays on record: restore the backup of before instead',
    );
  }
}
