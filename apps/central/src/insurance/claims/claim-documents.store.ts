/** Keeps the documents of claims: those handed in and not asked with yet, and those of claims, whose bytes lie in a table of their own. */
import { Injectable } from '@nestjs/common';
import type { DocumentCode } from '#libs/benefits/kinds/documents.js';
import type { DocumentType } from '#libs/contract/claim-documents.js';
import type { Transaction } from '../../ground/database/database.js';
import type { DocumentFile } from './document-file.js';

/** All of a document but its bytes. */
export type KeptDocument = {
  readonly id: string;
  readonly code: DocumentCode;
  /** As it was called where it came from. */
  readonly name: string;
  readonly type: DocumentType;
  /** SHA-256 of the content, hex. */
  readonly digest: string;
  readonly bytes: number;
  /** Null: a paper in pages. */
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  readonly handedInBy: string;
  readonly handedInAt: Date;
};

/** A document of a claim. */
export type ClaimDocument = KeptDocument & {
  /** Null: the claim was asked for with it. */
  readonly addedBy: string | null;
  readonly addedAt: Date | null;
};

export type DocumentContent = {
  readonly personId: string;
  readonly name: string;
  readonly type: DocumentType;
  readonly content: Buffer;
};

const columns = `id, code, name, type, digest, width_pixels as "widthPixels", height_pixels as "heightPixels", handed_in_by as "handedInBy",
  handed_in_at as "handedInAt"`;

@Injectable()
export class ClaimDocumentsStore {
  /** The same file as the same document of a person is one: it waits from now on. */
  async handIn(
    tx: Transaction,
    personId: string,
    { code, name, file }: { readonly code: DocumentCode; readonly name: string; readonly file: DocumentFile },
    by: { readonly staffNumber: string; readonly at: Date },
  ): Promise<KeptDocument> {
    const { type, digest, content, pixels } = file;
    const [row]: { id: string }[] = await tx.query(
      `insert into handed_in_document (person_id, code, name, type, digest, content, width_pixels, height_pixels, handed_in_by, handed_in_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (person_id, code, digest) do update set handed_in_at = greatest(handed_in_document.handed_in_at, excluded.handed_in_at) returning id`,
      [
        personId,
        code,
        name,
        type,
        digest,
        content,
        pixels?.widthPixels ?? null,
        pixels?.heightPixels ?? null,
        by.staffNumber,
        by.at.toISOString(),
      ],
    );
    const [kept] = await this.handedIn(tx, [personId], row === undefined ? [] : [row.id]);
    if (kept === undefined) throw new Error('a document was handed in and is not there');
    return kept;
  }

  /** Of somebody, the newest first; null: all of theirs. */
  handedIn(
    tx: Transaction,
    people: readonly string[],
    ids: readonly string[] | null,
  ): Promise<KeptDocument[]> {
    return tx.query(
      `select ${columns}, octet_length(content) as bytes from handed_in_document
       where person_id = any($1::uuid[]) and ($2::uuid[] is null or id = any($2)) order by handed_in_at desc, id`,
      [people, ids],
    );
  }

  /** Makes what was handed in a claim's own, unless it has the same already; `added`: to a claim that was asked for before. Returns how many there were. */
  async take(
    tx: Transaction,
    applicationId: string,
    ids: readonly string[],
    added: { readonly by: string; readonly at: Date } | null = null,
  ): Promise<number> {
    await tx.query(
      `insert into document_content (digest, content) select digest, content from handed_in_document where id = any($1::uuid[]) on conflict do nothing`,
      [ids],
    );
    const rows: object[] = await tx.query(
      `insert into benefit_document (application_id, code, name, type, digest, bytes, width_pixels, height_pixels, handed_in_by, handed_in_at, added_by, added_at)
       select $1, code, name, type, digest, octet_length(content), width_pixels, height_pixels, handed_in_by, handed_in_at, $3, $4
       from handed_in_document where id = any($2::uuid[]) order by handed_in_at, id
       on conflict (application_id, code, digest) do nothing returning id`,
      [applicationId, ids, added?.by ?? null, added?.at.toISOString() ?? null],
    );
    return rows.length;
  }

  /** In the order in which they were handed in, those that were added later last. */
  ofClaim(tx: Transaction, applicationId: string): Promise<ClaimDocument[]> {
    return tx.query(
      `select ${columns}, bytes, added_by as "addedBy", added_at as "addedAt" from benefit_document where application_id = $1 order by added_at nulls first, handed_in_at, id`,
      [applicationId],
    );
  }

  /** One of a claim, or one that was handed in; null: there is none. */
  async content(tx: Transaction, id: string): Promise<DocumentContent | null> {
    const [row]: DocumentContent[] = await tx.query(
      `select a.person_id as "personId", d.name, d.type, c.content from benefit_document d join benefit_application a on a.id = d.application_id
         join document_content c on c.digest = d.digest where d.id = $1
       union all select person_id, name, type, content from handed_in_document where id = $1`,
      [id],
    );
    return row ?? null;
  }
}
