/** Shows runs that pay benefits: those there are, one with how it differs from the month before, and what it holds. */
import type { ReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { payRunReference, payRunsNamedIn } from '#libs/contributions/notice-number.js';
import { problems } from '#libs/contract/problems.js';
import { schemeName } from '#libs/contract/schemes.js';
import type { Words } from '#libs/kernel/words.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Database } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { Budgets } from '../budgets/budgets.service.js';
import { ProductionFilesService } from '../../records/files/production-files.service.js';
import {
  comparedReasons,
  type ComparedReason,
  type PayForm,
  type PayItemState,
  type PayRun,
  type PayRunState,
} from './pay-run.js';
import type {
  PayItemsDto,
  PayRunAnsweredDto,
  PayRunDto,
  PayRunInFullDto,
  PayRunPageDto,
} from './pay-runs.dto.js';
import { PayFiles } from './pay-files.service.js';
import { PayRunListsStore } from './pay-run-lists.store.js';
import { PayRunsStore } from './pay-runs.store.js';

/** Rows that do not fit are named up to so many. */
const unfitAtMost = 500;

const comparedWords: Readonly<Record<ComparedReason, Words>> = {
  same: { zh: '与上月相同', en: 'as the month before' },
  changed: { zh: '标准变动', en: 'amount changed' },
  new: { zh: '新增', en: 'new' },
  arrears: { zh: '补发以前月份', en: 'arrears of months before' },
  ended: { zh: '终止', en: 'ended' },
  suspended: { zh: '暂停', en: 'suspended' },
  collected: { zh: '本月已在窗口领取', en: 'collected at a window' },
  'no-account': { zh: '没有可用账户', en: 'no account in use' },
  unexplained: { zh: '减少，原因不明', en: 'less, and nothing says why' },
};

export const shownRun = (run: PayRun): PayRunDto => ({
  number: run.number,
  reference: payRunReference(run.number),
  scheme: run.scheme,
  schemeName: schemeName(run.scheme),
  month: run.month,
  kind: run.kind,
  state: run.state,
  heads: run.heads,
  total: run.total === null ? null : formatYuan(run.total),
  madeBy: run.madeBy,
  madeAt: run.madeAt.toISOString(),
  approval: run.approvalId,
  approvedAt: run.approvedAt?.toISOString() ?? null,
  answeredAt: run.answeredAt?.toISOString() ?? null,
});

@Injectable()
export class PayRunViews {
  constructor(
    private readonly database: Database,
    private readonly store: PayRunsStore,
    private readonly lists: PayRunListsStore,
    private readonly files: PayFiles,
    private readonly handedOver: ProductionFilesService,
    private readonly budgets: Budgets,
  ) {}

  list(
    filters: { readonly state: PayRunState | null; readonly scheme: string | null },
    ask: ListAsk,
  ): Promise<PayRunPageDto> {
    const [number] = payRunsNamedIn(ask.search ?? '');
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.lists.listRuns(
        tx,
        { ...filters, number: number ?? null },
        ask,
      );
      return { runs: rows.map((run) => shownRun(run)), next, total };
    });
  }

  /** Throws Refused `not-found`. */
  read(number: number): Promise<PayRunInFullDto> {
    return this.database.read(async (tx) => {
      const run = await this.store.find(tx, number);
      if (run === null) throw new Refused('not-found', String(number));
      const { comparison } = run;
      const budget = await this.budgets.standing(tx, run.scheme);
      return {
        ...shownRun(run),
        budget:
          budget === null
            ? null
            : {
                year: budget.year,
                approved: formatYuan(budget.approved),
                spent: formatYuan(budget.spent),
                left: formatYuan(budget.left),
              },
        compared:
          comparison === null
            ? []
            : comparedReasons
                .filter((reason) => comparison[reason].heads > 0)
                .map((reason) => ({
                  reason,
                  words: comparedWords[reason],
                  heads: comparison[reason].heads,
                  difference: formatYuan(fen(BigInt(comparison[reason].fen))),
                })),
        items: (await this.store.sums(tx, run.id)).map(({ state, heads, amount }) => ({
          state,
          heads,
          amount: formatYuan(amount),
        })),
      };
    });
  }

  /** Throws Refused `not-found`. */
  items(number: number, state: PayItemState | null, ask: ListAsk): Promise<PayItemsDto> {
    return this.database.read(async (tx) => {
      const run = await this.store.find(tx, number);
      if (run === null) throw new Refused('not-found', String(number));
      const { rows, next, total } = await this.lists.listItems(tx, run.id, state, ask);
      for (const { personId } of rows) noteLookedUp(personId);
      return {
        items: rows.map(({ id: _id, account, amount, ...item }) => ({
          ...item,
          maskedAccount: account === null ? null : `＊${account.slice(-4)}`,
          amount: formatYuan(amount),
        })),
        next,
        total,
      };
    });
  }

  /** The file for the bank as {@link PayFiles.writeFile} writes it, laid down first, so that however large it is it is never in memory as a whole. */
  async file(
    number: number,
    form: PayForm,
  ): Promise<{ readonly name: string; readonly content: ReadStream; readonly bytes: number }> {
    const folder = await mkdtemp(join(tmpdir(), 'sscard-pay-file-'));
    try {
      const file = await open(join(folder, 'file'), 'wx+', 0o600);
      try {
        const { name } = await this.files.writeFile(number, form, (piece) => file.appendFile(piece));
        const { size: bytes } = await file.stat();
        // It is read by what is open of it; the name is gone by then.
        return { name, bytes, content: file.createReadStream({ start: 0 }) };
      } catch (fault) {
        await file.close();
        throw fault;
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Takes a file in that was handed over, as {@link PayFiles.answer} does, and tells rows that do not fit. */
  async answer(number: number, fileId: string, staffNumber: string): Promise<PayRunAnsweredDto> {
    const { id } = await this.handedOver.demand(fileId, 'pay-answer');
    const { findings } = await this.files.answer(number, this.handedOver.folder.pathOf(id), staffNumber);
    return {
      unfit: findings.slice(0, unfitAtMost).map(({ line, field, code }) => ({
        line,
        field,
        code,
        title: problems[code].title,
        nextStep: problems[code].nextStep,
      })),
      count: findings.length,
    };
  }
}
