/** Finds the bank instructions whose outcome is not known, and leases them to whoever asks the bank. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen } from '#libs/money/fen.js';
import type { Instruction } from '../../funds/bank/instruction.js';

@Injectable()
export class UnknownOutcomesStore {
  /** Takes what is due to be asked, so that no other process asks at the same time; asked less often the longer it lasts. */
  async lease(tx: EntityManager, now: Date, limit: number): Promise<Instruction[]> {
    type Row = {
      operationKey: string;
      direction: 'debit' | 'credit';
      account: string;
      amount: string;
      funds: { scheme: string; amount: string }[];
    };
    const [rows]: [Row[], number] = await tx.query(
      `update bank_instruction i set attempts = attempts + 1,
         next_attempt_at = $1::timestamptz + make_interval(secs => least(60, 2 * power(1.5, attempts)))
       where operation_key in (
         select operation_key from bank_instruction where outcome = 'unknown' and next_attempt_at <= $1
         order by next_attempt_at limit $2 for update skip locked)
       returning operation_key as "operationKey", direction, account, amount_fen as amount,
         (select json_agg(json_build_object('scheme', f.scheme, 'amount', f.amount) order by f.first) from (
            select l.scheme, sum(l.amount_fen)::text as amount, min(l.line) as first from operation_line l
            where l.operation_key = i.operation_key group by l.scheme) f) as funds`,
      [now.toISOString(), limit],
    );
    return rows.map((row) => ({
      ...row,
      amount: fen(BigInt(row.amount)),
      funds: row.funds.map(({ scheme, amount }) => ({ scheme, amount: fen(BigInt(amount)) })),
    }));
  }

  /** Marks the operation as unknown, for whoever watches it, and has the bank asked from `askAt` on. */
  async setUnknown(tx: EntityManager, key: string, askAt: Date): Promise<void> {
    await tx.query(
      `update operation set state = 'unknown', change_number = nextval('operation_change') where key = $1 and state = 'running'`,
      [key],
    );
    await tx.query(
      `update bank_instruction set next_attempt_at = $2 where operation_key = $1 and outcome = 'unknown'`,
      [key, askAt.toISOString()],
    );
  }
}
