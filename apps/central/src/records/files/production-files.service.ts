/** Takes files in piece by piece, keeps those that orders make, and takes away what nobody fetched. */
import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import {
  endsAs,
  handsOver,
  longestFileName,
  pieceBytes,
  uploadKinds,
  type MadeKind,
  type UploadKind,
} from '#libs/contract/production.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { surveyTable } from '../../ground/csv/workbook.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { AuditStore } from '../audit/audit.store.js';
import { FileFolder } from './file-folder.js';
import { ProductionFilesStore, type ProductionFile } from './production-files.store.js';

export type { ProductionFile } from './production-files.store.js';

export type Announced = {
  readonly id: string;
  readonly kind: UploadKind;
  readonly name: string;
  readonly bytes: number;
};

const dayMs = 24 * 3600_000;
/** As long as an import that nobody committed is kept. */
const keptDays = 7;
const arrivingDays = 1;
const removedAtOnce = 50;

/** What a file is called for people: no folder, no character that does not show. */
const shownName = (given: string): string =>
  (given.split(/[/\\]/).at(-1) ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .slice(-longestFileName);

/** Local file header, or the end of an empty archive (PKWARE APPNOTE 4.3). */
const zipBeginnings = ['504b0304', '504b0506'];

@Injectable()
export class ProductionFilesService {
  readonly folder: FileFolder;

  constructor(
    private readonly database: Database,
    private readonly store: ProductionFilesStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) config: CentralConfig,
  ) {
    this.folder = new FileFolder(config.folder);
  }

  /**
   * Announces a file; the same again is answered the same. Throws Refused `malformed-request`, `not-permitted` for a kind that another role
   * hands over, `upload-too-large`, `upload-unfit` for the wrong kind of name, `disk-full`, and `upload-under-way` while another of theirs is arriving.
   */
  async announce(
    { id, kind, name: given, bytes }: Announced,
    { number: by, role }: Pick<StaffIdentity, 'number' | 'role'>,
  ): Promise<ProductionFile> {
    if (handsOver(kind) !== role) throw new Refused('not-permitted', `${kind} by ${role}`);
    const name = shownName(given);
    if (name === '' || !endsAs(kind, name))
      throw new Refused('upload-unfit', uploadKinds[kind].endings.join(', '));
    if (bytes > uploadKinds[kind].mostBytes)
      throw new Refused('upload-too-large', `${Math.floor(uploadKinds[kind].mostBytes / pieceBytes)} MB`);
    // Photos are unpacked beside the archive.
    await this.folder.demandRoom(kind === 'photos' ? 2 * bytes : bytes);
    return this.database.transaction(async (tx) => {
      const begun = await this.store.begin(tx, {
        id,
        kind,
        name,
        bytes,
        madeAt: this.clock.now(),
        madeBy: by,
      });
      const file = await this.store.find(tx, id);
      if (file === null) {
        const other = await this.store.arrivingBy(tx, by);
        throw new Refused('upload-under-way', other?.name ?? name);
      }
      if (!begun && (file.madeBy !== by || file.kind !== kind || file.name !== name || file.bytes !== bytes))
        throw new Refused('key-reused');
      return file;
    });
  }

  /** What somebody is still handing over, to go on with; null: nothing. */
  arriving(by: string): Promise<ProductionFile | null> {
    return this.database.read((tx) => this.store.arrivingBy(tx, by));
  }

  /**
   * Takes a piece in; one that is there already changes nothing, and one that would leave a gap is not taken: the answer says how
   * much is there, and whoever sends goes on from it. Throws Refused `not-found`, `upload-unfit`, `disk-full`.
   */
  addPiece(id: string, offset: number, piece: Uint8Array, by: string): Promise<ProductionFile> {
    return this.database.transaction(async (tx) => {
      const file = await this.own(tx, id, by);
      if (file.state !== 'arriving' || offset !== file.received) return file;
      const received = offset + piece.length;
      if (piece.length === 0 || received > file.bytes) throw new Refused('upload-unfit', 'bytes');
      await this.folder.write(id, offset, piece);
      await this.store.setReceived(tx, id, received);
      return { ...file, received };
    });
  }

  /**
   * Says that a file is whole, once it is what its kind should be: text is looked through, an archive by its first bytes, since
   * its digest takes as long as its size and is reckoned when it is worked on. Throws Refused `not-found`, `upload-unfit`,
   * `file-empty`, `encoding-unknown`.
   */
  async complete(id: string, by: string): Promise<ProductionFile> {
    const file = await this.database.read((tx) => this.own(tx, id, by));
    if (file.state === 'whole') return file;
    if (file.state === 'removed') throw new Refused('not-found', id);
    if (file.received !== file.bytes) throw new Refused('upload-unfit', `${file.received} / ${file.bytes}`);
    const digest = await this.look(file);
    await this.database.transaction(async (tx) => {
      await this.store.setWhole(tx, id, digest);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'production-file.received',
        staffNumber: by,
        subject: id,
        detail: { kind: file.kind, bytes: file.bytes, ...(digest === null ? {} : { digest }) },
      });
    });
    return { ...file, state: 'whole', digest };
  }

  /** Gives a file up that somebody handed over. Throws Refused `not-found`. */
  async discard(id: string, by: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.own(tx, id, by);
      await this.store.setRemoved(tx, id);
    });
    await this.folder.remove(id);
  }

  /** A file of this kind to work with. Throws Refused `upload-unfit`, `file-removed`. */
  async demand(id: string, kind: UploadKind): Promise<ProductionFile> {
    const file = await this.database.read((tx) => this.store.find(tx, id));
    if (file === null || file.kind !== kind || file.state === 'arriving')
      throw new Refused('upload-unfit', id);
    if (file.state === 'removed') throw new Refused('file-removed', file.name);
    return file;
  }

  /** The digest of an archive, reckoned at its first use. */
  async digestOf(file: ProductionFile): Promise<string> {
    if (file.digest !== null) return file.digest;
    const digest = await this.folder.digestOf(file.id);
    await this.database.transaction((tx) => this.store.setDigest(tx, file.id, digest));
    return digest;
  }

  /** Keeps what an order has written at the path of this id. */
  async keepMade(
    file: { readonly id: string; readonly kind: MadeKind; readonly name: string },
    orderId: string,
    by: string,
  ): Promise<void> {
    const bytes = await this.folder.sizeOf(file.id);
    if (bytes === null) throw new Error(`file ${file.id} was not written`);
    const digest = await this.folder.digestOf(file.id);
    await this.database.transaction((tx) =>
      this.store.enterMade(tx, { ...file, bytes, digest, madeAt: this.clock.now(), madeBy: by }, orderId),
    );
  }

  ofOrders(
    tx: Transaction,
    orderIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly ProductionFile[]>> {
    return this.store.ofOrders(tx, orderIds);
  }

  /** A whole file to be fetched. Throws Refused `not-found`, `file-removed`. */
  async fetch(id: string): Promise<{ readonly file: ProductionFile; readonly content: ReadStream }> {
    const file = await this.database.read((tx) => this.store.find(tx, id));
    if (file === null || file.state === 'arriving') throw new Refused('not-found', id);
    if (file.state === 'removed' || (await this.folder.sizeOf(id)) === null)
      throw new Refused('file-removed', file.name);
    return { file, content: createReadStream(this.folder.pathOf(id)) };
  }

  /** Takes away what is past its time; the row stays and says what there was. Null when there was nothing. */
  async removeStale(signal: AbortSignal): Promise<JobResult | null> {
    const now = this.clock.now().getTime();
    const before = {
      arriving: new Date(now - arrivingDays * dayMs),
      whole: new Date(now - keptDays * dayMs),
    };
    let removed = 0;
    while (!signal.aborted) {
      const ids = await this.database.transaction(async (tx) => {
        const stale = await this.store.stale(tx, before, removedAtOnce);
        for (const id of stale) {
          await this.folder.remove(id);
          await this.store.setRemoved(tx, id);
        }
        return stale;
      });
      removed += ids.length;
      if (ids.length < removedAtOnce) break;
    }
    return removed === 0
      ? null
      : {
          words: { zh: `清除 ${removed} 个制卡文件`, en: `${removed} files of card production removed` },
          counts: { files: removed },
        };
  }

  private async own(tx: Transaction, id: string, by: string): Promise<ProductionFile> {
    const file = await this.store.lock(tx, id);
    if (file === null || file.madeBy !== by || file.state === 'removed') throw new Refused('not-found', id);
    return file;
  }

  private async look({ id, kind }: ProductionFile): Promise<string | null> {
    // A message may be one line, however long; whoever takes it in reads its form.
    if (kind === 'pay-answer') return this.folder.digestOf(id);
    const path = this.folder.pathOf(id);
    if (kind !== 'photos') {
      const { survey, dispose } = await surveyTable(path);
      await dispose();
      return survey.digest;
    }
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
      if (!zipBeginnings.includes(buffer.toString('hex'))) throw new Refused('upload-unfit', 'ZIP');
      return null;
    } finally {
      await file.close();
    }
  }
}
