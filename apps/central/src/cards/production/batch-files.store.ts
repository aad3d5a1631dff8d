/** Keeps files of the bank and the card maker: which were taken in, and their rows, whole, until each has been acted on. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ProblemCode } from '#libs/contract/problems.js';

export type BatchFileKind = 'accounts' | 'result';

export type BatchFile = {
  readonly id: number;
  readonly digest: string;
  readonly rows: number;
  readonly doneAt: Date | null;
};

/** One row as it was read; what it lacks is null. A fault is what is wrong with it whatever else there is. */
export type FileRow = {
  readonly line: number;
  readonly item: number | null;
  readonly batch: string | null;
  readonly cardNumber: string | null;
  readonly identificationCode: string | null;
  readonly historicalBytes: string | null;
  readonly result: string | null;
  readonly reason: string | null;
  readonly socialSecurityNumber: string | null;
  readonly name: string | null;
  readonly bankAccount: string | null;
  readonly fault: { readonly field: string; readonly code: ProblemCode } | null;
};

const fileColumns = 'id, digest, rows, done_at as "doneAt"';

// Nothing is known yet of rows that were just read in: each is compared through indexes, whatever the planner would guess.
const rowByRow = `set local statement_timeout = '10min'; set local enable_hashjoin = off; set local enable_mergejoin = off`;

@Injectable()
export class BatchFilesStore {
  async find(
    tx: EntityManager,
    batchId: number,
    kind: BatchFileKind,
    digest: string,
  ): Promise<BatchFile | null> {
    const rows: BatchFile[] = await tx.query(
      `select ${fileColumns} from card_batch_file where batch_id = $1 and kind = $2 and digest = $3`,
      [batchId, kind, digest],
    );
    return rows[0] ?? null;
  }

  /** Files of a batch that were accepted and are not done with. */
  unfinished(tx: EntityManager, batchId: number, kind: BatchFileKind): Promise<BatchFile[]> {
    return tx.query(
      `select ${fileColumns} from card_batch_file where batch_id = $1 and kind = $2 and done_at is null order by id`,
      [batchId, kind],
    );
  }

  async enter(
    tx: EntityManager,
    file: {
      readonly batchId: number;
      readonly kind: BatchFileKind;
      readonly digest: string;
      readonly at: Date;
      readonly by: string;
    },
  ): Promise<BatchFile> {
    const [made]: BatchFile[] = await tx.query(
      `insert into card_batch_file (batch_id, kind, digest, rows, received_at, received_by) values ($1, $2, $3, 0, $4, $5)
       returning ${fileColumns}`,
      [file.batchId, file.kind, file.digest, file.at.toISOString(), file.by],
    );
    if (made === undefined) throw new Error('a file was not entered');
    return made;
  }

  async setRows(tx: EntityManager, id: number, rows: number): Promise<void> {
    await tx.query('update card_batch_file set rows = $2 where id = $1', [id, rows]);
  }

  async setDone(tx: EntityManager, id: number, at: Date): Promise<void> {
    await tx.query('update card_batch_file set done_at = $2 where id = $1', [id, at.toISOString()]);
  }

  async insertRows(tx: EntityManager, fileId: number, rows: readonly FileRow[]): Promise<void> {
    const texts = (of: (row: FileRow) => string | null): (string | null)[] => rows.map(of);
    await tx.query(
      `insert into card_batch_file_row (file_id, line, item, batch, card_number, identification_code, historical_bytes, result, reason,
         social_security_number, name, bank_account, fault_field, fault_code)
       select $1, r.* from unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::text[], $11::text[], $12::text[], $13::text[], $14::text[]) as r`,
      [
        fileId,
        rows.map(({ line }) => line),
        rows.map(({ item }) => item),
        texts(({ batch }) => batch),
        texts(({ cardNumber }) => cardNumber),
        texts(({ identificationCode }) => identificationCode),
        texts(({ historicalBytes }) => historicalBytes),
        texts(({ result }) => result),
        texts(({ reason }) => reason),
        texts(({ socialSecurityNumber }) => socialSecurityNumber),
        texts(({ name }) => name),
        texts(({ bankAccount }) => bankAccount),
        texts(({ fault }) => fault?.field ?? null),
        texts(({ fault }) => fault?.code ?? null),
      ],
    );
  }

  /** For the rest of the transaction rows are compared one by one through indexes, and a long statement is let run. */
  async planByIndex(tx: EntityManager): Promise<void> {
    await tx.query(rowByRow);
  }

  /** Tells the planner of the rows that were just read in. */
  async analyze(tx: EntityManager): Promise<void> {
    await tx.query('analyze card_batch_file_row');
  }
}
