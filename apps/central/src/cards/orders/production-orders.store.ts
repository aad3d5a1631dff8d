/** Keeps what batch operators ask for: each until it is done or refused, and for people after. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OrderKind } from '#libs/contract/production.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';
import type { OrderAnswer, OrderProgress, OrderRequest, ProductionOrder } from './production-order.js';

const columns = `id, kind, subject, request, asked_at as "askedAt", asked_by as "askedBy", state, attempts, progress,
  progress_at as "progressAt", begun, answer, problem, detail, ended_at as "endedAt"`;

const sorts = {
  asked: { sql: 'serial', type: 'bigint' },
  kind: { sql: 'kind', type: 'text' },
  subject: { sql: 'subject', type: 'text' },
} as const satisfies ListPlan['sorts'];

@Injectable()
export class ProductionOrdersStore {
  /** False when an order of this id is there. */
  async insert(
    tx: EntityManager,
    order: {
      readonly id: string;
      readonly kind: OrderKind;
      readonly subject: string;
      readonly request: OrderRequest;
      readonly at: Date;
      readonly by: string;
    },
  ): Promise<boolean> {
    const rows: object[] = await tx.query(
      `insert into production_order (id, kind, subject, request, asked_at, asked_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (id) do nothing returning id`,
      [order.id, order.kind, order.subject, JSON.stringify(order.request), order.at.toISOString(), order.by],
    );
    return rows.length > 0;
  }

  async find(tx: EntityManager, id: string): Promise<ProductionOrder | null> {
    const [row]: ProductionOrder[] = await tx.query(`select ${columns} from production_order where id = $1`, [
      id,
    ]);
    return row ?? null;
  }

  page(
    tx: EntityManager,
    { kinds, subject }: { readonly kinds: readonly string[]; readonly subject: string | null },
    ask: ListAsk,
  ): Promise<ListPage<ProductionOrder>> {
    const params: unknown[] = [];
    const where: string[] = [];
    const having = (condition: (place: string) => string, value: unknown): void => {
      params.push(value);
      where.push(condition(`$${params.length}`));
    };
    if (kinds.length > 0) having((place) => `kind = any(${place}::text[])`, kinds);
    if (subject !== null) having((place) => `subject = ${place}`, subject);
    if (ask.search !== null)
      having((place) => `subject ilike ${place} or asked_by ilike ${place}`, likePattern(ask.search));
    return readPage(
      tx,
      {
        select: columns,
        from: 'production_order',
        where,
        params,
        key: { sql: 'serial', type: 'bigint' },
        sorts,
        usual: { sort: 'asked', falling: true },
      },
      ask,
    );
  }

  /** Begins the oldest that waits, but none of these subjects; null: there is none. */
  async begin(tx: EntityManager, except: readonly string[]): Promise<ProductionOrder | null> {
    const [rows]: [ProductionOrder[], number] = await tx.query(
      `update production_order set attempts = attempts + 1 where id = (
         select id from production_order where state = 'waiting' and subject <> all($1::text[]) order by serial limit 1)
       returning ${columns}`,
      [except],
    );
    return rows[0] ?? null;
  }

  async setProgress(tx: EntityManager, id: string, progress: OrderProgress, at: Date): Promise<void> {
    await tx.query(
      `update production_order set progress = $2, progress_at = $3 where id = $1 and state = 'waiting'`,
      [id, JSON.stringify(progress), at.toISOString()],
    );
  }

  async setBegun(tx: EntityManager, id: string, begun: object): Promise<void> {
    await tx.query('update production_order set begun = $2 where id = $1', [id, JSON.stringify(begun)]);
  }

  /** Ends an order, and forgets whose numbers it was asked with. */
  async end(
    tx: EntityManager,
    id: string,
    outcome:
      | { readonly answer: OrderAnswer; readonly subject: string }
      | { readonly problem: ProblemCode; readonly detail: string | null },
    at: Date,
  ): Promise<void> {
    const done = 'answer' in outcome;
    await tx.query(
      `update production_order set state = $2, answer = $3, problem = $4, detail = $5, ended_at = $6, subject = coalesce($7, subject),
         request = request - 'handlers' - 'holder' - 'agent'
       where id = $1 and state = 'waiting'`,
      [
        id,
        done ? 'done' : 'refused',
        done ? JSON.stringify(outcome.answer) : null,
        done ? null : outcome.problem,
        done ? null : outcome.detail,
        at.toISOString(),
        done ? outcome.subject : null,
      ],
    );
  }

  /** Whether this login may work on files of applicants and makers: the counter's may not (roles of the machine). */
  async mayWork(tx: EntityManager): Promise<boolean> {
    const [row]: { may: boolean }[] = await tx.query(
      `select has_table_privilege('file_import', 'insert') as may`,
    );
    return row?.may === true;
  }
}
