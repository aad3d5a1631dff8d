/** A unit's wages of a month as a kind of file: a declaration is whole or not at all, so one wrong row keeps all of it out. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { wageColumns } from '#libs/contract/file-imports.js';
import { parseWage } from '#libs/contributions/declared-wages.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { FileImports } from '../../records/imports/file-imports.service.js';
import type { ImportRequest, OpenImport, Taking } from '../../records/imports/import-kind.js';
import { listReading, type CellOf } from '../../records/imports/list-rows.js';
import type { StagedRefusal } from '../../records/imports/staged-row.js';
import { Declarations } from '../declarations/declarations.service.js';
import { ListedRowsStore } from './listed-rows.store.js';

/** In fen, as text: JSON has no whole numbers of this size. */
type Content = { readonly amountFen: string };

const everyRow = { first: 1, last: 2_147_483_647 };

const readContent = (code: CellOf): Result<Content, StagedRefusal> => {
  const wage = code('AAC040');
  if (wage === '') return refuse({ code: 'field-missing', field: 'AAC040', detail: 'required' });
  const read = parseWage(wage);
  return read.ok
    ? ok({ amountFen: read.value.toString() })
    : refuse({ code: read.refusal, field: 'AAC040', detail: '0.00' });
};

@Injectable()
export class WagesKind implements OnModuleInit {
  constructor(
    private readonly imports: FileImports,
    private readonly store: ListedRowsStore,
    private readonly declarations: Declarations,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.imports.add({
      name: 'wages',
      work: { kind: 'wage-list', words: { zh: '导入单位工资申报', en: "Import of a unit's wages" } },
      onRecordAs: 'wage-list',
      columns: new Set(Object.keys(wageColumns)),
      open: (request) => Promise.resolve(this.open(request)),
    });
  }

  private open({ subject }: ImportRequest): OpenImport {
    const [unit, month] = [subject?.unit ?? '', subject?.month ?? ''];
    return {
      subject: `${unit} ${month}`,
      withPhotos: false,
      rowsEach: null,
      read: async (tx, importId) => {
        await this.declarations.demandOpen(tx, unit, month);
        return listReading(wageColumns, importId, this.clock.today(), readContent);
      },
      askRegister: (tx, { importId }) => this.compare(tx, importId, unit, month),
      take: (tx, taking) => this.take(tx, taking, unit, month),
    };
  }

  /** Marks whoever is not the unit's in the month, and enters who is missing. Gives how many those are. */
  private async compare(tx: Transaction, importId: number, unit: string, month: string): Promise<number> {
    const { employees, isCorrection } = await this.declarations.employeesOf(tx, unit, month);
    const byNumber = new Map(employees.map((employee) => [employee.idNumber, employee]));
    let refused = 0;
    for (const { row, number, name } of await this.store.accepted<Content>(tx, importId, everyRow)) {
      const employee = byNumber.get(number);
      byNumber.delete(number);
      if (employee?.name === name) continue;
      refused += 1;
      await this.store.refuse(tx, importId, row, {
        code: employee === undefined ? 'employee-of-another' : 'person-differs',
        field: employee === undefined ? 'AAC002' : 'AAC003',
        detail: null,
      });
    }
    for (const number of await this.store.refusedNumbers(tx, importId)) byNumber.delete(number);
    const missing = isCorrection ? [] : [...byNumber.keys()];
    await this.store.setMissing(tx, importId, missing, 'employee-missing');
    return refused + missing.length;
  }

  /** Throws Refused `rows-refused` when the unit's people changed meanwhile: nothing is declared then. */
  private async take(
    tx: Transaction,
    { importId, staffNumber }: Taking,
    unit: string,
    month: string,
  ): Promise<void> {
    const rows = await this.store.accepted<Content>(tx, importId, everyRow);
    const { employees } = await this.declarations.employeesOf(tx, unit, month);
    const byNumber = new Map(employees.map(({ idNumber, personId }) => [idNumber, personId]));
    const wages = rows.map(({ number, content }) => ({
      person: byNumber.get(number) ?? '',
      wage: formatYuan(fen(BigInt(content.amountFen))),
    }));
    const { findings } = await this.declarations.declareIn(tx, unit, month, wages, {
      staffNumber,
      source: 'file',
    });
    const [first] = findings;
    if (first !== undefined) throw new Refused('rows-refused', first.code);
  }
}
