/** Shows the runs of a period and what cannot be assessed, and begins a run for whoever may. */
import { Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Database, ReportsDatabase } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AssessmentDeskStore, type ShownRun } from './assessment-desk.store.js';
import { AssessmentService } from './assessment.service.js';
import type { AssessmentGapsDto, AssessmentRunDto, AssessmentRunsDto } from './assessments.dto.js';
import { gapReason, GapsService } from './gaps.service.js';

const yuanOf = (text: string | null): string | null => (text === null ? null : formatYuan(fen(BigInt(text))));

const shown = (run: ShownRun): AssessmentRunDto => ({
  ...run,
  schemeName: schemeName(run.scheme),
  plannedAt: run.plannedAt.toISOString(),
  doneAt: run.doneAt?.toISOString() ?? null,
  unit: yuanOf(run.unit),
  person: yuanOf(run.person),
  government: yuanOf(run.government),
});

@Injectable()
export class AssessmentDesk {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsDatabase,
    private readonly store: AssessmentDeskStore,
    private readonly assessment: AssessmentService,
    private readonly gapsService: GapsService,
  ) {}

  /** Throws Refused `malformed-request` for what is no period. */
  async runs(period: string): Promise<AssessmentRunsDto> {
    if (!/^\d{4}(-\d\d)?$/.test(period)) throw new Refused('malformed-request', 'period');
    const runs = await this.reports.read((tx) => this.store.runs(tx, period));
    return { schemes: [...this.assessment.schemesOf(period)], runs: runs.map(shown) };
  }

  /** Throws Refused `period-unfit`, `parameter-missing`. */
  begin(asked: { readonly scheme: string; readonly period: string }, by: string): Promise<AssessmentRunDto> {
    return this.database.transaction(async (tx) => {
      const { number } = await this.assessment.begin(tx, {
        scheme: asked.scheme,
        period: asked.period,
        reason: 'period',
        askedBy: by,
      });
      const run = (await this.store.runs(tx, asked.period)).find((one) => one.number === number);
      if (run === undefined) throw new Error(`run ${number} was laid out and is not there`);
      return shown(run);
    });
  }

  async gaps(): Promise<AssessmentGapsDto> {
    const gaps = await this.reports.read((tx) => this.gapsService.heads(tx));
    return {
      gaps: gaps.map(({ kind, scheme, period, reason, parameter, heads }) => ({
        kind,
        scheme,
        schemeName: schemeName(scheme),
        period,
        why: gapReason({ reason, parameter }),
        parameter,
        heads,
      })),
    };
  }
}
