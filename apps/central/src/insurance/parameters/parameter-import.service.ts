/** Brings a file of parameters in: what it would change is shown, and proposed as one; what stands is never edited. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { judgeProposal, type JudgedVersion } from '#libs/policy/proposals.js';
import { Database } from '../../ground/database/database.js';
import { demandNoFindings, type RowFinding } from '../../ground/csv/row-findings.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { compareFile, parameterFile } from './parameter-file.js';
import type { AskedParameterDto } from './proposals.dto.js';
import { ParameterProposals, wordChoices } from './proposals.service.js';

type Looked = {
  readonly same: number;
  readonly added: readonly JudgedVersion[];
  readonly changed: readonly JudgedVersion[];
};

export type ParameterImport = Looked & {
  /** Null: it was looked at alone, or there is nothing to propose. */
  readonly asked: AskedParameterDto | null;
};

@Injectable()
export class ParameterImports {
  constructor(
    private readonly database: Database,
    private readonly policy: PolicyService,
    private readonly proposals: ParameterProposals,
  ) {}

  /** The set that stands, as a file. */
  export(): Promise<{ readonly text: string; readonly set: string }> {
    return this.database.read(async (tx) => {
      const set = await this.policy.setOf(tx);
      return { text: parameterFile(set), set: set.id };
    });
  }

  /**
   * Compares a file with what stands, and proposes all that differs as one, unless it is only looked at. Throws Refused `rows-refused`
   * with a report beside the file when any row may not be laid down, and as {@link ParameterProposals.propose} does.
   */
  async import(
    path: string,
    {
      dryRun,
      reason,
      by,
    }: { readonly dryRun: boolean; readonly reason: string; readonly by: Pick<Decider, 'number'> },
  ): Promise<ParameterImport> {
    const { unfit, ...looked } = await this.look(path);
    await demandNoFindings(unfit, path);
    return this.ask(looked, { dryRun, reason, by });
  }

  /**
   * As {@link import}, of a file as text. What may not be laid down is answered row by row when it is only looked at, and refused with
   * `rows-refused` otherwise.
   */
  async importText(
    text: string,
    asked: {
      readonly dryRun: boolean;
      readonly reason: string;
      readonly by: Pick<Decider, 'number' | 'terminalId'>;
    },
  ): Promise<ParameterImport & { readonly unfit: readonly RowFinding[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'parameters-'));
    try {
      const path = join(folder, 'parameters.csv');
      await writeFile(path, text);
      const { unfit, ...looked } = await this.look(path);
      if (unfit.length > 0 && !asked.dryRun) throw new Refused('rows-refused', String(unfit.length));
      return { ...(await this.ask(looked, asked)), unfit };
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  private async look(path: string): Promise<Looked & { readonly unfit: readonly RowFinding[] }> {
    const [set, entries] = await this.database.read(
      async (tx) => [await this.policy.setOf(tx), await this.policy.entries(tx)] as const,
    );
    const { same, added, changed, findings } = await compareFile(path, set);
    const unfit: RowFinding[] = [...findings];
    const judge = (rows: typeof added): JudgedVersion[] =>
      rows.flatMap(({ line, ...version }) => {
        const judged = judgeProposal(entries, [version], wordChoices);
        if (judged.ok) return judged.value;
        unfit.push({ line, field: judged.refusal.detail, code: judged.refusal.reason });
        return [];
      });
    const judged = { added: judge(added), changed: judge(changed) };
    return { same, ...judged, unfit };
  }

  private async ask(
    looked: Looked,
    {
      dryRun,
      reason,
      by,
    }: {
      readonly dryRun: boolean;
      readonly reason: string;
      readonly by: Pick<Decider, 'number' | 'terminalId'>;
    },
  ): Promise<ParameterImport> {
    const versions = [...looked.added, ...looked.changed];
    if (dryRun || versions.length === 0) return { ...looked, asked: null };
    if (reason.length < 2) throw new Refused('malformed-request', 'reason');
    return { ...looked, asked: await this.proposals.propose(versions, reason, by) };
  }
}
