/** How long a proof of life counts, and from how many months on uncollected pensions are pointed out. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Standing1799500000000 implements MigrationInterface {
  readonly name = 'Standing1799500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
insert into policy_parameter (id, key, effective_from, kind, value, source, status) values
  ('170.proof-of-life-months@2014-01-01', '170.proof-of-life-months', '2014-01-01', 'months', '12',
   '假定：待遇领取资格认证自上次成功之日起滚动十二个月有效；须由经办机构核定', 'assumed'),
  ('170.uncollected-months@2014-01-01', '170.uncollected-months', '2014-01-01', 'months', '3',
   '假定：待遇超过三个月未领取的，在窗口提示；须由经办机构核定', 'assumed')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `delete from policy_parameter where key in ('170.proof-of-life-months', '170.uncollected-months')`,
    );
  }
}
