/**
 * Proof of life (待遇领取资格认证): whoever draws a benefit that asks for it is seen alive once a year, by an act of its own or any other with card and PIN.
 * A job reminds before the time is over, suspends by rule afterwards, and resumes, with arrears, whoever was seen.
 */
import { Inject, Injectable } from '@nestjs/common';
import { lifeOf } from '#libs/benefits/benefit-life.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { bySelf } from '#libs/contract/authority.js';
import { addDays, addMonths, monthOf, type PlainDate, sameDayAfter } from '#libs/kernel/plain-date.js';
import { countOf } from '#libs/policy/look-up.js';
import { ChunkedWork, chunksOver, type RunOptions } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import type { LifeProofWay, LifeStanding, SeenAlive } from './life-standing.js';
import { LifeStandingsStore } from './life-standings.store.js';

const dayWork = 'benefits.proofs-of-life';
const jobName = 'proofs-of-life';
const peopleEach = 1000;

type Terms = { readonly today: PlainDate; readonly validMonths: number; readonly warningDays: number };

/** What a day's work came to, in heads. */
type Done = { warned: number; suspended: number; resumed: number };

@Injectable()
export class LifeProofs {
  constructor(
    private readonly database: Database,
    private readonly store: LifeStandingsStore,
    private readonly benefits: EntitlementsService,
    private readonly people: PeopleService,
    private readonly policy: PolicyService,
    private readonly work: ChunkedWork,
    private readonly clock: Clock,
    jobs: Jobs,
    @Inject(CONFIG) { workEveryMs }: CentralConfig,
  ) {
    work.add(dayWork, { words: { zh: '待遇领取资格认证', en: 'proofs of life' }, byItself: true });
    jobs.add({
      name: jobName,
      purpose: {
        zh: '提示到期未认证的待遇领取人员，逾期暂停，认证后恢复并补发',
        en: 'Remind, suspend and resume by proof of life',
      },
      times: { everyMs: workEveryMs },
      run: (signal) => this.goOn(signal),
    });
  }

  /** Whether somebody draws a benefit that asks for proof of life. */
  async isAsked(tx: Transaction, personId: string): Promise<boolean> {
    return (await this.asked(tx, await this.people.allOf(tx, personId))).length > 0;
  }

  /** When somebody was last seen by an act of theirs, whatever they draw; null: nothing says so. */
  async lastSeen(tx: Transaction, personId: string): Promise<SeenAlive | null> {
    return this.store.lastSeen(tx, await this.people.allOf(tx, personId));
  }

  /** How it stands with somebody now, by whatever they did last; null: nothing they draw asks for it. */
  async of(tx: Transaction, personId: string): Promise<LifeStanding | null> {
    const ids = await this.people.allOf(tx, personId);
    if ((await this.asked(tx, ids)).length === 0) return null;
    const kept = await this.store.of(tx, ids);
    const seen = await this.store.lastSeen(tx, ids);
    const standing = kept ?? {
      personId,
      provedOn: null,
      provedBy: null,
      until: null,
      warnedOn: null,
      suspendedOn: null,
    };
    if (seen === null || (standing.provedOn !== null && seen.on <= standing.provedOn)) return standing;
    const { validMonths } = await this.terms(tx);
    return {
      ...standing,
      provedOn: seen.on,
      provedBy: seen.by,
      until: sameDayAfter(seen.on, validMonths),
    };
  }

  /**
   * Enters that somebody stood there with their card and its PIN, before a clerk or (`by` null) at a kiosk, for every benefit that asks for it; what was suspended for it goes on, with
   * arrears. Throws Refused `proof-not-asked` when nothing they draw asks for it.
   */
  async prove(
    tx: Transaction,
    personId: string,
    by: string | null,
  ): Promise<{ readonly until: PlainDate; readonly resumed: number }> {
    const registrations = await this.asked(tx, await this.people.allOf(tx, personId));
    if (registrations.length === 0) throw new Refused('proof-not-asked');
    const terms = await this.terms(tx);
    let resumed = 0;
    for (const id of registrations)
      resumed += await this.enter(tx, id, { on: terms.today, by: 'service' }, by ?? bySelf, terms);
    return { until: sameDayAfter(terms.today, terms.validMonths), resumed };
  }

  /** Lays today's work out, and does what of it and of days before is not done: chunk by chunk who is reminded, suspended or resumed. */
  async bringUp(options: RunOptions = {}): Promise<Done> {
    const due = await this.database.transaction(async (tx) => {
      await this.plan(tx, this.clock.today());
      return this.work.due(tx, dayWork);
    });
    const done: Done = { warned: 0, suspended: 0, resumed: 0 };
    for (const day of due) {
      if (options.signal?.aborted === true) break;
      const workId = await this.database.read((tx) => this.work.idOf(tx, dayWork, day));
      if (workId === null) continue;
      await this.work.run(
        workId,
        async (tx, chunk) => {
          const of = await this.chunk(tx, chunk);
          done.warned += of.warned;
          done.suspended += of.suspended;
          done.resumed += of.resumed;
        },
        { label: { zh: '待遇领取资格认证', en: 'proofs of life' }, ...options },
      );
    }
    return done;
  }

  private async plan(tx: Transaction, today: PlainDate): Promise<void> {
    if ((await this.work.idOf(tx, dayWork, today)) !== null) return;
    const { validMonths } = await this.terms(tx);
    await this.store.bringUp(tx, { today, month: monthOf(today), validMonths });
    const range = await this.store.range(tx);
    await this.work.plan(
      tx,
      { kind: dayWork, subject: today, plannedBy: jobName },
      range === null ? [] : chunksOver(range.first, range.last, peopleEach),
    );
  }

  private async goOn(signal: AbortSignal): Promise<JobResult | null> {
    const { warned, suspended, resumed } = await this.bringUp({ signal });
    if (warned + suspended + resumed === 0) return null;
    return {
      words: {
        zh: `提示 ${warned} 人，暂停 ${suspended} 人，恢复 ${resumed} 人`,
        en: `${warned} reminded, ${suspended} suspended, ${resumed} resumed`,
      },
      counts: { warned, suspended, resumed },
    };
  }

  private async chunk(
    tx: Transaction,
    { first, last }: { readonly first: number; readonly last: number },
  ): Promise<Done> {
    const terms = await this.terms(tx);
    const { today } = terms;
    const [warned, suspended]: [string[], string[]] = [[], []];
    let resumed = 0;
    const rows = await this.store.ending(tx, { first, last }, addDays(today, terms.warningDays));
    for (const { seen, ...row } of rows) {
      if (seen !== null && (row.provedOn === null || seen.on > row.provedOn))
        resumed += await this.enter(tx, row.personId, seen, jobName, terms);
      else if (row.suspendedOn === null && row.until !== null && row.until < today) {
        await this.suspend(tx, row.personId, row.until);
        suspended.push(row.personId);
      } else if (row.suspendedOn === null && row.warnedOn === null) warned.push(row.personId);
    }
    await this.store.suspend(tx, suspended, today);
    await this.store.warn(tx, warned, today);
    return { warned: warned.length, suspended: suspended.length, resumed };
  }

  /** From the next month on: the run of this month may be with the bank already. */
  private async suspend(tx: Transaction, personId: string, until: PlainDate): Promise<void> {
    const from = addMonths(monthOf(this.clock.today()), 1);
    for (const { benefit, changes } of await this.held(tx, personId)) {
      if (lifeOf(benefit, changes).stateIn(from).state !== 'normal') continue;
      await this.benefits.change(tx, benefit, {
        what: 'suspended',
        cause: 'not-proved',
        from,
        evidence: `待遇领取资格认证有效期至 ${until}`,
        by: jobName,
        at: this.clock.now(),
        approvalId: null,
      });
    }
  }

  /** Answers how many people's benefits go on again by it: none, or this one's. */
  private async enter(
    tx: Transaction,
    personId: string,
    seen: SeenAlive,
    by: string,
    { today, validMonths }: Terms,
  ): Promise<number> {
    await this.store.prove(tx, personId, seen, sameDayAfter(seen.on, validMonths));
    const from = monthOf(today);
    // A suspension by rule may begin only next month.
    const next = addMonths(from, 1);
    let isResumed = false;
    for (const { benefit, changes } of await this.held(tx, personId)) {
      const state = lifeOf(benefit, changes).stateIn(next);
      if (state.state !== 'suspended' || state.cause !== 'not-proved') continue;
      isResumed = true;
      await this.benefits.change(tx, benefit, {
        what: 'resumed',
        from,
        arrears: true,
        evidence: `待遇领取资格认证 ${seen.on}（${wayWords[seen.by]}）`,
        by,
        at: this.clock.now(),
        approvalId: null,
      });
    }
    return isResumed ? 1 : 0;
  }

  private async held(tx: Transaction, personId: string) {
    const held = [];
    for (const { id, kind } of await this.benefits.ofPerson(tx, [personId])) {
      if (!describedBenefit(kind).asksForLife) continue;
      const one = await this.benefits.hold(tx, id);
      if (one !== null) held.push(one);
    }
    return held;
  }

  private asked(tx: Transaction, people: readonly string[]): Promise<string[]> {
    return this.store.asked(tx, people, monthOf(this.clock.today()));
  }

  async terms(tx: Transaction): Promise<Terms> {
    const today = this.clock.today();
    return {
      today,
      validMonths: await this.policy.value(tx, today, countOf('170.proof-of-life-months')),
      warningDays: await this.policy.value(tx, today, countOf('170.proof-of-life-warning-days')),
    };
  }
}

const wayWords: Readonly<Record<LifeProofWay, string>> = {
  service: '持卡认证',
  collection: '持卡领取',
  payment: '持卡凭密码缴费',
  claim: '申领待遇',
  decision: '审批恢复',
};
