/** An instruction that the bank does not take ends in a state of its own, which a person concludes; what the bank last said is kept. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BankNeedsPerson1797300000000 implements MigrationInterface {
  readonly name = 'BankNeedsPerson1797300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table bank_instruction
  drop constraint bank_instruction_outcome_check,
  add constraint bank_instruction_outcome_check check (outcome in ('unknown', 'needs-person', 'succeeded', 'refused')),
  -- What came instead of an outcome the last time.
  add column last_said text,
  -- From when on nobody sends it any more.
  add column needs_person_since timestamptz,
  add constraint bank_instruction_needs_person_check check (outcome <> 'needs-person' or needs_person_since is not null);
create index bank_instruction_needs_person on bank_instruction (needs_person_since) where outcome = 'needs-person';
`);
  }

  async down(): Promise<void> {
    throw new Error('instructions wait for a person: restore the backup of before instead');
  }
}
