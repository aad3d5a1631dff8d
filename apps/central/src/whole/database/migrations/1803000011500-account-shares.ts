/** Dues of flexible workers that are open, or in hand elsewhere, say what of them is the account's: of 110 eight of twenty parts, of 310 nothing. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AccountShares1803000011500 implements MigrationInterface {
  readonly name = 'AccountShares1803000011500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`update due set assessment = assessment || jsonb_build_object('accountShare', jsonb_build_object('of', '20.00', 'toAccount', '8.00'))
      where scheme = '110' and (state = 'open' or state = 'in-payment' and settled_by is null) and assessment->>'creditsPersonalAccount' = 'true'`);
    await runner.query(`update due set assessment = assessment || jsonb_build_object('creditsPersonalAccount', false)
      where scheme = '310' and (state = 'open' or state = 'in-payment' and settled_by is null) and assessment->>'creditsPersonalAccount' = 'true'`);
  }

  async down(): Promise<void> {
    throw new Error('what a due brings to the account stays on record: restore the backup of before instead');
  }
}
