/** How a holder agrees to a debit of their bank account: a choice of the bureau, by a parameter of the kind that holds one word. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DebitConsent1799410000000 implements MigrationInterface {
  readonly name = 'DebitConsent1799410000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
insert into policy_parameter (id, key, effective_from, kind, value, source, status) values
  ('counter.debit-consent@2014-01-01', 'counter.debit-consent', '2014-01-01', 'word', 'signature', '假定：银行账户扣款由持卡人在经办留存联签字（signature）或输入卡密码（pin）确认；须由经办机构核定', 'assumed');`);
  }

  async down(): Promise<void> {
    throw new Error('parameters stay on record: restore the backup of before instead');
  }
}
