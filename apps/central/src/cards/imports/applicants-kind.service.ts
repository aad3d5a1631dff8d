/** What a file of applicants is to the one mechanism of imports: people and their applications, with photos beside the rows. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
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
import type { WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { TablePiece, TableRecord } from '../../ground/csv/csv-table.js';
import { misfitBytes } from '../../ground/csv/text-encoding.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { FileImports } from '../../records/imports/file-imports.service.js';
import type { ImportRequest, OpenImport, Reading, Taking } from '../../records/imports/import-kind.js';
import { acceptedLine, refusedLine, type StagedRefusal } from '../../records/imports/staged-row.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { PhotosService } from '../lives/photos.service.js';
import { ApplicantsStore } from './applicants.store.js';
import { PhotoFolder } from './photo-folder.js';

/** What the rows of one file are read by. */
type ReadBy = {
  readonly importId: number;
  readonly places: ApplicantPlaces;
  readonly rules: ApplicantRules;
};

const rowsEach = 5_000;
// Photos of a chunk are in memory a few at a time.
const rowsEachWithPhotos = 500;
const photosAtATime = 20;
// Files of photos that are open at a time.
const photosOpen = 16;

@Injectable()
export class ApplicantsKind implements OnModuleInit {
  constructor(
    private readonly imports: FileImports,
    private readonly store: ApplicantsStore,
    private readonly photos: PhotosService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  onModuleInit(): void {
    this.imports.add({
      name: 'applicants',
      work: { kind: 'card-import', words: { zh: '导入申领人', en: 'Import of applicants' } },
      onRecordAs: 'card-import',
      columns: new Set(applicantColumnCodes),
      open: (request) => this.open(request),
    });
  }

  private async open({ photos }: ImportRequest): Promise<OpenImport> {
    const folder = photos === null ? null : await PhotoFolder.open(photos);
    return {
      subject: '',
      withPhotos: folder !== null,
      rowsEach: folder === null ? rowsEach : rowsEachWithPhotos,
      read: async (tx, importId) => {
        const rules = await this.rules(tx);
        return (header) => readingOf({ importId, places: placesOf(header), rules }, folder);
      },
      compareRows: (tx, importId) => this.store.compareUnits(tx, importId),
      askRegister: (tx, { importId }) => this.store.compareWithRegister(tx, importId),
      begin: (tx, importId) => this.store.registerUnits(tx, importId),
      take: (tx, taking, chunk) => this.take(tx, taking, chunk, folder),
    };
  }

  private async rules(tx: Transaction): Promise<ApplicantRules> {
    const today = this.clock.today();
    return {
      areaCode: this.config.areaCode,
      guardianAge: await this.policy.value(tx, today, countOf('card.guardian-age')),
      majorityAge: await this.policy.value(tx, today, countOf('card.majority-age')),
      today,
    };
  }

  private async take(
    tx: Transaction,
    { importId, at, staffNumber }: Taking,
    chunk: WorkChunk,
    folder: PhotoFolder | null,
  ): Promise<void> {
    const wanted = await this.store.photosWanted(tx, importId, chunk.first, chunk.last);
    for (let from = 0; from < wanted.length; from += photosAtATime)
      await this.addPhotos(tx, folder, wanted.slice(from, from + photosAtATime));
    await this.store.register(tx, importId, chunk, { at, staffNumber });
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
}

const placesOf = (header: TablePiece['header']): ApplicantPlaces => {
  const places = readHeader(header.cells);
  if (!places.ok)
    throw new Refused(places.refusal.code, `row ${header.row}, column ${places.refusal.column}`);
  return places.value;
};

const readingOf =
  (by: ReadBy, folder: PhotoFolder | null): Reading =>
  async (records) => {
    let lines = '';
    if (folder === null) {
      for (const record of records) lines += lineOf(record, readRecord(record, by), '', by);
      return lines;
    }
    for (let from = 0; from < records.length; from += photosOpen) {
      const some = records.slice(from, from + photosOpen);
      lines += (await Promise.all(some.map((record) => lineWithPhoto(record, by, folder)))).join('');
    }
    return lines;
  };

/** The applicant of a row, or what is wrong with the row itself. */
const readRecord = (
  { cells, malformed }: TableRecord,
  { places, rules }: ReadBy,
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
  { importId, places }: ReadBy,
): string =>
  read.ok
    ? acceptedLine(importId, row, read.value, { photoDigest })
    : refusedLine(
        importId,
        row,
        codeText(cells[places.AAC002] ?? '').replaceAll('\uFFFD', '?'),
        read.refusal,
      );

/** As `lineOf`, with the photo of whoever is accepted. */
const lineWithPhoto = async (record: TableRecord, by: ReadBy, folder: PhotoFolder): Promise<string> => {
  const read = readRecord(record, by);
  // What is wrong with the row itself is told first.
  if (!read.ok) return lineOf(record, read, '', by);
  const photo = await folder.read(read.value.number);
  return photo.ok ? lineOf(record, read, photo.value.digest, by) : lineOf(record, photo, '', by);
};
