/** Keeps imports of files: what was looked at, what is under way and what was taken. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FileImport, ImportState, ImportTotals } from './file-import.js';

type ImportRow = {
  id: string;
  kind: FileImport['kind'];
  subject: string;
  file_digest: string;
  state: ImportState;
  with_photos: boolean;
  control_code: string | null;
  totals: ImportTotals | null;
};

const importOf = (row: ImportRow | undefined): FileImport | null =>
  row === undefined || row.totals === null || row.control_code === null
    ? null
    : {
        id: Number(row.id),
        kind: row.kind,
        subject: row.subject,
        fileDigest: row.file_digest,
        state: row.state,
        withPhotos: row.with_photos,
        controlCode: row.control_code,
        totals: row.totals,
      };

/** A row that was accepted and then was not taken, because the register had changed meanwhile. */
export type RowLeftOut = { readonly row: number; readonly code: string };

/** The same file of another kind, or about another unit or month, is another import. */
export type ImportOfFile = Pick<FileImport, 'kind' | 'subject'> & { readonly digest: string };

@Injectable()
export class FileImportsStore {
  async begin(
    tx: EntityManager,
    file: ImportOfFile & {
      readonly name: string;
      readonly withPhotos: boolean;
      readonly at: Date;
      readonly by: string;
    },
  ): Promise<number> {
    const [row]: { id: string }[] = await tx.query(
      `insert into file_import (kind, subject, file_digest, file_name, with_photos, examined_at, examined_by)
       values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      [file.kind, file.subject, file.digest, file.name, file.withPhotos, file.at.toISOString(), file.by],
    );
    return Number(row?.id);
  }

  async setOutcome(tx: EntityManager, id: number, totals: ImportTotals, controlCode: string): Promise<void> {
    await tx.query('update file_import set totals = $2, control_code = $3 where id = $1', [
      id,
      JSON.stringify(totals),
      controlCode,
    ]);
  }

  /** The import of a file that is under way or done, else the latest time it was looked at. */
  async ofFile(tx: EntityManager, { kind, subject, digest }: ImportOfFile): Promise<FileImport | null> {
    const [row]: ImportRow[] = await tx.query(
      `select id, kind, subject, file_digest, state, with_photos, control_code, totals from file_import
       where kind = $1 and subject = $2 and file_digest = $3 and totals is not null order by (state = 'examined'), id desc limit 1`,
      [kind, subject, digest],
    );
    return importOf(row);
  }

  /** Locks the file against another commit of it, on whichever machine, until the end of the transaction. */
  async lockFile(tx: EntityManager, digest: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('file import ' || $1, 0))`, [digest]);
  }

  async setState(
    tx: EntityManager,
    id: number,
    state: 'committing' | 'committed',
    by: { readonly at: Date; readonly staffNumber: string },
  ): Promise<void> {
    await tx.query(
      `update file_import set state = $2, committed_by = coalesce(committed_by, $3),
         committed_at = case when $2 = 'committed' then $4::timestamptz end where id = $1`,
      [id, state, by.staffNumber, by.at.toISOString()],
    );
  }

  /** Forgets files that were only looked at: earlier looks at this one, and all from before an instant. */
  async forgetExamined(
    tx: EntityManager,
    { kind, subject, digest }: ImportOfFile,
    before: Date,
  ): Promise<void> {
    const forgotten: { id: string }[] = await tx.query(
      `select id from file_import where state = 'examined'
         and (kind = $1 and subject = $2 and file_digest = $3 or examined_at < $4) for update skip locked`,
      [kind, subject, digest, before.toISOString()],
    );
    const ids = forgotten.map(({ id }) => id);
    if (ids.length === 0) return;
    await tx.query('delete from file_import_row where import_id = any($1::bigint[])', [ids]);
    await tx.query('delete from file_import where id = any($1::bigint[])', [ids]);
  }

  async leftOut(tx: EntityManager, importId: number): Promise<readonly RowLeftOut[]> {
    return tx.query(
      `select row, code from file_import_row where import_id = $1 and code is not null and detail = 'meanwhile' order by row`,
      [importId],
    );
  }
}
