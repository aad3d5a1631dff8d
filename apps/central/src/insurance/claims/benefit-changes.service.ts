/** Suspends, resumes and ends benefits: asked for with its cause and document, decided by others; a death ends them by itself. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type BenefitChange,
  type EndingCause,
  endings,
  lifeOf,
  type SuspensionCause,
  suspensions,
} from '#libs/benefits/benefit-life.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { addMonths, monthOf, type PlainDate, type PlainMonth } from '#libs/kernel/plain-date.js';
import { inOneLine, type Words } from '#libs/kernel/words.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Benefit } from '../benefits/benefit.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import type { BenefitChangeAskedDto, BenefitChangeToAskDto } from './claims.dto.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

/** What is decided. */
type Content = {
  readonly benefit: string;
  readonly person: string;
  readonly kind: string;
  readonly what: BenefitChange['what'];
  readonly cause: string;
  readonly from: string;
  readonly arrears: boolean | null;
  readonly evidence: string;
  /** How it stands in that month: another change meanwhile makes it outdated. */
  readonly standing: string;
};

export const changeWords: Readonly<Record<BenefitChange['what'], Words>> = {
  suspended: { zh: '暂停', en: 'suspended' },
  resumed: { zh: '恢复', en: 'resumed' },
  ended: { zh: '终止', en: 'ended' },
};

/** What is said of why a change came about. */
export const causeWords = (cause: string): Words =>
  Object.hasOwn(suspensions, cause)
    ? suspensions[cause as SuspensionCause].words
    : Object.hasOwn(endings, cause)
      ? endings[cause as EndingCause]
      : changeWords.resumed;

const plain = (value: string): Words => ({ zh: value, en: value });
const detail = (zh: string, en: string, value: Words) => ({ label: { zh, en }, value });

type Held = { readonly benefit: Benefit; readonly changes: readonly BenefitChange[] };

const unfit = (zh: string, en: string): Refused => new Refused('benefit-change-unfit', inOneLine({ zh, en }));

const standingOf = ({ benefit, changes }: Held, month: PlainMonth): string =>
  `${lifeOf(benefit, changes).stateIn(month).state} ${changes.length}`;

@Injectable()
export class BenefitChanges implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly benefits: EntitlementsService,
    private readonly people: PeopleService,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Content>('benefit-change', {
      current: async (tx, { content }) => {
        const held = await this.benefits.hold(tx, content.benefit);
        return held === null ? null : { ...content, standing: standingOf(held, content.from as PlainMonth) };
      },
      describe: async (tx, { content }) => {
        const { name } = await this.people.get(tx, content.person);
        const { words } = describedBenefit(content.kind);
        const change = changeWords[content.what];
        return {
          what: { zh: `${name} ${words.zh}${change.zh}`, en: `${name}: ${words.en} ${change.en}` },
          details: [
            ...(content.what === 'resumed' ? [] : [detail('原因', 'cause', causeWords(content.cause))]),
            detail('自', 'from', plain(content.from)),
            ...(content.arrears === null
              ? []
              : [
                  detail(
                    '停发期间',
                    'months in between',
                    content.arrears ? { zh: '补发', en: 'paid after all' } : { zh: '不补发', en: 'not paid' },
                  ),
                ]),
            detail('依据', 'document', plain(content.evidence)),
          ],
        };
      },
      approved: async (tx, { id, content, askedBy }) => {
        const held = await this.benefits.hold(tx, content.benefit);
        if (held === null) throw new Refused('not-found', content.benefit);
        await this.benefits.change(tx, held.benefit, {
          ...changeOf(content),
          evidence: content.evidence,
          by: askedBy,
          at: this.clock.now(),
          approvalId: id,
        });
      },
    });
  }

  /**
   * Asks for a change in a benefit's life. Throws Refused `not-found`, `benefit-change-unfit` (why), `approval-waiting`, `malformed-request`.
   */
  ask(id: string, asked: BenefitChangeToAskDto, by: By): Promise<BenefitChangeAskedDto> {
    return this.database.transaction(async (tx) => {
      const held = await this.benefits.hold(tx, id);
      if (held === null) throw new Refused('not-found', id);
      const { benefit } = held;
      noteLookedUp(benefit.personId);
      const from = asked.from as PlainMonth;
      const content: Content = {
        benefit: id,
        person: benefit.personId,
        kind: benefit.kind,
        ...this.changeAsked(held, asked),
        evidence: asked.evidence,
        standing: standingOf(held, from),
      };
      const { id: approval, state } = await this.approvals.ask<Content>(tx, {
        kind: 'benefit-change',
        subject: id,
        content,
        by,
        reason: asked.evidence,
      });
      return { approval, state };
    });
  }

  /** Ends what somebody drew with the month of their death; what was paid for later months is found as paid in error. */
  async followDeath(
    tx: Transaction,
    people: readonly string[],
    diedOn: PlainDate,
    { by, approvalId, evidence }: { by: string; approvalId: string | null; evidence: string },
  ): Promise<void> {
    const from = addMonths(monthOf(diedOn), 1);
    // What comes from somebody else's insurance ends with whoever is paid, what comes from one's own with oneself.
    const own = await this.benefits.ofPerson(tx, people);
    const ofOthers = (await this.benefits.drawnBy(tx, people)).filter(
      ({ personId }) => !people.includes(personId),
    );
    for (const benefit of [...own.filter(({ kind }) => !describedBenefit(kind).afterDeath), ...ofOthers]) {
      const goesOn = benefit.lastMonth === null || benefit.lastMonth >= from;
      if (describedBenefit(benefit.kind).pays === 'once' || !goesOn) continue;
      const at = this.clock.now();
      const change = { what: 'ended', cause: 'died', from } as const;
      await this.benefits.change(tx, benefit, { ...change, evidence, by, at, approvalId });
    }
  }

  /** Whether such a change may follow what stands. */
  private changeAsked(
    { benefit, changes }: Held,
    { what, cause, from }: BenefitChangeToAskDto,
  ): Pick<Content, 'what' | 'cause' | 'from' | 'arrears'> {
    if (describedBenefit(benefit.kind).pays === 'once')
      throw unfit('一次性待遇没有后续变更', 'What is paid once has no life after it');
    const month = from as PlainMonth;
    const state = lifeOf(benefit, changes).stateIn(month);
    if (month < benefit.firstMonth)
      throw unfit(`早于起领月 ${benefit.firstMonth}`, `Before its first month ${benefit.firstMonth}`);
    if (month > addMonths(monthOf(this.clock.today()), 1))
      throw unfit('至多自下月起', 'From the next month on at the latest');
    if (state.state === 'ended') throw unfit(`已于 ${state.since} 终止`, `Ended in ${state.since}`);
    if (what === 'resumed') {
      if (cause !== undefined) throw new Refused('malformed-request', 'cause');
      if (state.state !== 'suspended') throw unfit('该月并未暂停', 'It is not suspended in that month');
      return { what, cause: 'resumed', from, arrears: suspensions[state.cause].arrears };
    }
    const causes = what === 'suspended' ? suspensions : endings;
    if (cause === undefined || !Object.hasOwn(causes, cause)) throw new Refused('malformed-request', 'cause');
    if (what === 'suspended' && state.state === 'suspended')
      throw unfit(`已自 ${state.since} 暂停`, `Suspended since ${state.since}`);
    return { what, cause, from, arrears: null };
  }
}

const changeOf = ({ what, cause, from, arrears }: Content): BenefitChange => {
  const month = from as PlainMonth;
  if (what === 'resumed') return { what, from: month, arrears: arrears === true };
  return what === 'suspended'
    ? { what, cause: cause as SuspensionCause, from: month }
    : { what, cause: cause as EndingCause, from: month };
};
