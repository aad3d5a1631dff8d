/** The card fee: books of its own that no fund has part in, and which application it was taken for and given back, once each. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class CardFees1799900000000 implements MigrationInterface {
  readonly name = 'CardFees1799900000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(books);
    await runner.query(operations);
    await runner.query(fees(schema));
    await runner.query(`
grant select, insert, update on card_fee to ${service};
grant select on card_fee to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was taken stays on record: restore the backup of before instead');
  }
}

const books = `
insert into ledger_account_type (type, code, name_zh, name_en, normal_side, may_be_negative) values
  ('fee-till', '1001', '库存现金（工本费）', 'Cash in the till, card fees', 'debit', false),
  ('fee-account', '1002', '银行存款（待缴财政）', 'Bank account, to be paid to the treasury', 'debit', false),
  ('due-to-treasury', '2103', '应缴财政款', 'Due to the treasury', 'credit', false);
insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('card-fee', 'fee-till', 'due-to-treasury', '财税〔2016〕33号；财会〔2017〕25号 应缴财政款'),
  ('card-fee-returned', 'due-to-treasury', 'fee-till', '财税〔2016〕33号；财会〔2017〕25号 应缴财政款'),
  ('fee-banking', 'fee-account', 'fee-till', '财税〔2016〕33号；财会〔2017〕25号 应缴财政款'),
  ('fee-draw', 'fee-till', 'fee-account', '财税〔2016〕33号；财会〔2017〕25号 应缴财政款'),
  ('fee-handed-over', 'fee-till', 'fee-till', '财税〔2016〕33号；财会〔2017〕25号 应缴财政款'),
  ('fee-remittance', 'due-to-treasury', 'fee-account', '财税〔2016〕33号；财会〔2017〕25号 应缴财政款');
-- A transfer stays within one scheme: with this no flow leads from a fund to the card fee or back.
alter table ledger_account add constraint ledger_account_fee_apart
  check ((scheme = 'fee') = (type in ('fee-till', 'fee-account', 'due-to-treasury')));
`;

const operations = `
alter table operation drop constraint operation_total_check;
alter table operation add constraint operation_total_check check (state = 'refused' or kind = 'shift-hand-over'
  or (total_fen > 0) = (kind not in ('card-service', 'shift-count') or (kind = 'card-service' and channel = 'cash')));
`;

const fees = (schema: string): string => `
-- Money that was taken for an application, and whether it was given back.
create table card_fee (
  application_id bigint primary key references card_application,
  amount_fen bigint not null check (amount_fen > 0),
  taken_by uuid not null unique references operation,
  returned_by uuid unique references operation,
  check (returned_by <> taken_by)
);
create function ${schema}.guard_card_fee() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if (new.application_id, new.amount_fen, new.taken_by) is distinct from (old.application_id, old.amount_fen, old.taken_by)
    or old.returned_by is not null then
    raise exception 'a fee is taken once and given back once' using errcode = 'SS001';
  end if;
  if not exists (select from card_application a where a.id = new.application_id and a.state in ('rejected', 'withdrawn')) then
    raise exception 'a fee is given back when its application has come to nothing' using errcode = 'SS001';
  end if;
  return new;
end $$;
create trigger card_fee_returned_once before update on card_fee for each row execute function ${schema}.guard_card_fee();
create trigger card_fee_never_removed before delete on card_fee for each row execute function ${schema}.refuse_change();
create trigger card_fee_never_emptied before truncate on card_fee for each statement execute function ${schema}.refuse_change();
`;
