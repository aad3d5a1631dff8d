/** Decides applications for cards: asked for with the application itself, carried out by the life of it. */
import { Injectable } from '@nestjs/common';
import { applicationReasons } from '#libs/cards/card-services.js';
import { tidyName } from '#libs/identity/person-name.js';
import { maskSocialSecurityNumber } from '#libs/identity/social-security-number.js';
import { displayYuan } from '#libs/money/display.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Approval, ApprovalView, Decider, Decision } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { ApplicationsService } from './applications.service.js';
import { CardLives } from './card-lives.service.js';
import { CardLivesStore, type ApplicationContent } from './card-lives.store.js';

/** People of a name and applications of theirs, at most, that approvals are looked for by. */
const foundAtMost = 1000;

/** The same in both languages. */
const same = (text: string) => ({ zh: text, en: text });

@Injectable()
export class ApplicationApprovals {
  constructor(
    private readonly approvals: Approvals,
    private readonly lives: CardLives,
    private readonly store: CardLivesStore,
    private readonly applications: ApplicationsService,
    private readonly people: PeopleService,
  ) {
    approvals.handle<ApplicationContent>('card-application', {
      numberOf: (subject) => this.applications.numberOf(subject),
      find: (tx, text) => this.find(tx, text),
      current: async (tx, { subject }) => (await this.store.contentsOf(tx, [subject]))[0] ?? null,
      describe: (tx, approval) => this.describe(tx, approval),
      approved: (tx, approval, decision) => this.move(tx, approval, 'approve', decision),
      refused: async (tx, approval, decision) => {
        // Withdrawn together with the application itself, which has moved on already.
        if (decision.verdict === 'rejected') await this.move(tx, approval, 'reject', decision);
      },
    });
  }

  /** By its number, or by how its applicant's name begins. */
  private async find(tx: Transaction, text: string): Promise<readonly string[]> {
    const id = this.applications.idOf(text);
    if (id !== null) return [id];
    const named = {
      name: tidyName(text),
      exact: false,
      initials: null,
      unit: null,
      born: null,
      lastFour: null,
    };
    const people = await this.people.byName(tx, named, foundAtMost);
    return this.store.idsOfPeople(
      tx,
      people.map((person) => person.id),
      foundAtMost,
    );
  }

  /** Throws Refused as `Approvals.approve` does, and what the life of the application refuses. */
  async decide(
    tx: Transaction,
    id: string,
    verdict: 'approved' | 'rejected',
    decider: Decider,
    reason?: string,
  ): Promise<void> {
    const [asked] = await this.store.contentsOf(tx, [id]);
    const application = await this.applications.find(tx, id);
    if (asked === undefined || application === null) throw new Refused('application-unknown');
    // One of an import waits for its batch; decided by itself it is asked for as it is decided.
    if ((await this.approvals.newestAbout(tx, 'card-application', id)) === null)
      await this.lives.askFor(tx, [id], application.appliedBy);
    await this.approvals.decideAbout(tx, 'card-application', id, verdict, decider, reason);
  }

  private async move(
    tx: Transaction,
    { id, subject }: Approval,
    act: 'approve' | 'reject',
    { by, at, reason, terminalId }: Decision,
  ): Promise<void> {
    await this.lives.move(tx, { applicationId: subject }, act, {
      at,
      staffNumber: by,
      terminalId,
      approvalId: id,
      ...(reason === null ? {} : { reason }),
    });
  }

  private async describe(tx: Transaction, { subject }: Approval): Promise<ApprovalView> {
    const application = await this.applications.find(tx, subject);
    if (application === null) throw new Error(`no application ${subject}`);
    const { name, socialSecurityNumber, reason, fee, guardianName, agentName, depotName } = application;
    const person = `${name} ${maskSocialSecurityNumber(socialSecurityNumber)}`;
    const details = [
      { label: { zh: '申领编号', en: 'number' }, value: same(this.applications.numberOf(subject)) },
      { label: { zh: '原因', en: 'reason' }, value: applicationReasons[reason] },
      { label: { zh: '工本费', en: 'fee' }, value: same(displayYuan(fee)) },
      ...(guardianName === null
        ? []
        : [{ label: { zh: '监护人', en: 'guardian' }, value: same(guardianName) }]),
      ...(agentName === null ? [] : [{ label: { zh: '代办人', en: 'agent' }, value: same(agentName) }]),
      ...(depotName === null
        ? []
        : [{ label: { zh: '领取网点', en: 'collected at' }, value: same(depotName) }]),
    ];
    return {
      what: {
        zh: `${person} ${applicationReasons[reason].zh}`,
        en: `${person} ${applicationReasons[reason].en}`,
      },
      details,
    };
  }
}
