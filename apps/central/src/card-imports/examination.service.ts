/** Looks at a file of applicants: every row read, checked and staged, without touching the register; then a report of every row. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import iconv from 'iconv-lite';
import {
  readApplicant,
  readHeader,
  type ApplicantPlaces,
  type ApplicantRules,
} from '#libs/cards/applicant.js';
import { countOf } from '#libs/policy/look-up.js';
import { Clock } from '../clock.js';
import { CONFIG, type CentralConfig } from '../config.js';
import { csvPieces, type CsvRecord } from '../csv/csv-records.js';
import { misfitBytes, type FileSurvey } from '../csv/text-encoding.js';
import type { Transaction } from '../database/database.js';
import { Refused } from '../http/refused.js';
import { fileFault } from '../whole-file.js';
import { PolicyService } from '../policy/policy.service.js';
import { controlCode, type CardImport } from './card-import.js';
import { CardImportsStore } from './card-imports.store.js';
import { readPhoto } from './photo-folder.js';
import { acceptedLine, refusedLine } from './staged-row.js';
import { StagingStore } from './staging.store.js';

export type ImportFile = FileSurvey & {
  readonly path: string;
  /** Folder of photos, or null for applications without. */
  readonly photos: string | null;
};

/** Told while a file is read: bytes so far. */
export type ReadProgress = (bytesRead: number) => void;

/** What the rows of one file are read by. */
type Reading = {
  readonly importId: number;
  readonly places: ApplicantPlaces;
  readonly width: number;
  readonly rules: ApplicantRules;
  readonly photos: string | null;
};

// Files of photos that are open at a time.
const photosAtATime = 16;

/** What was looked at and never imported holds personal data nobody needs: it is forgotten after so many days. */
const daysKept = 7;

@Injectable()
export class ExaminationService {
  constructor(
    private readonly store: CardImportsStore,
    private readonly staging: StagingStore,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Stages and checks a file in the given transaction. Throws Refused for what is wrong with the file as a whole. */
  async examine(
    tx: Transaction,
    file: ImportFile,
    staffNumber: string,
    onProgress: ReadProgress,
  ): Promise<CardImport> {
    await this.staging.prepare(tx);
    const now = this.clock.now();
    await this.store.forgetExamined(tx, file.digest, new Date(now.getTime() - daysKept * 86_400_000));
    const importId = await this.store.begin(tx, {
      digest: file.digest,
      name: basename(file.path),
      withPhotos: file.photos !== null,
      at: now,
      by: staffNumber,
    });
    await this.stage(tx, importId, file, onProgress);
    await this.staging.analyze(tx);
    await this.staging.compareRows(tx, importId);
    await this.staging.compareWithRegister(tx, importId);
    const totals = await this.staging.totals(tx, importId);
    const code = controlCode(file.digest, totals);
    await this.store.setOutcome(tx, importId, totals, code);
    return {
      id: importId,
      fileDigest: file.digest,
      state: 'examined',
      withPhotos: file.photos !== null,
      controlCode: code,
      totals,
    };
  }

  /** Writes the report of every row, in the encoding of the file; whole or not at all. */
  async report(tx: Transaction, importId: number, file: ImportFile, path: string): Promise<void> {
    const draft = `${path}.${process.pid}.part`;
    const out = createWriteStream(draft, { mode: 0o600 });
    try {
      const lines = await this.staging.report(tx, importId);
      if (file.encoding === 'gb18030') {
        await pipeline(lines, iconv.decodeStream('utf8'), iconv.encodeStream('gb18030'), out);
      } else {
        // By the mark a spreadsheet knows UTF-8.
        out.write('\uFEFF');
        await pipeline(lines, out);
      }
      await rename(draft, path);
    } catch (fault) {
      out.destroy();
      if (!out.closed) await once(out, 'close');
      await rm(draft, { force: true });
      throw fileFault(path, fault);
    }
  }

  private async stage(
    tx: Transaction,
    importId: number,
    file: ImportFile,
    onProgress: ReadProgress,
  ): Promise<void> {
    const today = this.clock.today();
    const guardianAge = await this.policy.value(tx, today, countOf('card.guardian-age'));
    const rules: ApplicantRules = { areaCode: this.config.areaCode, guardianAge, today };
    const sink = await this.staging.openSink(tx);
    let reading: Reading | null = null;
    let staged = 0;
    try {
      for await (const { records, bytesRead } of csvPieces(file.path, file)) {
        const [header] = records;
        if (header === undefined) continue;
        const isFirst = reading === null;
        reading ??= {
          importId,
          places: this.placesOf(header),
          width: header.cells.length,
          rules,
          photos: file.photos,
        };
        const rows = isFirst ? records.slice(1) : records;
        staged += rows.length;
        await sink.write(await linesOf(rows, reading));
        onProgress(bytesRead);
      }
      if (reading === null) throw new Refused('file-empty', basename(file.path));
      if (staged === 0) throw new Refused('file-without-rows', basename(file.path));
    } catch (fault) {
      await sink.abandon();
      throw fault;
    }
    await sink.end();
  }

  private placesOf(header: CsvRecord): ApplicantPlaces {
    const places = readHeader(header.cells);
    if (!places.ok)
      throw new Refused(places.refusal.code, `row ${header.row}, column ${places.refusal.column}`);
    return places.value;
  }
}

/** The lines of COPY for some rows. */
const linesOf = async (records: readonly CsvRecord[], reading: Reading): Promise<string> => {
  const { photos } = reading;
  let lines = '';
  if (photos !== null) {
    for (let from = 0; from < records.length; from += photosAtATime) {
      const some = records.slice(from, from + photosAtATime);
      lines += (await Promise.all(some.map((record) => lineWithPhoto(record, reading, photos)))).join('');
    }
    return lines;
  }
  for (const record of records) lines += lineOf(record, reading, '');
  return lines;
};

const lineOf = (record: CsvRecord, { importId, places, width, rules }: Reading, photo: string): string => {
  const { row, cells } = record;
  const number = cells[places.AAC002] ?? '';
  const misfitAt = cells.findIndex((cell) => cell.includes('\uFFFD') && misfitBytes(cell) !== null);
  if (misfitAt !== -1) {
    const field = Object.entries(places).find(([, place]) => place === misfitAt)?.[0] ?? `#${misfitAt + 1}`;
    const detail = misfitBytes(cells[misfitAt] ?? '') ?? '';
    return refusedLine(importId, row, number.replaceAll('\uFFFD', '?'), {
      code: 'row-encoding',
      field,
      detail,
    });
  }
  if (record.broken || cells.length !== width)
    return refusedLine(importId, row, number, {
      code: 'row-malformed',
      field: '',
      detail: record.broken ? 'quotes' : `${cells.length} of ${width} columns`,
    });
  const applicant = readApplicant(cells, places, rules);
  return applicant.ok
    ? acceptedLine(importId, row, applicant.value, photo)
    : refusedLine(importId, row, number, applicant.refusal);
};

const lineWithPhoto = async (record: CsvRecord, reading: Reading, folder: string): Promise<string> => {
  const applicant = readApplicant(record.cells, reading.places, reading.rules);
  // What is wrong with the row itself is told first.
  if (!applicant.ok) return lineOf(record, reading, '');
  const photo = await readPhoto(folder, applicant.value.number);
  return photo.ok
    ? lineOf(record, reading, photo.value.digest)
    : refusedLine(reading.importId, record.row, applicant.value.number, photo.refusal);
};
