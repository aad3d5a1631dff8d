/** Lists and decides applications, and tells applicants where theirs stands. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { applicationStates, lifeStates, type LifeState } from '#libs/cards/card-life.js';
import { agentRelations, applicationReasons } from '#libs/cards/card-services.js';
import { nextSteps } from '#libs/cards/next-steps.js';
import { maskSocialSecurityNumber } from '#libs/identity/social-security-number.js';
import type { Words } from '#libs/kernel/words.js';
import { businessDate } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { ApplicationsService, type CardApplication } from '../../cards/lives/applications.service.js';
import { CardLives } from '../../cards/lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type {
  CardApplicationDto,
  CardApplicationsDto,
  TrackedApplicationDto,
} from './card-applications.dto.js';
import { CardRulesService, type AnswerBy } from '../../cards/lives/card-rules.service.js';

const pageLength = 100;

/** Names are compared by digest, so that the time it takes says nothing about how far they agree. */
const digestName = (name: string): Buffer => createHash('sha256').update(name.trim()).digest();

const relationWords = (relation: string): Words =>
  Object.entries(agentRelations).find(([known]) => known === relation)?.[1] ?? { zh: relation, en: relation };

/** While it is open whether the applicant gets a card. */
const unanswered: ReadonlySet<LifeState> = new Set<LifeState>(['applied']);

@Injectable()
export class CardApplicationsService {
  constructor(
    private readonly database: Database,
    private readonly register: ApplicationsService,
    private readonly lives: CardLives,
    private readonly rules: CardRulesService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `malformed-request` for a state no application has by itself, and for a page that is none. */
  list(stateText: string, after: string | undefined): Promise<CardApplicationsDto> {
    const state = applicationStates.find((known) => known === stateText);
    if (state === undefined) throw new Refused('malformed-request', 'state');
    const afterId = after === undefined ? '0' : this.register.idOf(after);
    if (afterId === null) throw new Refused('malformed-request', 'after');
    return this.database.transaction(async (tx) => {
      const applications = await this.register.list(tx, state, afterId, pageLength);
      const last = applications.at(-1);
      const described: CardApplicationDto[] = [];
      for (const one of applications) described.push(await this.describe(tx, one));
      return {
        applications: described,
        next: applications.length < pageLength || last === undefined ? null : this.register.numberOf(last.id),
      };
    });
  }

  /** Throws Refused `application-unknown`, `same-person`, `application-decided` or `application-closed`. */
  decide(
    terminal: TerminalIdentity,
    staff: StaffIdentity,
    number: string,
    act: 'approve' | 'reject',
    reason?: string,
  ): Promise<CardApplicationDto> {
    const id = this.register.idOf(number);
    if (id === null) throw new Refused('application-unknown');
    return this.database.transaction(async (tx) => {
      const application = await this.register.find(tx, id);
      if (application === null) throw new Refused('application-unknown');
      if (application.appliedBy === staff.number) throw new Refused('same-person');
      const at = this.clock.now();
      await this.lives.move(tx, { applicationId: id }, act, {
        at,
        staffNumber: staff.number,
        terminalId: terminal.id,
        ...(reason === undefined ? {} : { reason }),
      });
      await this.audit.append(tx, {
        at,
        action: act === 'approve' ? 'card-application.approved' : 'card-application.rejected',
        terminalId: terminal.id,
        staffNumber: staff.number,
        subject: this.register.numberOf(id),
      });
      return this.describe(tx, await this.get(tx, id));
    });
  }

  /**
   * Throws Refused `application-unknown` alike, and after the same work, for a number that is none, one of nobody and one
   * of somebody else.
   */
  track(numberText: string, name: string): Promise<TrackedApplicationDto> {
    const id = this.register.idOf(numberText) ?? '0';
    noteLookedUp(this.register.numberOf(id));
    return this.database.transaction(async (tx) => {
      const application = await this.register.find(tx, id);
      const steps = await this.register.steps(tx, id);
      const named = timingSafeEqual(digestName(application?.name ?? ''), digestName(name));
      if (application === null || !named) throw new Refused('application-unknown');
      const { state } = application;
      const answer = unanswered.has(state) ? await this.answerBy(tx, application) : null;
      return {
        number: this.register.numberOf(application.id),
        state,
        words: lifeStates[state].words,
        reason: applicationReasons[application.reason],
        steps: steps.map((step) => ({
          state: step.state,
          words: lifeStates[step.state].words,
          at: step.at.toISOString(),
        })),
        nextStep: nextSteps[state],
        answerBy: answer?.day ?? null,
        answerByNote: answer?.note ?? null,
        rejectReason: application.rejectReason,
        collectAt: application.depotName,
      };
    });
  }

  private async get(tx: Transaction, id: string): Promise<CardApplication> {
    const application = await this.register.find(tx, id);
    if (application === null) throw new Error(`no application ${id}`);
    return application;
  }

  private answerBy(tx: Transaction, { appliedAt }: CardApplication): Promise<AnswerBy> {
    return this.rules.answerBy(tx, businessDate(appliedAt));
  }

  private async describe(tx: Transaction, application: CardApplication): Promise<CardApplicationDto> {
    const { state, reason, agentRelation } = application;
    const answer = await this.answerBy(tx, application);
    return {
      number: this.register.numberOf(application.id),
      state,
      words: lifeStates[state].words,
      reason: applicationReasons[reason],
      name: application.name,
      maskedNumber: maskSocialSecurityNumber(application.socialSecurityNumber),
      sex: application.sex,
      birthDate: application.birthDate,
      fee: formatYuan(application.fee),
      appliedAt: application.appliedAt.toISOString(),
      appliedBy: application.appliedBy,
      answerBy: answer.day,
      answerByNote: answer.note,
      photoDigest: application.photoDigest,
      guardianName: application.guardianName,
      agentName: application.agentName,
      agentRelation: agentRelation === null ? null : relationWords(agentRelation),
      unitCode: application.unitCode,
      depot: application.depot,
      decidedAt: application.decidedAt?.toISOString() ?? null,
      decidedBy: application.decidedBy,
      rejectReason: application.rejectReason,
    };
  }
}
