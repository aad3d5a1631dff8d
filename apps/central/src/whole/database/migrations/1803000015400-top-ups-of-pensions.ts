/** The work list of those near the age names whoever draws a pension and has not claimed what work injury insurance adds to it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TopUpsOfPensions1803000015400 implements MigrationInterface {
  readonly name = 'TopUpsOfPensions1803000015400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table retirement_ahead drop constraint retirement_ahead_post_check;
alter table retirement_ahead add constraint retirement_ahead_post_check
  check (post in ('male', 'female-cadre', 'female-worker', 'resident', 'retired'));
create index benefit_claim_of_allowance on benefit_claim (person_id) where kind = 'injury-allowance';`);
  }

  async down(): Promise<void> {
    throw new Error('what was found stays on record: restore the backup of before instead');
  }
}
