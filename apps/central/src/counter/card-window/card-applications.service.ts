/** Lists and decides applications, and tells applicants where theirs stands. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { applicationStates, lifeStates, type LifeState } from '#libs/cards/card-life.js';
import { agentRelations, applicationReasons } from '#libs/cards/card-services.js';
import { nextSteps } from '#libs/cards/next-steps.js';
import { tidyName } from '#libs/identity/person-name.js';
import { maskSocialSecurityNumber } from '#libs/identity/social-security-number.js';
import type { Words } from '#libs/kernel/words.js';
import { ageOn, businessDate } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import { ApplicationApprovals } from '../../cards/lives/application-approvals.service.js';
import { ApplicationsService, type CardApplication } from '../../cards/lives/applications.service.js';
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
const digestName = (name: string): Buffer => createHash('sha256').update(tidyName(name)).digest();

const relationWords = (relation: string): Words =>
  Object.entries(agentRelations).find(([known]) => known === relation)?.[1] ?? { zh: relation, en: relation };

/** While it is open whether the applicant gets a card. */
const unanswered: ReadonlySet<LifeState> = new Set<LifeState>(['applied']);
const closedStates: ReadonlySet<LifeState> = new Set<LifeState>(['rejected', 'withdrawn']);

@Injectable()
export class CardApplicationsService {
  constructor(
    private readonly database: Database,
    private readonly register: ApplicationsService,
    private readonly approvals: ApplicationApprovals,
    private readonly rules: CardRulesService,
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
  async decide(
    terminal: TerminalIdentity,
    { number: staffNumber, role }: StaffIdentity,
    number: string,
    verdict: 'approved' | 'rejected',
    reason?: string,
  ): Promise<CardApplicationDto> {
    const id = this.register.idOf(number);
    if (id === null) throw new Refused('application-unknown');
    try {
      return await this.database.transaction(async (tx) => {
        const { state } = await this.get(tx, id);
        if (state !== 'applied')
          throw new Refused(closedStates.has(state) ? 'application-closed' : 'application-decided');
        const decider = { number: staffNumber, role, terminalId: terminal.id };
        await this.approvals.decide(tx, id, verdict, decider, reason);
        return this.describe(tx, await this.get(tx, id));
      });
    } catch (fault) {
      // Somebody else was quicker, between the look and the decision.
      if (fault instanceof Refused && fault.code === 'approval-decided')
        throw new Refused('application-decided');
      throw fault;
    }
  }

  /**
   * Throws Refused `application-unknown` alike, and after the same work, for a number that is none, one of nobody and one
   * of somebody else.
   */
  track(numberText: string, name: string): Promise<TrackedApplicationDto> {
    const known = this.register.idOf(numberText);
    if (known !== null) noteLookedUp(this.register.numberOf(known));
    // What is no number is looked for all the same, so that its answer takes as long as that of a wrong name.
    const id = known ?? '0';
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
    if (application === null) throw new Refused('application-unknown');
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
      age: ageOn(application.birthDate, this.clock.today()),
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
