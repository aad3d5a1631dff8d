/** The one way anything is decided by a second person: asked for, decided level by level, and carried out as it is decided. */
import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { approvalKinds, approvalLevels, approvalRules, type ApprovalKind } from '#libs/contract/approvals.js';
import { bySelf } from '#libs/contract/authority.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { addDays, businessDate, startOfDay } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database, isConnectionFault, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../audit/audit.store.js';
import type { Approval, ApprovalHandler, Decider, Decision } from './approval.js';
import { ApprovalsStore } from './approvals.store.js';

export type AskedApproval<Content extends object> = {
  readonly kind: ApprovalKind;
  /** The number or id its owner knows it by; for the audit trail too, so never a name. */
  readonly subject: string;
  /** What is to be decided, as JSON: the handler of the kind says at the deciding whether it is still so. */
  readonly content: Content;
  readonly amountFen?: bigint;
  readonly by: Pick<Decider, 'number' | 'terminalId'>;
  readonly reason?: string;
  /** Others who had a hand in it, and may not decide it either. */
  readonly hands?: readonly string[];
};

const digestOf = (content: object): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');

/** Subjects of one kind. */
export type FoundSubjects = { readonly kind: ApprovalKind; readonly subjects: readonly string[] };

const lapsedAtOnce = 100;

@Injectable()
export class Approvals implements OnApplicationBootstrap {
  private readonly handlers = new Map<ApprovalKind, ApprovalHandler<object>>();

  constructor(
    private readonly database: Database,
    private readonly store: ApprovalsStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Once every owner is made: a kind that nobody carries out would be asked for, and then neither shown nor decided. Throws Error. */
  onApplicationBootstrap(): void {
    for (const kind of Object.keys(approvalKinds) as ApprovalKind[]) this.handlerOf(kind);
  }

  /** Says who owns a kind; called once, by the owner, as it is made. */
  handle<Content extends object>(kind: ApprovalKind, handler: ApprovalHandler<Content>): void {
    if (this.handlers.has(kind)) throw new Error(`${kind} has an owner already`);
    // What comes back is what its owner asked for: the content of one kind has one shape.
    this.handlers.set(kind, handler as unknown as ApprovalHandler<object>);
  }

  /** Subjects of any kind that a text somebody looks for leads to. */
  async subjectsOf(tx: Transaction, text: string): Promise<readonly FoundSubjects[]> {
    const found: FoundSubjects[] = [];
    for (const [kind, { find }] of this.handlers) {
      const subjects = (await find?.(tx, text)) ?? [];
      if (subjects.length > 0) found.push({ kind, subjects });
    }
    return found;
  }

  /** Throws Error for a kind without an owner. */
  handlerOf(kind: ApprovalKind): ApprovalHandler<object> {
    const handler = this.handlers.get(kind);
    if (handler === undefined) throw new Error(`nobody carries out approvals of ${kind}`);
    return handler;
  }

  /** What people call what an approval is about. */
  numberOf({ kind, subject }: Approval): string {
    return this.handlerOf(kind).numberOf?.(subject) ?? subject;
  }

  /** Asks for a second person; `by.number` null: for the holder, who asks at a kiosk. Throws Refused `approval-waiting` when the same waits already. */
  async ask<Content extends object>(
    tx: Transaction,
    asked: Omit<AskedApproval<Content>, 'by'> & {
      readonly by: Pick<Decider, 'terminalId'> & { readonly number: string | null };
    },
  ): Promise<Approval> {
    const { kind, subject, content, amountFen = null, by, reason = null, hands = [] } = asked;
    const at = this.clock.now();
    // What is over and not ended yet keeps nobody from asking anew.
    const before = await this.newestAbout(tx, kind, subject);
    if (before?.state === 'waiting' && before.expiresAt !== null && before.expiresAt <= at)
      await this.take(tx, before, { verdict: 'expired', by: null, at, reason: null, terminalId: null });
    const approval = await this.store.insert(tx, {
      kind,
      subject,
      content,
      digest: digestOf(content),
      amountFen,
      levels: approvalLevels(kind, amountFen).length,
      askedBy: by.number ?? bySelf,
      askedAt: at,
      reason,
      hands,
      expiresAt: this.lapsesAt(kind, at),
    });
    await this.audit.append(tx, {
      at,
      action: `${kind}.asked`,
      ...(by.terminalId === undefined ? {} : { terminalId: by.terminalId }),
      staffNumber: by.number,
      subject: this.numberOf(approval),
      detail: { approval: approval.id, digest: approval.digest },
    });
    return approval;
  }

  /**
   * Asks anew about what waits and nobody has decided on, because its owner added to it: what waited is withdrawn, without its effect. Whoever asked
   * before may not decide it either. Throws Refused `approval-decided` when nothing waits, or somebody has decided.
   */
  async askAnew<Content extends object>(
    tx: Transaction,
    asked: Omit<AskedApproval<Content>, 'content' | 'hands'> & {
      readonly content: (before: Content) => Content;
    },
  ): Promise<Approval> {
    const { kind, subject, by } = asked;
    const before = await this.store.newestOf(tx, kind, subject);
    if (before?.state !== 'waiting' || before.level !== 1) throw new Refused('approval-decided', subject);
    const at = this.clock.now();
    const terminalId = by.terminalId ?? null;
    await this.store.decide(tx, before, {
      verdict: 'withdrawn',
      by: by.number,
      at,
      reason: null,
      terminalId,
    });
    await this.audit.append(tx, {
      at,
      action: `${kind}.withdrawn`,
      ...(terminalId === null ? {} : { terminalId }),
      staffNumber: by.number,
      subject: this.numberOf(before),
      detail: { approval: before.id, digest: before.digest, level: before.level, levels: before.levels },
    });
    return this.ask<Content>(tx, {
      ...asked,
      // What comes back is what its owner asked for.
      content: asked.content(before.content as Content),
      hands: [...new Set([...before.hands, before.askedBy])].filter((one) => one !== by.number),
    });
  }

  /**
   * Approves what waits under an id, and carries it out when this was its last level. Throws Refused `approval-unknown`,
   * `approval-decided`, `approval-expired`, `approval-outdated`, `not-permitted`, `same-person`, and what its owner refuses:
   * nothing is decided then.
   */
  approve(id: string, decider: Decider, reason?: string): Promise<Approval> {
    return this.database.transaction(async (tx) => {
      const approval = await this.decide(tx, await this.get(tx, id), 'approved', decider, reason);
      if (approval.state === 'approved') await this.handlerOf(approval.kind).soon?.(tx);
      return approval;
    });
  }

  /** Ends what waits under an id without its effect. Throws Refused as `approve` does; outdated or not. */
  reject(id: string, decider: Decider, reason: string): Promise<Approval> {
    return this.database.transaction(async (tx) =>
      this.decide(tx, await this.get(tx, id), 'rejected', decider, reason),
    );
  }

  /** Takes back what one asked for. Throws Refused `approval-unknown`, also for what others asked for, `approval-bound`, `approval-decided`. */
  withdraw(id: string, by: Pick<Decider, 'number' | 'terminalId'>, reason?: string): Promise<Approval> {
    return this.database.transaction(async (tx) => {
      const approval = await this.get(tx, id);
      if (approval.askedBy !== by.number) throw new Refused('approval-unknown', id);
      if (!approvalRules(approval.kind).mayBeWithdrawn) throw new Refused('approval-bound', approval.kind);
      return this.take(tx, approval, {
        verdict: 'withdrawn',
        by: by.number,
        at: this.clock.now(),
        reason: reason ?? null,
        terminalId: by.terminalId ?? null,
      });
    });
  }

  /** As `approve` and `reject`, of what waits about a subject, in a transaction of its owner. */
  async decideAbout(
    tx: Transaction,
    kind: ApprovalKind,
    subject: string,
    verdict: 'approved' | 'rejected',
    decider: Decider,
    reason?: string,
  ): Promise<Approval> {
    const approval = await this.store.newestOf(tx, kind, subject);
    if (approval === null) throw new Refused('approval-unknown', subject);
    return this.decide(tx, approval, verdict, decider, reason);
  }

  /** Takes back what waits about a subject, whoever asked for it, because its owner undid it; nothing when nothing waits. */
  async withdrawAbout(
    tx: Transaction,
    kind: ApprovalKind,
    subject: string,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<void> {
    const approval = await this.store.newestOf(tx, kind, subject);
    if (approval?.state !== 'waiting') return;
    await this.take(tx, approval, {
      verdict: 'withdrawn',
      by: by.number,
      at: this.clock.now(),
      reason: null,
      terminalId: by.terminalId ?? null,
    });
  }

  /** The newest about a subject, whatever became of it; null: it was never asked for. */
  newestAbout(tx: Transaction, kind: ApprovalKind, subject: string): Promise<Approval | null> {
    return this.store.newestOf(tx, kind, subject);
  }

  /** Of some kinds: all that wait, and so many of those that ended, the newest first. For the lists of their owner, who knows their content. */
  async newestOf<Content extends object>(
    tx: Transaction,
    kinds: readonly ApprovalKind[],
    endedAtMost: number,
  ): Promise<readonly Approval<Content>[]> {
    return (await this.store.newestOfKinds(
      tx,
      kinds,
      endedAtMost,
    )) as readonly Approval<object>[] as readonly Approval<Content>[];
  }

  /** Whether what was asked for is no longer what would be decided. */
  async isOutdated(tx: Transaction, approval: Approval): Promise<boolean> {
    const current = await this.handlerOf(approval.kind).current(tx, approval);
    return current === null || digestOf(current) !== approval.digest;
  }

  /**
   * Ends those whose time is over; returns how many. Those that cannot be ended stay where they are and keep no other from it,
   * however many they are; the first fault is thrown at the end.
   */
  async lapse(signal?: AbortSignal, atOnce = lapsedAtOnce): Promise<number> {
    const now = this.clock.now();
    let ended = 0;
    const faults: string[] = [];
    for (let after: Approval | null = null; ;) {
      const from: Approval | null = after;
      const over: readonly Approval[] = await this.database.read((tx) =>
        this.store.lapsed(tx, now, from, atOnce),
      );
      for (const { id } of over) {
        try {
          await this.database.transaction(async (tx) =>
            this.take(tx, await this.get(tx, id), {
              verdict: 'expired',
              by: null,
              at: now,
              reason: null,
              terminalId: null,
            }),
          );
          ended += 1;
        } catch (fault) {
          if (isConnectionFault(fault)) throw fault;
          // Decided, or ended by another process, in the meantime.
          if (!(fault instanceof Refused && fault.code === 'approval-decided'))
            faults.push(`${id}: ${fault instanceof Error ? fault.message : String(fault)}`);
        }
      }
      after = over.at(-1) ?? null;
      if (after === null || signal?.aborted === true) break;
    }
    if (faults.length > 0)
      throw new Error(`${faults.length} approvals are over and not ended, the first: ${faults[0]}`);
    return ended;
  }

  private async get(tx: Transaction, id: string): Promise<Approval> {
    const approval = await this.store.find(tx, id);
    if (approval === null) throw new Refused('approval-unknown', id);
    return approval;
  }

  private decide(
    tx: Transaction,
    approval: Approval,
    verdict: 'approved' | 'rejected',
    decider: Decider,
    reason?: string,
  ): Promise<Approval> {
    const roles = approvalLevels(approval.kind, approval.amountFen)[approval.level - 1] ?? [];
    if (!roles.includes(decider.role))
      throw new Refused('not-permitted', `${approval.kind} by ${decider.role}`);
    return this.take(tx, approval, {
      verdict,
      by: decider.number,
      at: this.clock.now(),
      reason: reason ?? null,
      terminalId: decider.terminalId ?? null,
    });
  }

  /** Takes a step, carries out what follows from it, and answers with the approval as it is then. */
  private async take(tx: Transaction, approval: Approval, decision: Decision): Promise<Approval> {
    await this.store.decide(tx, approval, decision);
    // Only now: from the step on it is locked, and so is what it is about once its owner has looked at it.
    if (decision.verdict === 'approved' && (await this.isOutdated(tx, approval)))
      throw new Refused('approval-outdated', approval.subject);
    if (decision.verdict === 'approved') await this.handlerOf(approval.kind).ready?.(tx, approval);
    await this.audit.append(tx, {
      at: decision.at,
      action: `${approval.kind}.${decision.verdict}`,
      ...(decision.terminalId === null ? {} : { terminalId: decision.terminalId }),
      ...(decision.by === null ? {} : { staffNumber: decision.by }),
      subject: this.numberOf(approval),
      detail: {
        approval: approval.id,
        digest: approval.digest,
        level: approval.level,
        levels: approval.levels,
      },
    });
    const after = await this.get(tx, approval.id);
    const handler = this.handlerOf(approval.kind);
    if (after.state === 'approved') await handler.approved(tx, after, decision);
    else if (after.state !== 'waiting') await handler.refused?.(tx, after, decision);
    return after;
  }

  private lapsesAt(kind: ApprovalKind, at: Date): Date | null {
    const { lapses } = approvalRules(kind);
    if (lapses === null) return null;
    return lapses === 'end-of-day'
      ? startOfDay(addDays(businessDate(at), 1))
      : new Date(at.getTime() + lapses * 3600_000);
  }
}
