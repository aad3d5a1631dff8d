/** Looks at a file of applicants: every row read, checked and staged, without touching the register; then a report of every row. */
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import iconv from 'iconv-lite';
import { applicantColumnCodes } from '#libs/cards/applicant-columns.js';
import {
  readApplicant,
  readHeader,
  type Applicant,
  type ApplicantPlaces,
  type ApplicantRules,
} from '#libs/cards/applicant.js';
import { refuse, type Result } from '#libs/kernel/result.js';
import { codeText } from '#libs/kernel/sheet-cell.js';
import { countOf } from '#libs/policy/look-up.js';
import { Clock } from '../../ground/clock.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { tablePieces, type TablePiece, type TableRecord } from '../../ground/csv/csv-table.js';
import { misfitBytes, type FileSurvey } from '../../ground/csv/text-encoding.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { writeWhole } from '../../ground/whole-file.js';
import { controlCode, type CardImport } from './card-import.js';
import { CardImportsStore } from './card-imports.store.js';
import type { PhotoFolder } from './photo-folder.js';
import { acceptedLine, refusedLine, type StagedRefusal } from './staged-row.js';
import { StagingStore } from './staging.store.js';

export type ImportFile = FileSurvey & {
  readonly path: string;
  /** What it is called. */
  readonly name: string;
  /** Folder of photos, or null for applications without. */
  readonly photos: PhotoFolder | null;
};

/** What the rows of one file are read by. */
type Reading = {
  readonly importId: number;
  readonly places: ApplicantPlaces;
  readonly rules: ApplicantRules;
  readonly photos: PhotoFolder | null;
};

const knownColumns: ReadonlySet<string> = new Set(applicantColumnCodes);

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
    progress: Progress,
  ): Promise<CardImport> {
    await this.staging.prepare(tx);
    const now = this.clock.now();
    await this.store.forgetExamined(tx, file.digest, new Date(now.getTime() - daysKept * 86_400_000));
    const importId = await this.store.begin(tx, {
      digest: file.digest,
      name: file.name,
      withPhotos: file.photos !== null,
      at: now,
      by: staffNumber,
    });
    await this.stage(tx, importId, file, progress);
    await this.staging.analyze(tx);
    await this.staging.compareRows(tx, importId);
    await this.staging.compareZeroed(tx, importId);
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

  private async stage(
    tx: Transaction,
    importId: number,
    file: ImportFile,
    progress: Progress,
  ): Promise<void> {
    const today = this.clock.today();
    const rules: ApplicantRules = {
      areaCode: this.config.areaCode,
      guardianAge: await this.policy.value(tx, today, countOf('card.guardian-age')),
      majorityAge: await this.policy.value(tx, today, countOf('card.majority-age')),
      today,
    };
    progress.begin({ zh: '核对，字节', en: 'Checking, bytes' }, file.bytes);
    const sink = await this.staging.openSink(tx);
    let reading: Reading | null = null;
    let staged = 0;
    try {
      for await (const { header, records, bytesRead } of tablePieces(file.path, file, knownColumns)) {
        reading ??= { importId, places: this.placesOf(header), rules, photos: file.photos };
        staged += records.length;
        await sink.write(await linesOf(records, reading));
        progress.at(bytesRead);
      }
      if (reading === null) throw new Refused('file-empty', file.name);
      if (staged === 0) throw new Refused('file-without-rows', file.name);
    } catch (fault) {
      await sink.abandon();
      throw fault;
    }
    await sink.end();
  }

  private placesOf(header: TablePiece['header']): ApplicantPlaces {
    const places = readHeader(header.cells);
    if (!places.ok)
      throw new Refused(places.refusal.code, `row ${header.row}, column ${places.refusal.column}`);
    return places.value;
  }
}

/** The lines of COPY for some rows. */
const linesOf = async (records: readonly TableRecord[], reading: Reading): Promise<string> => {
  const { photos } = reading;
  let lines = '';
  if (photos === null) {
    for (const record of records) lines += lineOf(record, readRecord(record, reading), '', reading);
    return lines;
  }
  for (let from = 0; from < records.length; from += photosAtATime) {
    const some = records.slice(from, from + photosAtATime);
    lines += (await Promise.all(some.map((record) => lineWithPhoto(record, reading, photos)))).join('');
  }
  return lines;
};

/** The applicant of a row, or what is wrong with the row itself. */
const readRecord = (
  { cells, malformed }: TableRecord,
  { places, rules }: Reading,
): Result<Applicant, StagedRefusal> => {
  const misfitAt = cells.findIndex((cell) => cell.includes('\uFFFD') && misfitBytes(cell) !== null);
  if (misfitAt !== -1) {
    const field = Object.entries(places).find(([, place]) => place === misfitAt)?.[0] ?? `#${misfitAt + 1}`;
    return refuse({ code: 'row-encoding', field, detail: misfitBytes(cells[misfitAt] ?? '') ?? '' });
  }
  if (malformed !== null) return refuse({ code: 'row-malformed', field: '', detail: malformed });
  return readApplicant(cells, places, rules);
};

const lineOf = (
  { row, cells }: TableRecord,
  read: Result<Applicant, StagedRefusal>,
  photoDigest: string,
  { importId, places }: Reading,
): string =>
  read.ok
    ? acceptedLine(importId, row, read.value, photoDigest)
    : refusedLine(
        importId,
        row,
        codeText(cells[places.AAC002] ?? '').replaceAll('\uFFFD', '?'),
        read.refusal,
      );

/** As `lineOf`, with the photo of whoever is accepted. */
const lineWithPhoto = async (record: TableRecord, reading: Reading, folder: PhotoFolder): Promise<string> => {
  const read = readRecord(record, reading);
  // What is wrong with the row itself is told first.
  if (!read.ok) return lineOf(record, read, '', reading);
  const photo = await folder.read(read.value.number);
  return photo.ok ? lineOf(record, read, photo.value.digest, reading) : lineOf(record, photo, '', reading);
};
