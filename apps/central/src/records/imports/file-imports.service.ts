/** Takes files of rows in, of whatever kind: a dry run that shows every row's outcome, then the commit of exactly what was looked at. */
import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { importKinds, type ImportKindName } from '#libs/contract/file-imports.js';
import { ChunkedWork, chunksOver } from '../../ground/chunked-work/chunked-work.service.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { Clock } from '../../ground/clock.js';
import { surveyTable } from '../../ground/csv/workbook.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { demandApart } from '../../ground/whole-file.js';
import { AuditStore } from '../audit/audit.store.js';
import { ExaminationService, type OpenFile } from './examination.service.js';
import { controlCode, type FileImport } from './file-import.js';
import { FileImportsStore, type ImportOfFile, type RowLeftOut } from './file-imports.store.js';
import type { ImportKind, ImportRequest } from './import-kind.js';
import { StagingStore } from './staging.store.js';

export type CommitOutcome = {
  readonly import: FileImport;
  /** It was done before: nothing was done now. */
  readonly before: boolean;
  /** Rows that were accepted when looked at, and that the register refused before they were taken. */
  readonly leftOut: readonly RowLeftOut[];
};

const identityOf = ({ kind, opened, digest }: OpenFile): ImportOfFile => ({
  kind: kind.name,
  subject: opened.subject,
  digest,
});

@Injectable()
export class FileImports {
  private readonly kinds = new Map<ImportKindName, ImportKind>();

  constructor(
    private readonly database: Database,
    private readonly store: FileImportsStore,
    private readonly staging: StagingStore,
    private readonly examination: ExaminationService,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Makes a kind of file known; called while the program is put together. */
  add(kind: ImportKind): void {
    if (this.kinds.has(kind.name)) throw new Error(`two kinds of import are called ${kind.name}`);
    this.kinds.set(kind.name, kind);
    this.work.add(kind.work.kind, { words: kind.work.words, byItself: false });
  }

  /**
   * Looks at a file without touching the register, and writes the report of every row. A file that was imported, or is
   * being imported, is told as such. Throws Refused for what is wrong with the file as a whole.
   */
  async look(
    kind: ImportKindName,
    request: ImportRequest,
    reportPath: string,
    progress: Progress,
  ): Promise<FileImport> {
    return this.withFile(kind, request, async (file) => {
      await demandApart(reportPath, request.path);
      return this.database.transaction(async (tx) => {
        // A commit under way must find the rows that it was told of.
        await this.store.lockFile(tx, file.digest);
        const known = await this.store.ofFile(tx, identityOf(file));
        if (known !== null && known.state !== 'examined') return known;
        const examined = await this.examination.examine(tx, file, request.staffNumber, progress);
        await this.examination.report(tx, examined.id, file, reportPath);
        await this.record(tx, file, 'examined', examined, request.staffNumber, {});
        return examined;
      });
    });
  }

  /**
   * Takes the accepted rows of a file that was looked at. Goes on where a killed commit stopped, and shares the work with
   * another that runs. Throws Refused `import-changed` when the file, what lies beside it, or the outcome is not that of the control
   * code, `rows-refused` when a row is refused and the file is taken whole or not at all (`allOrNothing`, or its kind says so),
   * `import-empty` when all are.
   */
  async commit(
    kind: ImportKindName,
    request: ImportRequest,
    asked: { readonly code: string; readonly allOrNothing: boolean },
    progress: Progress,
  ): Promise<CommitOutcome> {
    return this.withFile(kind, request, async (file) => {
      const started = await this.database.transaction((tx) => this.begin(tx, file, request, asked, progress));
      if (started.state === 'committed') return { import: started, before: true, leftOut: [] };
      const workId = await this.database.read((tx) =>
        this.work.idOf(tx, file.kind.work.kind, String(started.id)),
      );
      if (workId === null) throw new Error(`import ${started.id} is under way without work`);
      let leftOut: readonly RowLeftOut[] = [];
      const { staffNumber } = request;
      await this.work.run(
        workId,
        (tx, chunk) =>
          file.opened.take(tx, { importId: started.id, at: this.clock.now(), staffNumber }, chunk),
        {
          label: { zh: '导入', en: 'Importing' },
          progress,
          finish: async (tx) => {
            await file.opened.finish?.(tx, { importId: started.id, at: this.clock.now(), staffNumber });
            leftOut = await this.store.leftOut(tx, started.id);
            await this.store.setState(tx, started.id, 'committed', { at: this.clock.now(), staffNumber });
            await this.staging.drop(tx, started.id);
            await this.record(tx, file, 'committed', started, staffNumber, { leftOut: leftOut.length });
          },
        },
      );
      return { import: { ...started, state: 'committed' }, before: false, leftOut };
    });
  }

  /** Does something with a file that is surveyed and opened, and takes away what a workbook was written out to. */
  private async withFile<T>(
    name: ImportKindName,
    request: ImportRequest,
    work: (file: OpenFile) => Promise<T>,
  ): Promise<T> {
    const kind = this.kinds.get(name);
    if (kind === undefined) throw new Error(`nobody takes in files of ${name}`);
    for (const demanded of importKinds[name].demands)
      if ((request.subject?.[demanded] ?? '') === '') throw new Refused('malformed-request', demanded);
    const opened = await kind.open(request);
    const { survey, path, dispose } = await surveyTable(request.path, request.encoding);
    try {
      return await work({ ...survey, kind, opened, path, name: request.name ?? basename(request.path) });
    } finally {
      await dispose();
    }
  }

  /** The import as it stands: done, under way, or made under way now, once what was looked at has been found unchanged. */
  private async begin(
    tx: Transaction,
    file: OpenFile,
    { staffNumber }: ImportRequest,
    { code, allOrNothing }: { readonly code: string; readonly allOrNothing: boolean },
    progress: Progress,
  ): Promise<FileImport> {
    const { kind, opened } = file;
    await this.staging.prepare(tx);
    await this.store.lockFile(tx, file.digest);
    const known = await this.store.ofFile(tx, identityOf(file));
    if (known !== null && known.state !== 'examined') return known;
    const looked =
      known !== null && known.withPhotos === opened.withPhotos
        ? await this.lookAgain(tx, file, known, staffNumber)
        : await this.examination.examine(tx, file, staffNumber, progress);
    if (looked.controlCode !== code.trim().toUpperCase()) throw new Refused('import-changed', '--commit');
    const { accepted, rows } = looked.totals;
    const isWhole = allOrNothing || opened.rowsEach === null;
    if (accepted === 0) throw new Refused('import-empty');
    if (isWhole && accepted < rows) throw new Refused('rows-refused', `${rows - accepted} of ${rows}`);
    await this.store.setState(tx, looked.id, 'committing', { at: this.clock.now(), staffNumber });
    await opened.begin?.(tx, looked.id);
    const range = await this.staging.range(tx, looked.id);
    if (range === null) throw new Error(`import ${looked.id} has no rows`);
    const all = range.last - range.first + 1;
    // All or nothing is one chunk: one transaction.
    const chunks = chunksOver(range.first, range.last, isWhole ? all : (opened.rowsEach ?? all));
    await this.work.plan(
      tx,
      { kind: kind.work.kind, subject: String(looked.id), plannedBy: staffNumber },
      chunks,
    );
    return { ...looked, state: 'committing' };
  }

  /** The outcome as the register gives it now. Where it refused no row then and refuses none now, nothing has to be added up again. */
  private async lookAgain(
    tx: Transaction,
    { opened }: OpenFile,
    known: FileImport,
    staffNumber: string,
  ): Promise<FileImport> {
    const refusedThen = await this.staging.forgetRegister(tx, known.id);
    const taking = { importId: known.id, at: this.clock.now(), staffNumber };
    const refusedNow = await opened.askRegister(tx, taking);
    if (refusedThen === 0 && refusedNow === 0) return known;
    const totals = await this.staging.totals(tx, known.id);
    return { ...known, totals, controlCode: controlCode(known.fileDigest, known.subject, totals) };
  }

  private async record(
    tx: Transaction,
    { kind, opened }: OpenFile,
    what: 'examined' | 'committed',
    { id, fileDigest, controlCode: code, totals }: FileImport,
    staffNumber: string,
    more: Readonly<Record<string, number>>,
  ): Promise<void> {
    const { rows, accepted, hashTotal } = totals;
    await this.audit.append(tx, {
      at: this.clock.now(),
      action: `${kind.onRecordAs}.${what}`,
      staffNumber,
      subject: String(id),
      detail: {
        ...(opened.subject === '' ? {} : { about: opened.subject }),
        fileDigest,
        controlCode: code,
        rows,
        accepted,
        refused: rows - accepted,
        hashTotal,
        ...more,
      },
    });
  }
}
