/** The population list (全民参保人口名单) as a kind of file: each row enters somebody in the list, and is compared with the register at once. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { readPhoneCell } from '#libs/cards/applicant-cells.js';
import { populationCategories, populationCategoryNames } from '#libs/contract/coverage.js';
import { populationColumns } from '#libs/contract/file-imports.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { monthOf } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { FileImports } from '../../records/imports/file-imports.service.js';
import type { OpenImport } from '../../records/imports/import-kind.js';
import { listReading, type CellOf } from '../../records/imports/list-rows.js';
import type { StagedRefusal } from '../../records/imports/staged-row.js';
import { CoverageStore } from './coverage.store.js';

const rowsEach = 10_000;

/** What a row says besides its person. */
const readContent = (code: CellOf): Result<object, StagedRefusal> => {
  const township = code('YAC021');
  if (township === '') return refuse({ code: 'field-missing', field: 'YAC021', detail: 'required' });
  if (!/^\d{9}$/.test(township))
    return refuse({ code: 'value-unknown', field: 'YAC021', detail: 'GB/T 10114' });
  const digit = code('YAC022');
  const category =
    digit === ''
      ? 'other'
      : populationCategoryNames.find((name) => populationCategories[name].digit === digit);
  if (category === undefined) return refuse({ code: 'value-unknown', field: 'YAC022', detail: '1 … 6, 9' });
  const phone = code('AAE005');
  if (phone === '') return ok({ township, category });
  const read = readPhoneCell(phone);
  return read.ok
    ? ok({ township, category, phone: read.value })
    : refuse({ code: read.refusal, field: 'AAE005', detail: 'phone' });
};

@Injectable()
export class PopulationKind implements OnModuleInit {
  constructor(
    private readonly imports: FileImports,
    private readonly store: CoverageStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.imports.add({
      name: 'population',
      work: {
        kind: 'population-list',
        words: { zh: '导入全民参保人口名单', en: 'Import of the population list' },
      },
      onRecordAs: 'population-list',
      columns: new Set(Object.keys(populationColumns)),
      open: () => Promise.resolve(this.opened),
    });
  }

  private readonly opened: OpenImport = {
    subject: '',
    withPhotos: false,
    rowsEach,
    read: (_, importId) =>
      Promise.resolve(listReading(populationColumns, importId, this.clock.today(), readContent)),
    askRegister: (tx, { importId }) => this.store.refuseUnknownTownships(tx, importId),
    take: (tx, { importId, at }, chunk) =>
      this.store.take(tx, importId, chunk, { at, on: this.clock.today() }),
    finish: (tx, { at }) => this.store.keepMonth(tx, monthOf(this.clock.today()), at),
  };
}
