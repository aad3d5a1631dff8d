/** What was paid in error comes back at a window too: a part belongs to an act, and is taken back by an opposite one when the bank refuses it or the act is undone. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecoveriesAtTheWindow1803000015300 implements MigrationInterface {
  readonly name = 'RecoveriesAtTheWindow1803000015300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table recovery_part add column operation_key uuid references operation;
alter table recovery_part drop constraint recovery_part_how_check;
alter table recovery_part add constraint recovery_part_how_check check (how in ('transfer', 'offset', 'written-off', 'window'));
alter table recovery_part add constraint recovery_part_of_act check ((how = 'window') = (operation_key is not null));
alter table recovery_part drop constraint recovery_part_amount_fen_check;
-- Below zero: what an act had taken is open again.
alter table recovery_part add constraint recovery_part_amount_fen_check check (amount_fen > 0 or (how = 'window' and amount_fen < 0));
create unique index recovery_part_once_of_act on recovery_part (operation_key, recovery_id, (amount_fen > 0)) where operation_key is not null;

insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('recovery', 'income', 'benefits', '社会保险经办条例 第四十六条；财会〔2017〕28号 社会保险待遇支出'),
  ('recovery-cash', 'till-received', 'benefits', '社会保险经办条例 第四十六条；财会〔2017〕28号 社会保险待遇支出'),
  ('recovery-back', 'benefits', 'income', '社会保险经办条例 第四十六条；财会〔2017〕28号 社会保险待遇支出'),
  ('recovery-back-cash', 'benefits', 'till-received', '社会保险经办条例 第四十六条；财会〔2017〕28号 社会保险待遇支出'),
  ('earlier-recovery', 'income', 'other-income', '社会保险经办条例 第四十六条；财会〔2017〕28号 其他收入'),
  ('earlier-recovery-cash', 'till-received', 'other-income', '社会保险经办条例 第四十六条；财会〔2017〕28号 其他收入'),
  ('earlier-recovery-back', 'other-income', 'income', '社会保险经办条例 第四十六条；财会〔2017〕28号 其他收入'),
  ('earlier-recovery-back-cash', 'other-income', 'till-received', '社会保险经办条例 第四十六条；财会〔2017〕28号 其他收入'),
  ('recovery-back-later-year', 'other-expense', 'expenditure', '财社〔2017〕144号 第四十条；财会〔2017〕28号 其他支出');`);
  }

  async down(): Promise<void> {
    throw new Error('what came back stays on record: restore the backup of before instead');
  }
}
