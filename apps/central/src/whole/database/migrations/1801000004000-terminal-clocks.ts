/** Keeps how far the clock of a terminal's machine was off when the terminal last proved itself. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class TerminalClocks1801000004000 implements MigrationInterface {
  readonly name = 'TerminalClocks1801000004000';

  async up(runner: QueryRunner): Promise<void> {
    const { reports } = areaNames(runner);
    // Seconds ahead of the centre's clock, below zero behind; null: it did not say.
    await runner.query('alter table terminal add column clock_ahead_seconds integer');
    await runner.query(`grant select (clock_ahead_seconds) on terminal to ${reports}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table terminal drop column clock_ahead_seconds');
  }
}
