/** Imports files of applicants: a dry run that shows every row's outcome, then the commit of exactly what was looked at. */
import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { AuditStore } from '../../records/audit/audit.store.js';
import { ChunkedWork, chunksOver, type WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import { PhotosService } from '../lives/photos.service.js';
import { Clock } from '../../ground/clock.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { surveyFile, type FileEncoding } from '../../ground/csv/text-encoding.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { demandApart } from '../../ground/whole-file.js';
import { controlCode, type CardImport } from './card-import.js';
import { CardImportsStore, type RowLeftOut } from './card-imports.store.js';
import { ExaminationService, type ImportFile } from './examination.service.js';
import { PhotoFolder } from './photo-folder.js';
import { StagingStore } from './staging.store.js';

export type ImportRequest = {
  readonly path: string;
  /** What it is called; left out, as it is on the disk. */
  readonly name?: string;
  readonly encoding?: FileEncoding;
  /** Folder of photos; without it the applications have none yet. */
  readonly photos: string | null;
  readonly staffNumber: string;
};

export type CommitOutcome = {
  readonly import: CardImport;
  /** It was done before: nothing was done now. */
  readonly before: boolean;
  /** Rows that were accepted when looked at, and whose person changed in the register before they were taken. */
  readonly leftOut: readonly RowLeftOut[];
};

const workKind = 'card-import';
const rowsEach = 5_000;
// Photos of a chunk are in memory a few at a time.
const rowsEachWithPhotos = 500;
const photosAtATime = 20;

@Injectable()
export class CardImports {
  constructor(
    private readonly database: Database,
    private readonly store: CardImportsStore,
    private readonly staging: StagingStore,
    private readonly examination: ExaminationService,
    private readonly photos: PhotosService,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {
    work.add(workKind, { words: { zh: '导入申领人', en: 'Import of applicants' }, byItself: false });
  }

  /**
   * Looks at a file without touching the register, and writes the report of every row. A file that was imported, or is
   * being imported, is told as such. Throws Refused for what is wrong with the file as a whole.
   */
  async look(request: ImportRequest, reportPath: string, progress: Progress): Promise<CardImport> {
    const file = await this.survey(request);
    await demandApart(reportPath, request.path);
    return this.database.transaction(async (tx) => {
      // A commit under way must find the rows that it was told of.
      await this.store.lockFile(tx, file.digest);
      const known = await this.store.ofFile(tx, file.digest);
      if (known !== null && known.state !== 'examined') return known;
      const examined = await this.examination.examine(tx, file, request.staffNumber, progress);
      await this.examination.report(tx, examined.id, file, reportPath);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'card-import.examined',
        staffNumber: request.staffNumber,
        subject: String(examined.id),
        detail: this.auditDetail(examined),
      });
      return examined;
    });
  }

  /**
   * Registers the accepted rows of a file that was looked at. Goes on where a killed commit stopped, and shares the work with
   * another that runs. Throws Refused `import-changed` when file, photos or outcome are not those of the control code,
   * `rows-refused` with `allOrNothing` when a row is refused, `import-empty` when all are.
   */
  async commit(
    request: ImportRequest,
    { code, allOrNothing }: { readonly code: string; readonly allOrNothing: boolean },
    progress: Progress,
  ): Promise<CommitOutcome> {
    const file = await this.survey(request);
    const started = await this.database.transaction((tx) =>
      this.begin(tx, file, request, { code, allOrNothing }, progress),
    );
    if (started.state === 'committed') return { import: started, before: true, leftOut: [] };
    const workId = await this.database.read((tx) => this.work.idOf(tx, workKind, String(started.id)));
    if (workId === null) throw new Error(`import ${started.id} is under way without work`);
    let leftOut: readonly RowLeftOut[] = [];
    await this.work.run(
      workId,
      (tx, chunk) => this.register(tx, started, { ...request, photos: file.photos }, chunk),
      {
        label: { zh: '导入', en: 'Importing' },
        progress,
        finish: async (tx) => {
          leftOut = await this.finish(tx, started, request.staffNumber);
        },
      },
    );
    return { import: { ...started, state: 'committed' }, before: false, leftOut };
  }

  private async survey({ path, name, encoding, photos }: ImportRequest): Promise<ImportFile> {
    const folder = photos === null ? null : await PhotoFolder.open(photos);
    return { ...(await surveyFile(path, encoding)), path, name: name ?? basename(path), photos: folder };
  }

  /** The import as it stands: done, under way, or made under way now, once what was looked at has been found unchanged. */
  private async begin(
    tx: Transaction,
    file: ImportFile,
    { staffNumber, photos }: ImportRequest,
    { code, allOrNothing }: { readonly code: string; readonly allOrNothing: boolean },
    progress: Progress,
  ): Promise<CardImport> {
    await this.staging.prepare(tx);
    await this.store.lockFile(tx, file.digest);
    const known = await this.store.ofFile(tx, file.digest);
    if (known !== null && known.state !== 'examined') return known;
    const looked =
      known !== null && known.withPhotos === (photos !== null)
        ? await this.lookAgain(tx, known)
        : await this.examination.examine(tx, file, staffNumber, progress);
    if (looked.controlCode !== code.trim().toUpperCase()) throw new Refused('import-changed', '--commit');
    const { accepted, rows } = looked.totals;
    if (accepted === 0) throw new Refused('import-empty');
    if (allOrNothing && accepted < rows) throw new Refused('rows-refused', `${rows - accepted} of ${rows}`);
    await this.store.setState(tx, looked.id, 'committing', { at: this.clock.now(), staffNumber });
    await this.store.registerUnits(tx, looked.id);
    await this.plan(tx, looked, { staffNumber, allOrNothing });
    return { ...looked, state: 'committing' };
  }

  /** The outcome as the register gives it now. Where it refused no row then and refuses none now, nothing has to be added up again. */
  private async lookAgain(tx: Transaction, known: CardImport): Promise<CardImport> {
    const refusedThen = await this.staging.forgetRegister(tx, known.id);
    const refusedNow = await this.staging.compareWithRegister(tx, known.id);
    if (refusedThen === 0 && refusedNow === 0) return known;
    const totals = await this.staging.totals(tx, known.id);
    return { ...known, totals, controlCode: controlCode(known.fileDigest, totals) };
  }

  /** All or nothing is one chunk: one transaction. */
  private async plan(
    tx: Transaction,
    { id, withPhotos }: CardImport,
    { staffNumber, allOrNothing }: { readonly staffNumber: string; readonly allOrNothing: boolean },
  ): Promise<void> {
    const range = await this.staging.range(tx, id);
    if (range === null) throw new Error(`import ${id} has no rows`);
    const each = withPhotos ? rowsEachWithPhotos : rowsEach;
    const { first, last } = range;
    const chunks = chunksOver(first, last, allOrNothing ? last - first + 1 : each);
    await this.work.plan(tx, { kind: workKind, subject: String(id), plannedBy: staffNumber }, chunks);
  }

  private async register(
    tx: Transaction,
    { id }: CardImport,
    { staffNumber, photos }: Pick<ImportRequest, 'staffNumber'> & Pick<ImportFile, 'photos'>,
    chunk: WorkChunk,
  ): Promise<void> {
    const wanted = await this.store.photosWanted(tx, id, chunk.first, chunk.last);
    for (let from = 0; from < wanted.length; from += photosAtATime)
      await this.addPhotos(tx, photos, wanted.slice(from, from + photosAtATime));
    await this.store.register(tx, id, chunk, { at: this.clock.now(), staffNumber });
  }

  private async addPhotos(
    tx: Transaction,
    folder: PhotoFolder | null,
    wanted: readonly { readonly row: number; readonly number: string; readonly digest: string }[],
  ): Promise<void> {
    if (folder === null) throw new Refused('photo-missing', '--photos');
    const read = await Promise.all(
      wanted.map(async ({ row, number, digest }) => {
        const photo = await folder.read(number);
        if (!photo.ok || photo.value.digest !== digest)
          throw new Refused('import-changed', `row ${row}: photo`);
        return photo.value;
      }),
    );
    await this.photos.keep(tx, read);
  }

  private async finish(
    tx: Transaction,
    done: CardImport,
    staffNumber: string,
  ): Promise<readonly RowLeftOut[]> {
    const now = this.clock.now();
    const leftOut = await this.store.leftOut(tx, done.id);
    await this.store.setState(tx, done.id, 'committed', { at: now, staffNumber });
    await this.staging.drop(tx, done.id);
    await this.audit.append(tx, {
      at: now,
      action: 'card-import.committed',
      staffNumber,
      subject: String(done.id),
      detail: { ...this.auditDetail(done), leftOut: leftOut.length },
    });
    return leftOut;
  }

  private auditDetail({
    fileDigest,
    controlCode: code,
    totals,
  }: CardImport): Record<string, string | number> {
    return {
      fileDigest,
      controlCode: code,
      rows: totals.rows,
      accepted: totals.accepted,
      refused: totals.rows - totals.accepted,
      hashTotal: totals.hashTotal,
    };
  }
}
