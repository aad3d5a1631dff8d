/** Brings a file of parameters in: what it would change is shown, and proposed as one; what stands is never edited. */
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

export type ParameterImport = {
  readonly same: number;
  readonly added: readonly JudgedVersion[];
  readonly changed: readonly JudgedVersion[];
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
    await demandNoFindings(unfit, path);
    const versions = [...judged.added, ...judged.changed];
    if (dryRun || versions.length === 0) return { same, ...judged, asked: null };
    if (reason.length < 2) throw new Refused('malformed-request', 'reason');
    return { same, ...judged, asked: await this.proposals.propose(versions, reason, by) };
  }
}
