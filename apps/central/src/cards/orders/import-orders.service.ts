/** Performs imports of files that were asked for in the console, by the very service that the command line uses. */
import { Injectable } from '@nestjs/common';
import { csvLine } from '../../ground/csv/csv-line.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { writeWhole } from '../../ground/whole-file.js';
import { describeProblem, type ProblemCode } from '#libs/contract/problems.js';
import { unpackPhotos } from '../files/photo-archive.js';
import type { ImportKindName } from '#libs/contract/file-imports.js';
import { FileImports, type CommitOutcome } from '../../records/imports/file-imports.service.js';
import type { ImportRequest } from '../../records/imports/import-kind.js';
import { demanded, keepMade, madePath, type OrderDesk, type Outcome } from './order-desk.js';
import type { OrderRequest } from './production-order.js';
import { ProductionOrdersStore } from './production-orders.store.js';

@Injectable()
export class ImportOrders {
  constructor(
    private readonly database: Database,
    private readonly store: ProductionOrdersStore,
    private readonly imports: FileImports,
  ) {}

  /** Looks at a file: control totals, and the outcome of every row to be fetched. Nothing is registered. */
  async look(desk: OrderDesk): Promise<Outcome> {
    const { kind, request, name } = await this.requestOf(desk, desk.order.request);
    const looked = await this.imports.look(kind, request, await madePath(desk, 'report'), desk.progress);
    // What was imported before, or is being imported, is only told as such.
    if (looked.state === 'examined') await keepMade(desk, 'report', `${name}.report.csv`);
    return {
      answer: {
        importId: looked.id,
        importKind: looked.kind,
        about: looked.subject,
        state: looked.state,
        controlCode: looked.controlCode,
        withPhotos: looked.withPhotos,
        totals: looked.totals,
      },
    };
  }

  /** Imports exactly what an order has looked at. */
  async commit(desk: OrderDesk): Promise<Outcome> {
    const { order, progress } = desk;
    const looked = await this.database.read((tx) =>
      this.store.find(tx, demanded(order.request.look, 'look')),
    );
    if (looked?.kind !== 'import-look') throw new Refused('not-found', 'look');
    const { kind, request, name } = await this.requestOf(desk, looked.request);
    const done = await this.imports.commit(
      kind,
      request,
      {
        code: demanded(order.request.controlCode, 'controlCode'),
        allOrNothing: order.request.allOrNothing === true,
      },
      progress,
    );
    await this.keepLeftOut(desk, done, name);
    return {
      answer: {
        importId: done.import.id,
        // Given again after a kill it is the same import that has come to its end.
        before: done.before && order.attempts === 1,
        accepted: done.import.totals.accepted,
        leftOut: done.leftOut.length,
      },
    };
  }

  /** The file as the service is given it, and what it is called. */
  private async requestOf(
    { files, order, progress }: OrderDesk,
    { list, applicants, file: listed, photos, unitCode, month }: OrderRequest,
  ): Promise<{ readonly kind: ImportKindName; readonly request: ImportRequest; readonly name: string }> {
    const kind = list ?? 'applicants';
    const id = kind === 'applicants' ? demanded(applicants, 'applicants') : demanded(listed, 'file');
    const file = await files.demand(id, kind);
    let folder: string | null = null;
    if (photos !== undefined) {
      const archive = await files.demand(photos, 'photos');
      await files.digestOf(archive);
      folder = files.folder.photosOf(archive.id);
      await unpackPhotos(files.folder.pathOf(archive.id), folder, progress);
    }
    return {
      kind,
      request: {
        ...(kind === 'applicants' ? {} : { subject: { unit: unitCode ?? '', month: month ?? '' } }),
        path: files.folder.pathOf(file.id),
        name: file.name,
        photos: folder,
        staffNumber: order.askedBy,
      },
      name: file.name,
    };
  }

  /** Whose rows were not taken because their person changed meanwhile. */
  private async keepLeftOut(desk: OrderDesk, { leftOut }: CommitOutcome, name: string): Promise<void> {
    if (leftOut.length === 0) return;
    await writeWhole(await madePath(desk, 'left-out'), async (file) => {
      await file.appendFile(`\uFEFF${csvLine(['行号 row', '代码 code', '原因 reason'])}`);
      for (const { row, code } of leftOut) {
        const { title } = describeProblem(code as ProblemCode);
        await file.appendFile(csvLine([String(row), code, `${title.zh} ${title.en}`]));
      }
    });
    await keepMade(desk, 'left-out', `${name}.left-out.csv`);
  }
}
