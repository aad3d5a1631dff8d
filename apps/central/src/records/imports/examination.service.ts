/** Looks at a file: every row read, checked and staged, without touching the register; then a report of every row. */
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import iconv from 'iconv-lite';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { Clock } from '../../ground/clock.js';
import { tablePieces } from '../../ground/csv/csv-table.js';
import type { FileSurvey } from '../../ground/csv/text-encoding.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { writeWhole } from '../../ground/whole-file.js';
import { controlCode, type FileImport } from './file-import.js';
import { FileImportsStore } from './file-imports.store.js';
import type { ImportKind, OpenImport, Reading } from './import-kind.js';
import { StagingStore } from './staging.store.js';

/** A file that is surveyed, and how its kind reads it. */
export type OpenFile = FileSurvey & {
  readonly kind: ImportKind;
  readonly opened: OpenImport;
  /** Where its text lies: a workbook's is written out beside. */
  readonly path: string;
  /** What it is called. */
  readonly name: string;
};

/** What was looked at and never imported holds personal data nobody needs: it is forgotten after so many days. */
const daysKept = 7;

@Injectable()
export class ExaminationService {
  constructor(
    private readonly store: FileImportsStore,
    private readonly staging: StagingStore,
    private readonly clock: Clock,
  ) {}

  /** Stages and checks a file in the given transaction. Throws Refused for what is wrong with the file as a whole. */
  async examine(
    tx: Transaction,
    file: OpenFile,
    staffNumber: string,
    progress: Progress,
  ): Promise<FileImport> {
    const { kind, opened, digest } = file;
    const { subject, withPhotos } = opened;
    await this.staging.prepare(tx);
    const now = this.clock.now();
    const identity = { kind: kind.name, subject, digest };
    await this.store.forgetExamined(tx, identity, new Date(now.getTime() - daysKept * 86_400_000));
    const id = await this.store.begin(tx, {
      ...identity,
      name: file.name,
      withPhotos,
      at: now,
      by: staffNumber,
    });
    await this.stage(tx, id, file, progress);
    await this.staging.analyze(tx);
    await this.staging.compareNumbers(tx, id);
    await opened.compareRows?.(tx, id);
    await this.staging.compareZeroed(tx, id);
    await opened.askRegister(tx, { importId: id, at: now, staffNumber });
    const totals = await this.staging.totals(tx, id);
    const code = controlCode(digest, subject, totals);
    await this.store.setOutcome(tx, id, totals, code);
    return {
      id,
      kind: kind.name,
      subject,
      fileDigest: digest,
      state: 'examined',
      withPhotos,
      controlCode: code,
      totals,
    };
  }

  /** Writes the report of every row, in the encoding of the file; whole or not at all. */
  async report(tx: Transaction, importId: number, file: OpenFile, path: string): Promise<void> {
    await writeWhole(path, async (draft) => {
      const lines = await this.staging.report(tx, importId);
      const out = draft.createWriteStream();
      if (file.encoding === 'gb18030') {
        await pipeline(lines, iconv.decodeStream('utf8'), iconv.encodeStream('gb18030'), out);
      } else {
        // By the mark a spreadsheet knows UTF-8.
        out.write('\uFEFF');
        await pipeline(lines, out);
      }
    });
  }

  private async stage(tx: Transaction, importId: number, file: OpenFile, progress: Progress): Promise<void> {
    const under = await file.opened.read(tx, importId);
    progress.begin({ zh: '核对，字节', en: 'Checking, bytes' }, file.bytes);
    const sink = await this.staging.openSink(tx);
    let read: Reading | null = null;
    let staged = 0;
    try {
      for await (const { header, records, bytesRead } of tablePieces(file.path, file, file.kind.columns)) {
        read ??= under(header);
        staged += records.length;
        await sink.write(await read(records));
        progress.at(bytesRead);
      }
      if (read === null) throw new Refused('file-empty', file.name);
      if (staged === 0) throw new Refused('file-without-rows', file.name);
    } catch (fault) {
      await sink.abandon();
      throw fault;
    }
    await sink.end();
  }
}
