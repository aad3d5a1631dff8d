/** Reckons benefits anew (重新核定) once what they were granted from was put right: shown before, asked for, decided by others, and followed by every month. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { lifeOf } from '#libs/benefits/benefit-life.js';
import { factsInWords } from '#libs/benefits/kinds/fact-words.js';
import type { Award, Facts } from '#libs/benefits/kinds/kind.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { type Rise, risesIn, withRises } from '#libs/benefits/rises.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { businessDate, monthOf, monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { inOneLine, type Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { add, type Fen, formatYuan, subtract, yuan, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { Benefit, HeldBenefit } from '../benefits/benefit.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { ClaimReckoning } from './claim-reckoning.service.js';
import type { BenefitChangeAskedDto, ClaimFactsDto } from './claims.dto.js';
import { ClaimsStore } from './claims.store.js';
import type { RedeterminationPreviewDto, RedeterminationToAskDto } from './redeterminations.dto.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

/** What is decided. Amounts in yuan a month, of this month or the last that is due. */
type Content = {
  readonly benefit: string;
  readonly person: string;
  readonly kind: string;
  readonly told: ClaimFactsDto;
  readonly from: Reckoned;
  readonly to: Reckoned;
  /** Of the months up to this one, what they come to more, or with a minus less. */
  readonly difference: string;
  readonly evidence: string;
};
type Reckoned = { readonly firstMonth: string; readonly facts: Facts; readonly amount: string };

const plain = (value: string): Words => ({ zh: value, en: value });
const unfit = (zh: string, en: string): Refused => new Refused('benefit-change-unfit', inOneLine({ zh, en }));

@Injectable()
export class Redeterminations implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: ClaimsStore,
    private readonly reckoning: ClaimReckoning,
    private readonly benefits: EntitlementsService,
    private readonly participations: ParticipationsService,
    private readonly people: PeopleService,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Content>('benefit-redetermination', {
      current: async (tx, { content }) => {
        try {
          return (await this.reckon(tx, content.benefit, content)).content;
        } catch (fault) {
          // What is due no longer is no longer what was asked for.
          if (fault instanceof Refused) return null;
          throw fault;
        }
      },
      describe: (tx, { content }) => this.describe(tx, content),
      approved: async (tx, { id, content, askedBy }) => {
        const { held, person, award } = await this.reckon(tx, content.benefit, content);
        await this.benefits.redetermine(tx, held, person, {
          firstMonth: award.firstMonth,
          lastMonth: lastMonthOf(held, award),
          facts: award.facts,
          evidence: content.evidence,
          by: askedBy,
          at: this.clock.now(),
          approvalId: id,
        });
        const { firstMonth, personId, kind } = held.benefit;
        // What is owed of the months before a pension, and within it, is another thing.
        if (describedBenefit(kind).isPension && firstMonth !== award.firstMonth)
          await this.participations.personChanged(
            tx,
            personId,
            firstMonth < award.firstMonth ? firstMonth : award.firstMonth,
            askedBy,
          );
      },
    });
  }

  /** What a benefit would come to if it were reckoned anew; nothing is written. Throws Refused as {@link ask}. */
  preview(id: string, asked: Pick<RedeterminationToAskDto, 'asked'>): Promise<RedeterminationPreviewDto> {
    return this.database.read(async (tx) => {
      const { content } = await this.reckon(tx, id, { told: asked.asked, evidence: '' });
      const { from, to, difference } = content;
      return {
        formerFirstMonth: from.firstMonth,
        firstMonth: to.firstMonth,
        formerAmount: from.amount,
        amount: to.amount,
        difference,
        formerFacts: [...factsInWords(from.facts)],
        facts: [...factsInWords(to.facts)],
      };
    });
  }

  /**
   * Asks to have a benefit reckoned anew, by what is known of the person today and told now; what is not told is as it was with the claim. Throws
   * Refused `not-found`, `benefit-change-unfit` (why), `benefit-not-due` (why), `parameter-missing`, `malformed-request`, `approval-waiting`.
   */
  ask(id: string, { asked, evidence }: RedeterminationToAskDto, by: By): Promise<BenefitChangeAskedDto> {
    return this.database.transaction(async (tx) => {
      await this.policy.settle(tx);
      const { content } = await this.reckon(tx, id, { told: asked, evidence });
      const { id: approval, state } = await this.approvals.ask<Content>(tx, {
        kind: 'benefit-redetermination',
        subject: id,
        content,
        by,
        reason: evidence,
      });
      return { approval, state };
    });
  }

  private async reckon(
    tx: Transaction,
    id: string,
    { told, evidence }: Pick<Content, 'told' | 'evidence'>,
  ): Promise<{
    readonly held: HeldBenefit;
    readonly person: Person;
    readonly award: Award;
    readonly content: Content;
  }> {
    const held = await this.benefits.hold(tx, id);
    if (held === null) throw new Refused('not-found', id);
    const { benefit } = held;
    noteLookedUp(benefit.personId);
    if (describedBenefit(benefit.kind).pays === 'once')
      throw unfit('一次性待遇不重新核定', 'What is paid once is not reckoned anew');
    const person = await this.people.get(tx, benefit.personId);
    const basis = await this.store.basisOf(tx, id);
    const award = await this.reckoning.anew(tx, person, {
      benefit,
      told: { ...basis.asked, ...told },
      on: basis.askedAt === null ? this.clock.today() : businessDate(basis.askedAt),
      reckonedAt: basis.reckonedAt,
    });
    if (award.scheme !== benefit.scheme)
      throw unfit('改由其他基金支付：请终止后重新申领', 'Another fund would pay: end it, and claim again');
    const isSame =
      award.firstMonth === benefit.firstMonth && canonicalJson(award.facts) === canonicalJson(benefit.facts);
    if (isSame) throw unfit('核定结果没有变化', 'It comes to the same');
    const [before, after] = await this.compare(tx, held, person, award);
    const content = {
      benefit: id,
      person: benefit.personId,
      kind: benefit.kind,
      told,
      from: {
        firstMonth: benefit.firstMonth,
        facts: inOrder(benefit.facts),
        amount: formatYuan(before.amount),
      },
      to: { firstMonth: award.firstMonth, facts: inOrder(award.facts), amount: formatYuan(after.amount) },
      difference: formatYuan(subtract(after.all, before.all)),
      evidence,
    };
    return { held, person, award, content };
  }

  /** What it comes to as it stands and as it would, with what adjustments add: of this month or the last that is due, and of all up to this one. */
  private async compare(tx: Transaction, { benefit, changes }: HeldBenefit, person: Person, award: Award) {
    const parameters = await this.policy.parameters(tx);
    const current = monthOf(this.clock.today());
    const anew = { ...benefit, ...award, lastMonth: lastMonthOf({ benefit, changes }, award) };
    const sumsOf = ({ firstMonth, lastMonth, facts }: Benefit, rises: readonly Rise[]) => {
      const until = lastMonth !== null && lastMonth < current ? lastMonth : current;
      const life = lifeOf({ firstMonth, lastMonth }, changes);
      const dueOf = (month: PlainMonth): Fen => {
        const due = describedBenefit(benefit.kind).due(facts, { month, firstMonth }, parameters);
        if (!due.ok) throw new Refused('parameter-missing', `${due.refusal.key} ${due.refusal.on}`);
        return withRises(due.value, risesIn(rises, month, this.clock.now())).amount;
      };
      let all = zeroFen;
      for (const month of firstMonth <= until ? monthsBetween(firstMonth, until) : [])
        if (life.isPayable(month)) all = add(all, dueOf(month));
      return { amount: dueOf(until < firstMonth ? firstMonth : until), all };
    };
    return [
      sumsOf(benefit, (await this.benefits.risesOf(tx, [benefit])).get(benefit.id) ?? []),
      sumsOf(anew, await this.benefits.risesAnew(tx, { benefit: anew, changes }, person)),
    ] as const;
  }

  private async describe(
    tx: Transaction,
    { person, kind, from, to, difference, evidence }: Content,
  ): Promise<ApprovalView> {
    const { name } = await this.people.get(tx, person);
    const { words } = describedBenefit(kind);
    const amounts = [from.amount, to.amount].map((one) => displayYuan(yuan(one)));
    const was = new Map(factsInWords(from.facts).map(({ label, value }) => [label.en, value]));
    return {
      what: {
        zh: `${name} ${words.zh}重新核定：每月 ${amounts.join(' → ')}`,
        en: `${name}: ${words.en} reckoned anew, ${amounts.join(' → ')} a month`,
      },
      details: [
        {
          label: { zh: '起领月', en: 'first month' },
          value: plain([...new Set([from.firstMonth, to.firstMonth])].join(' → ')),
        },
        ...factsInWords(to.facts).flatMap(({ label, value }) => {
          const before = was.get(label.en);
          if (before === undefined || before.zh === value.zh) return [];
          return [{ label, value: { zh: `${before.zh} → ${value.zh}`, en: `${before.en} → ${value.en}` } }];
        }),
        {
          label: { zh: '截至本月应补（负数为应追回）', en: 'owed up to this month (minus: to be recovered)' },
          value: plain(displayYuan(yuan(difference))),
        },
        { label: { zh: '依据', en: 'document' }, value: plain(evidence) },
      ],
    };
  }
}

/** What has ended stays ended; what runs for a time runs for the time it would have been granted for. */
const lastMonthOf = ({ benefit, changes }: HeldBenefit, award: Award): PlainMonth | null => {
  const isEnded = changes.some(({ what }) => what === 'ended');
  if (!isEnded) return award.lastMonth;
  return award.lastMonth !== null && benefit.lastMonth !== null && award.lastMonth < benefit.lastMonth
    ? award.lastMonth
    : benefit.lastMonth;
};

const inOrder = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
