/** The death grant of work injury for deaths in 2026: assumed until the national income of 2025 is entered by the bureau. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class InjuryDeath20261803000015401 implements MigrationInterface {
  readonly name = 'InjuryDeath20261803000015401';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
insert into policy_parameter (id, key, effective_from, kind, value, source, status) values
  ('410.death-grant@2026-01-01', '410.death-grant', '2026-01-01', 'fen', '1130040.00',
   '假定：2025年全国城镇居民人均可支配收入56502元×20（工伤保险条例 第三十九条）；须由经办机构核定', 'assumed');`);
  }

  async down(): Promise<void> {
    throw new Error('parameters stay on record: restore the backup of before instead');
  }
}
