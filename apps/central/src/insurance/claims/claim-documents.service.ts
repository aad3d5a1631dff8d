/** Takes the documents of claims in, gives them to the claim that is asked for with them, and shows them to whoever decides. */
import { Injectable } from '@nestjs/common';
import { type DocumentCode, documentCodes, documentWords } from '#libs/benefits/kinds/documents.js';
import { isNeeded } from '#libs/benefits/kinds/kind.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { longestDocumentName, mostDocuments } from '#libs/contract/claim-documents.js';
import { inOneLine, type Words } from '#libs/kernel/words.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { AskedDocumentDto, ClaimDocumentDto, ClaimDocumentsDto } from './claim-documents.dto.js';
import {
  type ClaimDocument,
  ClaimDocumentsStore,
  type DocumentContent,
  type KeptDocument,
} from './claim-documents.store.js';
import type { ClaimFactsDto } from './claims.dto.js';
import { documentFaults, readDocument } from './document-file.js';

/** What a claim is told of, with the documents it is handed in with. */
export type ClaimOf = {
  readonly kind: string;
  readonly told: ClaimFactsDto;
  /** Under these ids they were handed in. */
  readonly documents: readonly string[];
};

/** What a file is called for people: no folder, no character that does not show. */
const shownName = (given: string): string =>
  (given.split(/[/\\]/).at(-1) ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .slice(-longestDocumentName);

const shown = (kept: KeptDocument & Partial<ClaimDocument>): ClaimDocumentDto => ({
  id: kept.id,
  code: kept.code,
  title: documentWords(kept.code),
  fileName: kept.name,
  type: kept.type,
  bytes: kept.bytes,
  digest: kept.digest,
  widthPixels: kept.widthPixels,
  heightPixels: kept.heightPixels,
  handedInBy: kept.handedInBy,
  handedInAt: kept.handedInAt.toISOString(),
  addedBy: kept.addedBy ?? null,
  addedAt: kept.addedAt?.toISOString() ?? null,
});

const listed = (words: readonly Words[]): string =>
  inOneLine({ zh: words.map(({ zh }) => zh).join('、'), en: words.map(({ en }) => en).join(', ') });

@Injectable()
export class ClaimDocuments {
  constructor(
    private readonly database: Database,
    private readonly store: ClaimDocumentsStore,
    private readonly people: PeopleService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** What a claim that tells this is asked for. */
  askedFor(kind: string, told: ClaimFactsDto): AskedDocumentDto[] {
    return describedBenefit(kind).documents.map(({ code, need }) => ({
      code,
      name: documentWords(code),
      required: isNeeded(need, told),
    }));
  }

  /**
   * Takes a file in as a document of somebody, to be asked with; the same again is the same. Throws Refused `malformed-request`,
   * `document-unfit` (why), `person-unknown`.
   */
  async handIn(
    personId: string,
    given: { readonly code: string; readonly name: string; readonly bytes: Uint8Array },
    by: string,
  ): Promise<ClaimDocumentDto> {
    const code: DocumentCode | undefined = documentCodes.find((known) => known === given.code);
    const name = shownName(given.name);
    if (code === undefined || name === '') throw new Refused('malformed-request', code ?? 'document');
    const read = readDocument(given.bytes);
    if (!read.ok) throw new Refused('document-unfit', inOneLine(documentFaults[read.refusal]));
    return this.database.transaction(async (tx) => {
      const person = await this.people.find(tx, await this.people.keptOf(tx, personId));
      if (person === null) throw new Refused('person-unknown');
      noteLookedUp(person.id);
      const at = this.clock.now();
      const kept = await this.store.handIn(
        tx,
        person.id,
        { code, name, file: read.value },
        { staffNumber: by, at },
      );
      await this.audit.append(tx, {
        at,
        action: 'claim-document.handed-in',
        staffNumber: by,
        subject: person.id,
        detail: { document: code, digest: kept.digest, bytes: kept.bytes },
      });
      return shown(kept);
    });
  }

  /** What was handed in for somebody and may be asked with, the newest first. Throws Refused `person-unknown`. */
  ofPerson(personId: string): Promise<ClaimDocumentsDto> {
    return this.database.read(async (tx) => {
      const person = await this.people.find(tx, await this.people.keptOf(tx, personId));
      if (person === null) throw new Refused('person-unknown');
      noteLookedUp(person.id);
      const waiting = await this.store.handedIn(tx, await this.people.allOf(tx, person.id), null);
      return { documents: waiting.map((one) => shown(one)) };
    });
  }

  /** One document with its bytes. Throws Refused `not-found`. */
  read(id: string): Promise<DocumentContent> {
    return this.database.read(async (tx) => {
      const found = await this.store.content(tx, id);
      if (found === null) throw new Refused('not-found', id);
      noteLookedUp(found.personId);
      return found;
    });
  }

  /**
   * That a claim is handed in with what it is asked for, and nothing else. Throws Refused `file-removed` for what is not there (any
   * more), `malformed-request`, `documents-missing` (which).
   */
  async demand(tx: Transaction, people: readonly string[], of: ClaimOf): Promise<void> {
    const there = await this.fitting(tx, people, of, 0);
    const asked = this.askedFor(of.kind, of.told);
    const missing = asked.filter(({ code, required }) => required && there.every((one) => one.code !== code));
    if (missing.length > 0) throw new Refused('documents-missing', listed(missing.map(({ name }) => name)));
  }

  /** What was handed in, each once and asked for by the kind; `had`: so many does the claim have already. */
  private async fitting(
    tx: Transaction,
    people: readonly string[],
    { kind, told, documents }: ClaimOf,
    had: number,
  ): Promise<readonly KeptDocument[]> {
    if (documents.length + had > mostDocuments || new Set(documents).size < documents.length)
      throw new Refused('malformed-request', 'documents');
    const there = await this.store.handedIn(tx, people, documents);
    if (there.length < documents.length) throw new Refused('file-removed');
    const asked = this.askedFor(kind, told);
    const odd = there.find(({ code }) => asked.every((one) => one.code !== code));
    if (odd !== undefined) throw new Refused('malformed-request', odd.code);
    return there;
  }

  /** Makes what was {@link demand}ed a claim's own. */
  async take(tx: Transaction, applicationId: string, { documents }: ClaimOf): Promise<void> {
    await this.store.take(tx, applicationId, documents);
  }

  /**
   * Adds to a claim under way what its kind asks for; what it has already stays one. Returns how many were added. Throws Refused `file-removed`,
   * `malformed-request`.
   */
  async add(
    tx: Transaction,
    people: readonly string[],
    of: ClaimOf & { readonly applicationId: string },
    added: { readonly by: string; readonly at: Date },
  ): Promise<number> {
    const had = await this.store.ofClaim(tx, of.applicationId);
    const there = await this.fitting(tx, people, of, 0);
    const isHad = (one: KeptDocument): boolean =>
      had.some(({ code, digest }) => code === one.code && digest === one.digest);
    const further = there.filter((one) => !isHad(one));
    if (had.length + further.length > mostDocuments) throw new Refused('malformed-request', 'documents');
    const ids = further.map(({ id }) => id);
    return ids.length === 0 ? 0 : this.store.take(tx, of.applicationId, ids, added);
  }

  async ofClaim(tx: Transaction, applicationId: string): Promise<ClaimDocumentDto[]> {
    return (await this.store.ofClaim(tx, applicationId)).map((one) => shown(one));
  }
}
