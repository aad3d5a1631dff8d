/** Indices for what lists are asked for: cards that lie at a depot, what somebody asked for or decided. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

const indices = [
  ['card_delivered', `on card (id) where state = 'delivered'`],
  ['approval_asked_by', 'on approval (asked_by, id)'],
  ['approval_decided', `on approval (id) where state <> 'waiting'`],
  ['approval_decision_by', 'on approval_decision (decided_by, approval_id) where decided_by is not null'],
  ['card_event_delivered', `on card_event (card_id) include (at) where act = 'deliver'`],
  ['work_unfinished', 'on work (id) where finished_at is null'],
] as const;

export class ListsAskedFor1800300000000 implements MigrationInterface {
  readonly name = 'ListsAskedFor1800300000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, definition] of indices) await indexConcurrently(runner, name, definition);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of indices) await runner.query(`drop index ${name}`);
  }
}
