/** The work list of deaths that were reported and are not certain: a clerk asks that one is entered, which others decide, or dismisses it. */
import { Injectable } from '@nestjs/common';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { inOneLine } from '#libs/kernel/words.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { Decider } from '../../records/approvals/approval.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PeopleService } from '../../register/people/people.service.js';
import { RegisterCorrections } from '../enrolment/register-corrections.service.js';
import { type DeathReport, type DeathReportState, doubts, sourceWords } from './death-report.js';
import type { DeathAskedDto, DeathReportDto, DeathReportsDto, DeathToAskDto } from './death-reports.dto.js';
import { DeathReportsStore, type ListedReport } from './death-reports.store.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

const masked = (number: string): string => maskSocialSecurityNumber(number as SocialSecurityNumber);

const shown = ({
  number,
  personId,
  personName,
  personNumber,
  personDiedOn,
  doubt,
  approvalId,
  importId,
  recover,
  reportedAt,
  ...report
}: ListedReport): DeathReportDto => ({
  ...report,
  importId: Number(importId),
  maskedNumber: masked(number),
  sourceName: sourceWords(report.source),
  person:
    personId === null
      ? null
      : {
          id: personId,
          name: personName ?? '',
          maskedNumber: masked(personNumber ?? ''),
          diedOn: personDiedOn,
        },
  doubt,
  doubtName: doubt === null ? null : doubts[doubt],
  approval: approvalId,
  recoverTotal: formatYuan(fen(BigInt(recover))),
  reportedAt: reportedAt.toISOString(),
});

@Injectable()
export class DeathReports {
  constructor(
    private readonly database: Database,
    private readonly store: DeathReportsStore,
    private readonly people: PeopleService,
    private readonly corrections: RegisterCorrections,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  list(state: DeathReportState | null, ask: ListAsk): Promise<DeathReportsDto> {
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.store.list(tx, state, ask);
      for (const { personId, number } of rows) noteLookedUp(personId ?? masked(number));
      return { reports: rows.map((row) => shown(row)), next, total };
    });
  }

  /**
   * Asks others to enter a death that was reported. Throws Refused `not-found`, `death-report-decided`, `person-unknown` where nobody is
   * named or known, and as {@link RegisterCorrections.ask}.
   */
  ask(id: string, { number, reason }: DeathToAskDto, by: By): Promise<DeathAskedDto> {
    return this.database.transaction(async (tx) => {
      const report = await this.waiting(tx, id);
      const personId =
        number === undefined ? report.personId : ((await this.people.findByNumber(tx, number))?.id ?? null);
      if (personId === null) throw new Refused('person-unknown');
      const source = inOneLine(sourceWords(report.source));
      const asked = await this.corrections.askIn(tx, personId, { diedOn: report.diedOn, source, reason }, by);
      await this.store.decide(tx, id, {
        state: 'asked',
        personId,
        approvalId: asked.approval,
        note: reason,
        by: by.number,
        at: this.clock.now(),
      });
      return asked;
    });
  }

  /** Lays a report aside: nobody of the register has died by it. Throws Refused `not-found`, `death-report-decided`. */
  dismiss(id: string, reason: string, by: By): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { personId } = await this.waiting(tx, id);
      const at = this.clock.now();
      await this.store.decide(tx, id, {
        state: 'dismissed',
        personId,
        approvalId: null,
        note: reason,
        by: by.number,
        at,
      });
      await this.audit.append(tx, {
        at,
        action: 'deaths.dismiss',
        ...(by.terminalId === undefined ? {} : { terminalId: by.terminalId }),
        staffNumber: by.number,
        subject: id,
        detail: { person: personId },
      });
    });
  }

  private async waiting(tx: Transaction, id: string): Promise<DeathReport> {
    const report = await this.store.hold(tx, id);
    if (report === null) throw new Refused('not-found', id);
    noteLookedUp(report.personId ?? masked(report.number));
    if (report.state !== 'waiting') throw new Refused('death-report-decided', report.state);
    return report;
  }
}
