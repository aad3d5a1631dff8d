/** Reads which files of applicants were looked at and imported. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CardImport } from './card-import.js';

export type ListedImport = Omit<CardImport, 'fileDigest'> & {
  readonly fileName: string;
  readonly examinedAt: Date;
  readonly examinedBy: string;
  readonly committedAt: Date | null;
  readonly committedBy: string | null;
};

@Injectable()
export class ImportListStore {
  /** Those whose totals are known, the newest first. */
  list(tx: EntityManager, limit: number): Promise<ListedImport[]> {
    return tx.query(
      `select id::int, file_name as "fileName", state, with_photos as "withPhotos", control_code as "controlCode", totals,
         examined_at as "examinedAt", examined_by as "examinedBy", committed_at as "committedAt", committed_by as "committedBy"
       from card_import where totals is not null and control_code is not null order by card_import.id desc limit $1`,
      [limit],
    );
  }
}
