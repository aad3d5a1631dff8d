/** Keeps the operations of the card window: found by key, written once they are done or refused. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Agent } from '#libs/cards/representation.js';
import { fen } from '#libs/money/fen.js';
import type { RecordedOperation } from '../../records/operations/operation.js';

const columns = `key, terminal_id as "terminalId", staff_number as "staffNumber", card_session_id as "cardSessionId", person_id as "personId",
  business_date::text as "businessDate", kind, service, channel, body_digest as "bodyDigest", total_fen as total,
  state, receipt_number as "receiptNumber", problem_code as "problemCode", problem_detail as "problemDetail",
  started_at as "startedAt", finished_at as "finishedAt"`;

@Injectable()
export class CardRecordsStore {
  /** One act of a key at a time: whoever comes second waits here and finds the first one's answer. */
  async claim(tx: EntityManager, key: string): Promise<RecordedOperation | null> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    const rows: (Omit<RecordedOperation, 'total'> & { readonly total: string })[] = await tx.query(
      `select ${columns} from operation where key = $1`,
      [key],
    );
    const [row] = rows;
    return row === undefined ? null : { ...row, total: fen(BigInt(row.total)) };
  }

  /** Somebody who stood at the window for the holder. */
  async addAgent(tx: EntityManager, key: string, agent: Agent): Promise<void> {
    await tx.query(
      'insert into operation_agent (operation_key, number, name, relation) values ($1, $2, $3, $4)',
      [key, agent.number, agent.name, agent.relation],
    );
  }

  async insert(tx: EntityManager, operation: RecordedOperation): Promise<void> {
    await tx.query(
      `insert into operation (key, terminal_id, staff_number, card_session_id, person_id, kind, service, channel, body_digest, total_fen,
         state, receipt_number, problem_code, problem_detail, business_date, started_at, finished_at)
       values ($1, $2, $3, $4, $5, 'card-service', $6, 'none', $7, 0, $8, $9, $10, $11, $12, $13, $13)`,
      [
        operation.key,
        operation.terminalId,
        operation.staffNumber,
        operation.cardSessionId,
        operation.personId,
        operation.service,
        operation.bodyDigest,
        operation.state,
        operation.receiptNumber,
        operation.problemCode,
        operation.problemDetail,
        operation.businessDate,
        operation.startedAt.toISOString(),
      ],
    );
  }
}
