/** An index for people whose numbers agree but for the birth date: a slip of the hand in it leads to another day. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

export class PeopleByPlaceAndTurn1803000011211 implements MigrationInterface {
  readonly name = 'PeopleByPlaceAndTurn1803000011211';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexConcurrently(
      runner,
      'person_by_place_and_turn',
      `on person ((left(social_security_number, 6) || substr(social_security_number, 15, 3)), initials collate "C")`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index if exists person_by_place_and_turn');
  }
}
