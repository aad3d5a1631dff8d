/** Keeps the last statement of each terminal about the acts that wait there: one row a terminal, replaced by the next. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StatedActDto, WaitingActsStatementDto } from './waiting-acts.dto.js';

type WindowRow = {
  readonly code: string;
  readonly name: string;
  readonly state: 'waiting' | 'enrolled' | 'withdrawn';
  readonly statedAt: Date | null;
  readonly total: number;
  readonly acts: readonly StatedActDto[];
};

@Injectable()
export class WaitingActsStore {
  async replace(
    tx: EntityManager,
    terminalId: string,
    { total, acts }: WaitingActsStatementDto,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into waiting_acts (terminal_id, stated_at, total, acts) values ($1, $2, $3, $4)
       on conflict (terminal_id) do update set stated_at = excluded.stated_at, total = excluded.total, acts = excluded.acts`,
      [terminalId, at.toISOString(), total, JSON.stringify(acts)],
    );
  }

  /** Every enrolled terminal, and each other whose last statement has something in it; by code. */
  windows(tx: EntityManager): Promise<readonly WindowRow[]> {
    return tx.query(
      `select t.code, t.name, t.state, w.stated_at as "statedAt", coalesce(w.total, 0) as total, coalesce(w.acts, '[]') as acts
       from terminal t left join waiting_acts w on w.terminal_id = t.id
       where t.state = 'enrolled' or w.total > 0 order by t.code`,
    );
  }

  /** The names of members of staff, by their numbers. */
  async namesOf(tx: EntityManager, staffNumbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows: { number: string; name: string }[] = await tx.query(
      'select staff_number as number, name from staff_member where staff_number = any($1)',
      [staffNumbers],
    );
    return new Map(rows.map(({ number, name }) => [number, name]));
  }
}
