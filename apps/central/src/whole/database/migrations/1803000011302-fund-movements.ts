/** Movements between a fund's own accounts and what the finance pays into it, as they were approved and booked: the subsidies by the month they were owed for. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class FundMovements1803000011302 implements MigrationInterface {
  readonly name = 'FundMovements1803000011302';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table fund_movement (
  approval_id uuid primary key references approval,
  scheme text not null,
  kind text not null check (kind in ('sweep', 'supply', 'subsidy')),
  amount_fen bigint not null check (amount_fen > 0),
  -- The number of the bank's or the finance's voucher: booked once.
  voucher text not null,
  -- Of a subsidy: the month whose accounts were credited.
  month text check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  booked_at timestamptz not null,
  unique (scheme, voucher),
  check ((kind = 'subsidy') = (month is not null))
);
create index fund_movement_of_month on fund_movement (scheme, month) where kind = 'subsidy';
create trigger fund_movement_written_once before update or delete on fund_movement for each row execute function ${schema}.refuse_change();
create trigger fund_movement_never_emptied before truncate on fund_movement for each statement execute function ${schema}.refuse_change();
grant select, insert on fund_movement to ${service};
grant select on fund_movement to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was booked stays on record: restore the backup of before instead');
  }
}
