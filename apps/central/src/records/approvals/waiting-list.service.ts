/** What waits for whom: approvals as those who decide them, and those who asked for them, see them. */
import { Injectable } from '@nestjs/common';
import {
  approvalLevels,
  approvalRules,
  approvalStates,
  kindsDecidedBy,
  turnsOf,
  type ApprovalKind,
} from '#libs/contract/approvals.js';
import type { Role } from '#libs/contract/authority.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type {
  ApprovalCountDto,
  ApprovalDto,
  ApprovalInFullDto,
  ApprovalPageDto,
  ApprovalsDto,
} from './approvals.dto.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { ApprovalListsStore, type ApprovalListName } from './approval-lists.store.js';
import { Approvals } from './approvals.service.js';
import { ApprovalsStore, type NamedApproval } from './approvals.store.js';

const pageLength = 100;

type Reader = { readonly number: string; readonly role: Role };

/** How long what somebody asked for is listed after its end. */
const endedDays = 30;

const isTurnOf = (
  role: Role,
  { kind, amountFen, level }: Pick<NamedApproval, 'kind' | 'amountFen' | 'level'>,
): boolean => approvalLevels(kind, amountFen)[level - 1]?.includes(role) === true;

@Injectable()
export class WaitingList {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly store: ApprovalsStore,
    private readonly lists: ApprovalListsStore,
    private readonly clock: Clock,
  ) {}

  /** What somebody may decide now, the oldest first, 100 at most, after one of them; and what they asked for themselves. */
  list(reader: Reader, kind: ApprovalKind | null, after: string | null): Promise<ApprovalsDto> {
    const kinds = kindsDecidedBy(reader.role).filter((one) => kind === null || one === kind);
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const found = await this.store.waitingFor(tx, reader.number, kinds, { now, after, limit: pageLength });
      const endedSince = new Date(now.getTime() - endedDays * 24 * 3600_000);
      const asked = await this.store.askedBy(tx, reader.number, endedSince, pageLength);
      return {
        waiting: await this.describeAll(
          tx,
          found.filter((one) => isTurnOf(reader.role, one)),
        ),
        asked: await this.describeAll(
          tx,
          asked.filter((one) => kind === null || one.kind === kind),
        ),
        next: found.length < pageLength ? null : (found.at(-1)?.id ?? null),
      };
    });
  }

  /**
   * A page of one of the lists: what somebody may decide now (usually the oldest first), what they asked for, and what they had a
   * part in deciding — all that is decided, for auditors (usually the newest first).
   */
  page(
    reader: Reader,
    list: ApprovalListName,
    kind: ApprovalKind | null,
    ask: ListAsk,
  ): Promise<ApprovalPageDto> {
    return this.database.transaction(async (tx) => {
      const filter = {
        reader,
        turns: turnsOf(reader.role),
        now: this.clock.now(),
        kind,
        found: ask.search === null ? [] : await this.approvals.subjectsOf(tx, ask.search),
      };
      const { rows, next, total } = await this.lists.page(tx, list, filter, ask);
      return { approvals: await this.describeAll(tx, rows), next, total };
    });
  }

  /** What waits of some kinds about some subjects, whoever may decide it: for the lists of their owner. */
  listAbout(kinds: readonly ApprovalKind[], subjects: readonly string[]): Promise<ApprovalDto[]> {
    return this.database.transaction(async (tx) =>
      this.describeAll(tx, await this.store.waitingAbout(tx, kinds, subjects)),
    );
  }

  /** All that waits of some kinds, whoever may decide it: for the lists of their owner. */
  listAll(kinds: readonly ApprovalKind[]): Promise<ApprovalDto[]> {
    return this.database.transaction(async (tx) =>
      this.describeAll(tx, await this.store.waitingOf(tx, kinds)),
    );
  }

  /** How much there is of both. */
  count({ number, role }: Reader): Promise<ApprovalCountDto> {
    return this.database.read(async (tx) => {
      const { waiting, asked } = await this.store.countFor(
        tx,
        number,
        kindsDecidedBy(role),
        this.clock.now(),
      );
      return {
        waiting: waiting.reduce((sum, group) => sum + (isTurnOf(role, group) ? group.count : 0), 0),
        asked,
      };
    });
  }

  /**
   * One of them with every step so far, for those who asked, who decide its kind, and auditors. Throws Refused `approval-unknown`
   * to anybody else.
   */
  read(reader: Reader, id: string): Promise<ApprovalInFullDto> {
    return this.database.transaction(async (tx) => {
      const approval = await this.store.find(tx, id);
      const mayRead =
        approval !== null &&
        (approval.askedBy === reader.number ||
          reader.role === 'auditor' ||
          kindsDecidedBy(reader.role).includes(approval.kind));
      if (!mayRead) throw new Refused('approval-unknown', id);
      const steps = await this.store.decisions(tx, id);
      return {
        ...(await this.describe(tx, approval)),
        outdated: approval.state === 'waiting' && (await this.approvals.isOutdated(tx, approval)),
        mayDecide: this.mayDecide(reader, approval, steps),
        digest: approval.digest,
        steps: steps.map(({ level, verdict, by, name, at, reason }) => ({
          level,
          verdict,
          words: approvalStates[verdict],
          by,
          name,
          at: at.toISOString(),
          reason,
        })),
      };
    });
  }

  /** As the list of what waits has it; the database holds to the same when it is decided. */
  private mayDecide(
    { number, role }: Reader,
    approval: NamedApproval,
    steps: readonly { readonly by: string | null }[],
  ): boolean {
    const { state, askedBy, hands, expiresAt } = approval;
    const hadAHand = askedBy === number || hands.includes(number) || steps.some(({ by }) => by === number);
    const isOver = expiresAt !== null && expiresAt <= this.clock.now();
    return state === 'waiting' && !isOver && !hadAHand && isTurnOf(role, approval);
  }

  private async describeAll(tx: Transaction, found: readonly NamedApproval[]): Promise<ApprovalDto[]> {
    const described: ApprovalDto[] = [];
    for (const one of found) described.push(await this.describe(tx, one));
    return described;
  }

  private async describe(tx: Transaction, approval: NamedApproval): Promise<ApprovalDto> {
    const { id, kind, amountFen, state, askedAt, expiresAt } = approval;
    const { words, effect, covers, mayBeWithdrawn } = approvalRules(kind);
    const { what, details } = await this.approvals.handlerOf(kind).describe(tx, approval);
    return {
      id,
      kind,
      words,
      subject: this.approvals.numberOf(approval),
      what,
      details: details.map((detail) => ({ ...detail })),
      effect,
      covers,
      amount: amountFen === null ? null : formatYuan(fen(amountFen)),
      level: approval.level,
      levels: approval.levels,
      state,
      stateWords: approvalStates[state],
      reason: approval.reason,
      askedBy: approval.askedBy,
      askerName: approval.askerName,
      askedAt: askedAt.toISOString(),
      ageHours: Math.floor((this.clock.now().getTime() - askedAt.getTime()) / 3600_000),
      expiresAt: expiresAt?.toISOString() ?? null,
      mayBeWithdrawn,
    };
  }
}
