/** Runs of the yearly interest of accounts, and the interest of a year found in an account. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class InterestOfAccounts1803000006100 implements MigrationInterface {
  readonly name = 'InterestOfAccounts1803000006100';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
-- A year of the accounts of a scheme; another run of the same adds what came in since, as the difference.
create table account_interest_run (
  number int generated always as identity primary key,
  scheme text not null,
  year smallint not null check (year between 1990 and 2999),
  -- The last account of each chunk but the last, which goes on to the end.
  bounds uuid[] not null,
  asked_by text not null,
  asked_at timestamptz not null
);
create index account_interest_run_of_year on account_interest_run (scheme, year);
create trigger account_interest_run_written_once before update or delete on account_interest_run for each row execute function ${schema}.refuse_change();
create trigger account_interest_run_never_emptied before truncate on account_interest_run for each statement execute function ${schema}.refuse_change();
grant select, insert on account_interest_run to ${service};
grant usage on sequence account_interest_run_number_seq to ${service};
grant select on account_interest_run to ${reports};
create index personal_account_of_scheme on personal_account (scheme, id);
create index personal_account_entry_interest on personal_account_entry (account_id, period) where kind = 'interest';`);
  }

  async down(): Promise<void> {
    throw new Error('interest that was credited stays on record: restore the backup of before instead');
  }
}
