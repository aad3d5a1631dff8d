/** Finds participations of one person that do not go together, keeps what no rule decides until a person does, and carries the decision out. */
import { Injectable } from '@nestjs/common';
import { monthOf } from '#libs/kernel/plain-date.js';
import {
  daysLeft,
  overlapVerdict,
  type Relation,
  resolveOverlaps,
  schemesApart,
  shareDays,
} from '#libs/schemes/overlaps.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { usualAsk, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { FallingAway, ListedOverlap, Overlap, OverlapState } from './overlap.js';
import { OverlapsStore } from './overlaps.store.js';
import type { NewParticipation, Participation } from './participation.js';
import { ParticipationsService } from './participations.service.js';

const peopleEach = 2_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** What becomes of the one that gives way, and of the money that was assessed for its days. */
export type Alternative = {
  readonly keep: 'standing' | 'other';
  /** Whether what stands in the register gives way; false: what was asked for is only not taken. */
  readonly gives: boolean;
  readonly endsOn: string | null;
  readonly beginsAgainOn: string | null;
  readonly money: FallingAway;
};

const nothing: FallingAway = {
  periods: 0,
  first: null,
  last: null,
  unitPart: '0',
  personPart: '0',
  paid: '0',
};

const relationOf = (one: NewParticipation | Participation): Relation => ({
  scheme: one.scheme,
  category: one.category,
  unitCode: one.unitCode ?? null,
  since: one.since,
  until: one.until ?? null,
});

@Injectable()
export class Overlaps {
  constructor(
    private readonly database: Database,
    private readonly store: OverlapsStore,
    private readonly participations: ParticipationsService,
    private readonly people: PeopleService,
    private readonly clock: Clock,
    jobs: Jobs,
  ) {
    jobs.add({
      name: 'overlaps',
      purpose: {
        zh: '查找同一人不能并存的参保关系',
        en: 'Find participations of one person that do not go together',
      },
      times: { dailyAt: '02:20' },
      run: (signal) => this.findAll(signal),
    });
  }

  /** Looks at the whole register, some people at a time. Null: nothing was found that did not wait already. */
  async findAll(signal: AbortSignal): Promise<JobResult | null> {
    let found = 0;
    const look = async (personIds: readonly string[]): Promise<void> => {
      for (const personId of personIds)
        found += await this.database.transaction((tx) => this.findOf(tx, personId));
    };
    await look(await this.database.read((tx) => this.store.toLookAtAnew(tx)));
    let after: string | null = beforeAll;
    while (after !== null && !signal.aborted) {
      const from: string = after;
      const { last, suspects } = await this.database.read(async (tx) => {
        const edge = await this.store.edge(tx, from, peopleEach);
        return {
          last: edge,
          suspects: await this.store.suspects(tx, { after: from, last: edge }, schemesApart),
        };
      });
      await look(suspects);
      after = last;
    }
    return found === 0
      ? null
      : {
          words: { zh: `新查出重复参保 ${found} 项`, en: `${found} new overlaps` },
          counts: { overlaps: found },
        };
  }

  /** Enters what of one person does not go together, and closes what no longer overlaps. Returns how many are new. */
  async findOf(tx: Transaction, registration: string): Promise<number> {
    const personId = await this.people.keptOf(tx, registration);
    await this.people.lock(tx, personId);
    const standing = (await this.participations.ofPerson(tx, personId)).toSorted((one, other) =>
      one.since + one.id < other.since + other.id ? -1 : 1,
    );
    const pairs = standing.flatMap((later, at) =>
      standing
        .slice(0, at)
        .filter((earlier) => shareDays(later, earlier) && overlapVerdict(later, earlier) !== 'both')
        .map((earlier) => ({ standingId: earlier.id, otherId: later.id })),
    );
    const registrations = [...new Set([...(await this.people.allOf(tx, personId)), registration])];
    for (const open of await this.store.openPairs(tx, registrations))
      if (!pairs.some((pair) => pair.standingId === open.standingId && pair.otherId === open.otherId))
        await this.store.decide(tx, open.id, { decision: 'gone', by: null, reason: null }, this.clock.now());
    let found = 0;
    for (const pair of pairs)
      found += await this.store.enter(
        tx,
        { ...pair, personId, asked: null, source: 'register' },
        null,
        this.clock.now(),
      );
    return found;
  }

  /** Keeps what a unit's list asked for and the register did not take beside what stands; nothing where it would be taken now. */
  async claim(tx: Transaction, registration: string, asked: NewParticipation, by: string): Promise<void> {
    const personId = await this.people.keptOf(tx, registration);
    const outcome = resolveOverlaps(relationOf(asked), await this.participations.ofPerson(tx, personId));
    if (outcome.kind === 'clear') return;
    await this.store.enter(
      tx,
      { personId, standingId: outcome.standing.id, otherId: null, asked, source: 'name-list' },
      by,
      this.clock.now(),
    );
  }

  list(tx: Transaction, state: OverlapState, ask: ListAsk): Promise<ListPage<ListedOverlap>> {
    return this.store.list(tx, { state }, ask);
  }

  /** One, with what each way of deciding it does. Throws Refused `not-found`. */
  async read(
    tx: Transaction,
    id: string,
  ): Promise<{ readonly overlap: ListedOverlap; readonly alternatives: readonly Alternative[] }> {
    const { rows } = await this.store.list(tx, { state: 'open', id }, usualAsk);
    const [overlap] = rows;
    const kept = await this.store.find(tx, id);
    if (overlap === undefined || kept === null) throw new Refused('not-found', id);
    const alternatives =
      kept.decision === null
        ? [await this.alternative(tx, kept, 'standing'), await this.alternative(tx, kept, 'other')]
        : [];
    return { overlap, alternatives };
  }

  /**
   * Decides which of the two counts: the other gives way, and what was assessed for its days is corrected. The same once more is the same.
   * Throws Refused `not-found`, `overlap-decided`, and as `ParticipationsService.begin`.
   */
  async decide(
    tx: Transaction,
    id: string,
    { keep, reason }: { readonly keep: 'standing' | 'other'; readonly reason: string },
    by: string,
  ): Promise<Overlap> {
    const overlap = await this.store.hold(tx, id);
    if (overlap === null) throw new Refused('not-found', id);
    if (overlap.decision === keep && overlap.decidedBy === by && overlap.reason === reason) return overlap;
    if (overlap.decision !== null) throw new Refused('overlap-decided', overlap.decision);
    const { standing, other } = await this.sides(tx, overlap);
    if (keep === 'other') {
      await this.participations.giveWay(tx, standing.id, relationOf(other), reason, by);
      if (overlap.asked !== null) await this.participations.begin(tx, overlap.personId, overlap.asked, by);
    } else if (overlap.otherId !== null)
      await this.participations.giveWay(tx, overlap.otherId, relationOf(standing), reason, by);
    await this.store.decide(tx, id, { decision: keep, by, reason }, this.clock.now());
    return overlap;
  }

  private async sides(
    tx: Transaction,
    { standingId, otherId, asked }: Overlap,
  ): Promise<{ readonly standing: Participation; readonly other: Participation | NewParticipation }> {
    const other = otherId === null ? asked : await this.participations.get(tx, otherId);
    if (other === null) throw new Error('an overlap of one participation with nothing');
    return { standing: await this.participations.get(tx, standingId), other };
  }

  private async alternative(
    tx: Transaction,
    overlap: Overlap,
    keep: 'standing' | 'other',
  ): Promise<Alternative> {
    const { standing, other } = await this.sides(tx, overlap);
    const [giving, counts] = keep === 'standing' ? [other, standing] : [standing, other];
    if (!('id' in giving)) return { keep, gives: false, endsOn: null, beginsAgainOn: null, money: nothing };
    const { endsOn, beginsAgainOn } = daysLeft(relationOf(giving), relationOf(counts));
    const money = await this.store.fallingAway(tx, giving.id, {
      after: endsOn === null ? null : monthOf(endsOn),
      before: beginsAgainOn === null ? null : monthOf(beginsAgainOn),
    });
    return { keep, gives: true, endsOn, beginsAgainOn, money };
  }
}
