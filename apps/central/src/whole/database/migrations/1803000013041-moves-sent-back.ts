/** Money of another agency's letter that came by mistake can be sent back: the move says by which approval, and the letter may come again. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class MovesSentBack1803000013041 implements MigrationInterface {
  readonly name = 'MovesSentBack1803000013041';

  async up(runner: QueryRunner): Promise<void> {
    const { service } = areaNames(runner);
    await runner.query(`
alter table insurance_transfer drop constraint insurance_transfer_state_check;
-- sent-back: its money came by mistake and went back to the other agency.
alter table insurance_transfer add constraint insurance_transfer_state_check
  check (state in ('asked', 'approved', 'done', 'refused', 'bank-refused', 'returned', 'sent-back'));
alter table insurance_transfer add column back_approval_id uuid references approval;
alter table insurance_transfer add constraint insurance_transfer_sent_back check ((state = 'sent-back') = (back_approval_id is not null));
grant update (back_approval_id) on insurance_transfer to ${service};
drop index insurance_transfer_letter;
-- The same letter is taken in once, whoever it names; refused or sent back, it may come again.
create unique index insurance_transfer_letter on insurance_transfer (agency_code, letter)
  where direction = 'in' and state not in ('refused', 'sent-back');

insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('transfer-in-return-supplied', 'transfer-in', 'expenditure', '财社〔2017〕144号 第三十九至四十二条'),
  ('transfer-in-return-earlier-year', 'other-expense', 'expenditure', '财社〔2017〕144号 第四十条；财会〔2017〕28号 其他支出');`);
  }

  async down(): Promise<void> {
    throw new Error('what was sent back stays on record: restore the backup of before instead');
  }
}
