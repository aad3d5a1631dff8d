/** How the bureau changes its rules: a version is proposed with its source, decided by others, and in force in the moment of the decision. */
import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { approvalStates, type ApprovalKind } from '#libs/contract/approvals.js';
import { debitConsents } from '#libs/contract/debit-consent.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import type { ParameterStatus } from '#libs/policy/explanation.js';
import {
  judgeProposal,
  type JudgedVersion,
  type ProposedVersion,
  type WordChoices,
} from '#libs/policy/proposals.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Approval, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { ProposalEffect } from './effect.service.js';
import type { AskedParameterDto, ProposalDto, ProposalsDto } from './proposals.dto.js';
import { viewOf } from './proposal-view.js';

/** What is decided. */
export type ProposalContent = { readonly versions: readonly JudgedVersion[] };

const kinds = ['parameter', 'parameter-past'] as const satisfies readonly ApprovalKind[];
type ProposalKind = (typeof kinds)[number];

/** The words that a parameter of that kind may be. */
export const wordChoices: WordChoices = {
  'counter.debit-consent': debitConsents,
  'late-fee.cap': ['none', 'principal'],
};

const endedAtMost = 200;

/** What people call what is proposed: the version, or the set of them by a short digest. */
const subjectOf = (versions: readonly JudgedVersion[]): string => {
  const [first] = versions;
  if (versions.length === 1 && first !== undefined) return first.id;
  const digest = createHash('sha256').update(canonicalJson(versions)).digest('hex');
  return `${versions.length}-versions-${digest.slice(0, 12)}`;
};

@Injectable()
export class ParameterProposals implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    private readonly effect: ProposalEffect,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    for (const kind of kinds)
      this.approvals.handle<ProposalContent>(kind, {
        current: (tx, { content }) => this.current(tx, content),
        ready: (tx, { id }) => this.effect.demandWhole(tx, id),
        describe: async (tx, approval) => viewOf(approval.content.versions, await this.policy.entries(tx)),
        approved: async (tx, { id, content, askedBy }) => {
          await this.policy.hold(tx);
          await this.policy.enter(tx, content.versions, { by: askedBy, at: this.clock.now(), approval: id });
        },
      });
  }

  /**
   * Asks others to lay versions down, all of them or none. The same asked again by the same person while it waits is what was asked
   * before. Throws Refused `parameter-unknown`, `parameter-malformed`, `parameter-stands`, `parameter-not-standing`,
   * `parameter-unchanged`, `approval-waiting`.
   */
  propose(
    proposed: readonly ProposedVersion[],
    reason: string,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedParameterDto> {
    return this.database.transaction(async (tx) => {
      const versions = await this.judge(tx, proposed);
      const [kind, subject] = [this.kindOf(versions), subjectOf(versions)];
      const before = await this.waiting(tx, kind, subject);
      const isSame =
        before !== null &&
        before.askedBy === by.number &&
        canonicalJson(before.content) === canonicalJson({ versions });
      if (before !== null && !isSame) throw new Refused('approval-waiting', subject);
      const { id, state } =
        before ??
        (await this.approvals.ask<ProposalContent>(tx, { kind, subject, content: { versions }, by, reason }));
      if (before === null) await this.effect.layOut(tx, id, versions, by.number);
      return { approval: id, kind, state, versions: versions.map((version) => version.id) };
    });
  }

  /** Judged as they stand now. Throws Refused as {@link propose} does. */
  async judge(tx: Transaction, proposed: readonly ProposedVersion[]): Promise<readonly JudgedVersion[]> {
    const judged = judgeProposal(await this.policy.entries(tx), proposed, wordChoices);
    if (!judged.ok) throw new Refused(judged.refusal.reason, judged.refusal.detail);
    return judged.value;
  }

  /** What waits to be decided, and what was decided last. */
  list(): Promise<ProposalsDto> {
    return this.database.read(async (tx) => {
      const found = await this.approvals.newestOf<ProposalContent>(tx, kinds, endedAtMost);
      return { proposals: found.map((approval) => this.describe(approval)) };
    });
  }

  private kindOf(versions: readonly JudgedVersion[]): ProposalKind {
    const today = this.clock.today();
    return versions.some(({ effectiveFrom }) => effectiveFrom < today) ? 'parameter-past' : 'parameter';
  }

  /** Under either kind: what was for the future yesterday may be of the past today. */
  private async waiting(
    tx: Transaction,
    kind: ProposalKind,
    subject: string,
  ): Promise<Approval<ProposalContent> | null> {
    for (const one of [kind, ...kinds.filter((other) => other !== kind)]) {
      const newest = await this.approvals.newestAbout(tx, one, subject);
      const isOver = newest?.expiresAt != null && newest.expiresAt <= this.clock.now();
      // The content of these kinds has one shape.
      if (newest?.state === 'waiting' && !isOver) return newest as Approval<ProposalContent>;
    }
    return null;
  }

  /** What would be entered now; null when something else stands where it was to stand. */
  private async current(tx: Transaction, { versions }: ProposalContent): Promise<ProposalContent | null> {
    const judged = judgeProposal(await this.policy.entries(tx), versions, wordChoices);
    return judged.ok ? { versions: judged.value } : null;
  }

  private describe(approval: Approval<ProposalContent>): ProposalDto {
    const { id, kind, state, askedBy, askedAt, reason, decidedBy, decidedAt, decisionReason } = approval;
    return {
      approval: id,
      kind,
      state,
      stateWords: approvalStates[state],
      // Its standing was checked as it was judged.
      versions: approval.content.versions.map((version) => ({
        ...version,
        status: version.status as ParameterStatus,
      })),
      askedBy,
      askedAt: askedAt.toISOString(),
      reason,
      decidedBy,
      decidedAt: decidedAt?.toISOString() ?? null,
      decisionReason,
    };
  }
}
