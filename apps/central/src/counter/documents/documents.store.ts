/** Keeps papers that were given out, and reads the accounts that they say. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DocumentContent } from './document-content.js';

export type StoredDocument = {
  readonly number: string;
  readonly key: string;
  readonly kind: string;
  readonly personId: string;
  readonly terminalId: string;
  /** Null: the holder themselves, by the card session. */
  readonly staffNumber: string | null;
  readonly cardSessionId: string | null;
  readonly issuedAt: Date;
  readonly content: DocumentContent;
  readonly fileDigest: string;
};

const columns = `number, key, kind, person_id as "personId", terminal_id as "terminalId", staff_number as "staffNumber",
  card_session_id as "cardSessionId", issued_at as "issuedAt", content, file_digest as "fileDigest"`;

@Injectable()
export class DocumentsStore {
  accounts(
    tx: EntityManager,
    personId: string,
  ): Promise<{ readonly scheme: string; readonly balance: string }[]> {
    return tx.query(
      'select scheme, balance_fen::text as balance from personal_account where person_id = $1 order by scheme',
      [personId],
    );
  }

  async nextPlace(tx: EntityManager): Promise<number> {
    const rows: { place: string }[] = await tx.query(
      `select nextval('issued_document_place')::text as place`,
    );
    return Number(rows[0]?.place);
  }

  async add(tx: EntityManager, document: StoredDocument): Promise<void> {
    await tx.query(
      `insert into issued_document (number, key, kind, person_id, terminal_id, staff_number, card_session_id, issued_at, content, file_digest)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        document.number,
        document.key,
        document.kind,
        document.personId,
        document.terminalId,
        document.staffNumber,
        document.cardSessionId,
        document.issuedAt.toISOString(),
        JSON.stringify(document.content),
        document.fileDigest,
      ],
    );
  }

  byNumber(tx: EntityManager, number: string): Promise<StoredDocument | null> {
    return this.one(tx, 'number', number);
  }

  byKey(tx: EntityManager, key: string): Promise<StoredDocument | null> {
    return this.one(tx, 'key', key);
  }

  private async one(
    tx: EntityManager,
    column: 'number' | 'key',
    value: string,
  ): Promise<StoredDocument | null> {
    const rows: StoredDocument[] = await tx.query(
      `select ${columns} from issued_document where ${column} = $1`,
      [value],
    );
    return rows[0] ?? null;
  }
}
