/** Takes in what terminals report of themselves, tells whoever looks after them of all at once, and takes one out of service and back from afar. */
import { Injectable } from '@nestjs/common';
import { medianSeconds, notHeardAfterMs, stepName, talliedName } from '#libs/contract/fleet.js';
import { programVersion } from '#libs/contract/program-version.js';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import type { FleetDto, TerminalDayDto, TerminalReportAnswerDto, TerminalReportDto } from './fleet.dto.js';
import { FleetStore, type WhichTerminal } from './fleet.store.js';
import { secondsAhead } from './seconds-ahead.js';

@Injectable()
export class FleetService {
  constructor(
    private readonly database: Database,
    private readonly store: FleetStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Replaces what the terminal reported before; the same again is the same. Answers whether it is out of service. */
  report(
    terminalId: string,
    { ownTime, run, days, ...report }: TerminalReportDto,
  ): Promise<TerminalReportAnswerDto> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      await this.store.report(tx, terminalId, { at, clockAheadSeconds: secondsAhead(ownTime, at), report });
      for (const day of days) await this.store.count(tx, terminalId, run, day, at);
      return this.closed(tx, terminalId);
    });
  }

  /** Throws Refused `malformed-request` for a sorting that is none. */
  list(
    filters: { readonly kind: TerminalKind | null; readonly needing: boolean },
    ask: ListAsk,
  ): Promise<FleetDto> {
    return this.database.read(async (tx) => {
      const now = this.clock.now();
      const { rows, next, total } = await this.store.page(tx, now, filters, ask);
      return {
        programVersion,
        terminals: rows.map(({ closedAt, closedBy, closedMessage, reportedAt, report, ...row }) => {
          const isHeard = reportedAt !== null && now.getTime() - reportedAt.getTime() <= notHeardAfterMs;
          return {
            ...row,
            closed:
              closedAt === null
                ? null
                : { since: closedAt.toISOString(), by: closedBy ?? '', message: closedMessage ?? '' },
            reportedAt: reportedAt?.toISOString() ?? null,
            programVersion: report?.programVersion ?? null,
            readers: report?.readers ?? null,
            printer: report?.printer ?? null,
            outbox: report?.outbox.waiting ?? 0,
            outboxOldest: report?.outbox.oldest ?? null,
            hour:
              isHeard && report !== null
                ? report.hour.map((one) => ({ ...one, name: talliedName(one.act) }))
                : [],
          };
        }),
        next,
        total,
      };
    });
  }

  /** How acts went at a terminal on a day. Throws Refused `not-found`. */
  day(code: string, day: string): Promise<TerminalDayDto> {
    return this.database.read(async (tx) => {
      const terminal = await this.store.named(tx, code);
      if (terminal === null) throw new Refused('not-found', code);
      const acts = await this.store.day(tx, terminal.id, day);
      return {
        code,
        name: terminal.name,
        day,
        acts: acts.map(({ act, seconds, gaveUp, ...counts }) => ({
          act,
          name: talliedName(act),
          ...counts,
          medianSeconds: medianSeconds(seconds),
          gaveUp: Object.entries(gaveUp)
            .map(([step, count]) => ({ step, name: stepName(step), count }))
            .toSorted((one, other) => other.count - one.count),
        })),
      };
    });
  }

  /** Takes a terminal out of service with a message, or gives another; its acts under way end as they would. Throws Refused `not-found`. */
  close(code: string, message: string, by: { readonly staffNumber: string }): Promise<void> {
    return this.database.transaction((tx) => this.set(tx, { code }, message, by));
  }

  /** Takes it back; again changes nothing. Throws Refused `not-found`. */
  reopen(code: string, by: { readonly staffNumber: string }): Promise<void> {
    return this.database.transaction((tx) => this.set(tx, { code }, null, by));
  }

  /** As {@link close}, or with null as {@link reopen}, of the terminal that asks. */
  setOwn(
    id: string,
    message: string | null,
    by: { readonly staffNumber: string },
  ): Promise<TerminalReportAnswerDto> {
    return this.database.transaction(async (tx) => {
      await this.set(tx, { id }, message, by);
      return this.closed(tx, id);
    });
  }

  private async closed(tx: Transaction, terminalId: string): Promise<TerminalReportAnswerDto> {
    const closed = await this.store.closed(tx, terminalId);
    return { closed: closed === null ? null : { since: closed.at.toISOString(), message: closed.message } };
  }

  private async set(
    tx: Transaction,
    which: WhichTerminal,
    message: string | null,
    { staffNumber }: { readonly staffNumber: string },
  ): Promise<void> {
    const at = this.clock.now();
    const closed = message === null ? null : { at, by: staffNumber, message };
    const terminalId = await this.store.close(tx, which, closed);
    if (terminalId === null) throw new Refused('not-found', 'code' in which ? which.code : undefined);
    await this.audit.append(tx, {
      at,
      action: message === null ? 'terminal.reopened' : 'terminal.closed',
      terminalId,
      staffNumber,
      ...(message === null ? {} : { detail: { message } }),
    });
  }
}
