/** Shows which files were looked at and imported, with their control totals. */
import { Injectable } from '@nestjs/common';
import { importKinds } from '#libs/contract/file-imports.js';
import { describeProblem, type ProblemCode } from '#libs/contract/problems.js';
import { Database } from '../../ground/database/database.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { ImportTotals } from './file-import.js';
import type { CardImportsDto, ImportRefusalDto } from './card-imports.dto.js';
import { ImportListStore } from './import-list.store.js';

const refusalsOf = ({ refused }: ImportTotals): ImportRefusalDto[] =>
  (Object.entries(refused) as [ProblemCode, number][])
    .map(([code, rows]) => {
      const { title: words, nextStep } = describeProblem(code);
      return { code, words, nextStep, rows };
    })
    .toSorted((a, b) => b.rows - a.rows || a.code.localeCompare(b.code));

@Injectable()
export class ImportListService {
  constructor(
    private readonly database: Database,
    private readonly store: ImportListStore,
  ) {}

  async list(state: string | null, ask: ListAsk): Promise<CardImportsDto> {
    const { rows: imports, next, total } = await this.database.read((tx) => this.store.page(tx, state, ask));
    return {
      imports: imports.map(({ totals, examinedAt, committedAt, ...listed }) => ({
        ...listed,
        words: importKinds[listed.kind].words,
        rows: totals.rows,
        accepted: totals.accepted,
        men: totals.men,
        women: totals.women,
        minors: totals.minors,
        units: totals.units,
        hashTotal: totals.hashTotal,
        amount: totals.amount ?? null,
        refusals: refusalsOf(totals),
        examinedAt: examinedAt.toISOString(),
        committedAt: committedAt?.toISOString() ?? null,
      })),
      next,
      total,
    };
  }
}
