/** Lets people take part in schemes and ends it: each change under a lock on the person, by the one table of what may overlap. */
import { Injectable } from '@nestjs/common';
import type { EndReason } from '#libs/contract/participation-words.js';
import { daysLeft, type Relation, resolveOverlaps, withoutUnit } from '#libs/schemes/overlaps.js';
import { isScheme, schemeTable, turnOf } from '#libs/schemes/table.js';
import { addMonths, monthOf, type PlainDate, type PlainMonth } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { OverlapsStore } from './overlaps.store.js';
import type { NewParticipation, Participation } from './participation.js';
import { ParticipationsStore } from './participations.store.js';

/** Schemes for people who work or prepare for a pension: nobody who draws one of these takes part any more. */
const closedToPensioners: Readonly<Record<string, readonly string[]>> = {
  '110': ['110', '120'],
  '120': ['110', '120'],
  '210': ['110', '120'],
  '170': ['110', '120', '170'],
};

/** What somebody is insured in became other than it was, from a month on. */
export type ParticipationChange = Pick<Participation, 'personId' | 'scheme'> & {
  readonly from: PlainMonth;
  readonly by: string | null;
};

type FollowsChange = (tx: Transaction, change: ParticipationChange) => Promise<void>;

@Injectable()
export class ParticipationsService {
  private readonly following: FollowsChange[] = [];

  constructor(
    private readonly store: ParticipationsStore,
    private readonly overlaps: OverlapsStore,
    private readonly people: PeopleService,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  /** Has somebody do in the same transaction what follows of each change; called while the program is put together. */
  whenChanged(follow: FollowsChange): void {
    this.following.push(follow);
  }

  /**
   * Begins a participation of whoever a registration counts as; exactly the same that stands already is returned as it is, and what gives
   * way by rule ends the day before, which is kept.
   * Throws Refused `participation-category`, `unit-unknown`, `unit-closed`, `project-unknown`, `unit-of-another`, `day-in-future`,
   * `person-dead`, `person-retired`, `participation-before-birth`, `participation-overlaps` and `malformed-request`.
   */
  async begin(
    tx: Transaction,
    registration: string,
    entering: NewParticipation,
    by: string | null,
  ): Promise<Participation> {
    const personId = await this.people.keptOf(tx, registration);
    const { scheme, category, since } = entering;
    const unitCode = entering.unitCode ?? null;
    const until = entering.until ?? null;
    const isInsured = isScheme(scheme) && turnOf(schemeTable[scheme], category) !== undefined;
    if (!isInsured || withoutUnit.includes(category) !== (unitCode === null))
      throw new Refused('participation-category', `${category} in ${scheme}`);
    if ((category === 'project') !== ((entering.projectCode ?? null) !== null))
      throw new Refused('participation-category', `${category} and a project`);
    if (until !== null && until < since) throw new Refused('malformed-request', 'until: before since');
    await this.people.lock(tx, personId);
    const standing = await this.store.ofPerson(tx, personId);
    const same = standing.find(
      (one) =>
        one.scheme === scheme &&
        one.category === category &&
        one.unitCode === unitCode &&
        one.projectCode === (entering.projectCode ?? null) &&
        one.since === since &&
        one.until === until,
    );
    if (same !== undefined) return same;
    await this.checkPerson(tx, personId, entering);
    if (unitCode !== null) await this.checkUnit(tx, unitCode, entering);
    const outcome = resolveOverlaps({ scheme, category, unitCode, since, until }, standing);
    if (outcome.kind === 'refused')
      throw new Refused(
        'participation-overlaps',
        `${outcome.standing.scheme} ${outcome.standing.category} since ${outcome.standing.since}`,
      );
    for (const { standing: ending, on } of outcome.ends) {
      const reason = ending.scheme === scheme ? 'transferred' : 'moved-scheme';
      await this.endOn(tx, ending, { on, reason }, by);
    }
    const begun = await this.get(tx, await this.store.insert(tx, personId, entering, by, this.clock.now()));
    for (const { standing: ended } of outcome.ends)
      await this.overlaps.enterByRule(
        tx,
        { personId, standingId: ended.id, otherId: begun.id },
        by,
        this.clock.now(),
      );
    await this.tell(tx, begun, monthOf(since), by);
    return begun;
  }

  /** Ends it with its last day; what was ended so already stays. Throws Refused `participation-unknown`, `participation-ended`, `day-in-future`, `malformed-request`. */
  async end(
    tx: Transaction,
    id: string,
    { on, reason }: { readonly on: PlainDate; readonly reason: EndReason },
    by: string | null,
  ): Promise<Participation> {
    const participation = await this.lockedStanding(tx, id);
    if (participation.until === on && participation.endReason === reason) return participation;
    if (participation.until !== null) throw new Refused('participation-ended', id);
    if (monthOf(on) > monthOf(this.clock.today())) throw new Refused('day-in-future', 'on');
    if (on < participation.since) throw new Refused('malformed-request', 'on: before it began');
    await this.endOn(tx, participation, { on, reason }, by);
    return this.get(tx, id);
  }

  /**
   * Has one give way to another that counts: it ends the day before the other's first or is voided, and what it has after the other's last
   * day begins anew. Throws Refused as {@link begin}, and `participation-unknown`.
   */
  async giveWay(tx: Transaction, id: string, counts: Relation, why: string, by: string): Promise<void> {
    await this.lockPersonOf(tx, id);
    const giving = await this.get(tx, id);
    if (giving.voidedAt !== null) throw new Refused('participation-unknown', id);
    const { endsOn, beginsAgainOn } = daysLeft(giving, counts);
    const reason = giving.scheme === counts.scheme ? 'transferred' : 'moved-scheme';
    await (endsOn === null
      ? this.voidWhole(tx, giving, why, by)
      : this.endOn(tx, giving, { on: endsOn, reason }, by));
    if (beginsAgainOn !== null)
      await this.begin(tx, giving.personId, { ...giving, since: beginsAgainOn }, by);
  }

  /** Suspends it (暂停): it ends for now; taking part again begins anew. Throws Refused as {@link end}. */
  suspend(tx: Transaction, id: string, on: PlainDate, by: string | null): Promise<Participation> {
    return this.end(tx, id, { on, reason: 'suspended' }, by);
  }

  /**
   * Declares that it was entered in error; what was voided for this reason already stays. Throws Refused `participation-unknown`,
   * `malformed-request`.
   */
  async void(tx: Transaction, id: string, reason: string, by: string): Promise<Participation> {
    const why = reason.trim();
    if (why === '') throw new Refused('malformed-request', 'reason');
    await this.lockPersonOf(tx, id);
    const participation = await this.get(tx, id);
    if (participation.voidedAt === null) await this.voidWhole(tx, participation, why, by);
    else if (participation.voidReason !== why) throw new Refused('participation-unknown', id);
    return this.get(tx, id);
  }

  /** Ends all that stand on a day, such as that of a death; what would begin later is voided. Returns how many. */
  async endAll(
    tx: Transaction,
    personId: string,
    { on, reason }: { readonly on: PlainDate; readonly reason: EndReason },
    by: string,
  ): Promise<number> {
    await this.people.lock(tx, personId);
    const open = (await this.store.ofPerson(tx, personId)).filter(
      ({ until }) => until === null || until > on,
    );
    for (const participation of open)
      if (participation.since <= on) await this.endOn(tx, participation, { on, reason }, by);
      else await this.voidWhole(tx, participation, reason, by);
    return open.length;
  }

  /**
   * Follows a death that was entered, moved to another day or taken back: what stands ends with its day, what had ended with the day
   * entered before ends with the right one, or stands again.
   */
  async followDeath(
    tx: Transaction,
    personId: string,
    { before, now }: { readonly before: PlainDate | null; readonly now: PlainDate | null },
    by: string,
  ): Promise<void> {
    await this.people.lock(tx, personId);
    if (before !== null && (now === null || now > before))
      for (const one of await this.store.ofPerson(tx, personId)) {
        if (one.endReason !== 'death' || one.until !== before) continue;
        if (now === null) await this.store.reopen(tx, one.id);
        else await this.store.end(tx, one.id, { on: now, reason: 'death' }, by, this.clock.now());
        await this.tell(tx, one, addMonths(monthOf(before), 1), by);
      }
    if (now !== null) await this.endAll(tx, personId, { on: now, reason: 'death' }, by);
  }

  /** Has what follows of a change of the person's own facts done in every scheme of theirs, from a month on. */
  async personChanged(tx: Transaction, personId: string, from: PlainMonth, by: string): Promise<void> {
    const schemes = new Set((await this.store.ofPerson(tx, personId)).map(({ scheme }) => scheme));
    for (const scheme of schemes) await this.tell(tx, { personId, scheme }, from, by);
  }

  /** Throws Refused `person-retired` for whoever draws in a month a pension that ends a scheme. */
  async demandNotRetired(
    tx: Transaction,
    personId: string,
    scheme: string,
    month: PlainMonth,
  ): Promise<void> {
    const barring = closedToPensioners[scheme];
    if (barring === undefined) return;
    const drawn = await this.store.pensionsDrawn(tx, personId, month);
    const barred = drawn.find((pension) => barring.includes(pension));
    if (barred !== undefined) throw new Refused('person-retired', barred);
  }

  /** Throws Refused `participation-unknown`. */
  async get(tx: Transaction, id: string): Promise<Participation> {
    const participation = await this.store.find(tx, id);
    if (participation === null) throw new Refused('participation-unknown', id);
    return participation;
  }

  /** All of a person that were not voided, by scheme and day; with `on` those of that day alone. */
  async ofPerson(tx: Transaction, personId: string, on?: PlainDate): Promise<Participation[]> {
    const all = await this.store.ofPerson(tx, personId);
    return on === undefined
      ? all
      : all.filter(({ since, until }) => since <= on && (until === null || until >= on));
  }

  /** All of a person as they were known at a moment. */
  ofPersonKnownAt(tx: Transaction, personId: string, at: Date): Promise<Participation[]> {
    return this.store.ofPersonKnownAt(tx, personId, at);
  }

  /** Of a unit on a day, in the order of their ids, `limit` at most and after one if it is given. */
  ofUnit(
    tx: Transaction,
    unitCode: string,
    on: PlainDate,
    { scheme = null, after = null, limit }: { scheme?: string | null; after?: string | null; limit: number },
  ): Promise<Participation[]> {
    return this.store.ofUnit(tx, unitCode, on, { scheme, after, limit });
  }

  private async endOn(
    tx: Transaction,
    participation: Pick<Participation, 'id' | 'personId' | 'scheme'>,
    end: { readonly on: PlainDate; readonly reason: EndReason },
    by: string | null,
  ): Promise<void> {
    await this.store.end(tx, participation.id, end, by, this.clock.now());
    // The month of the last day is insured still.
    await this.tell(tx, participation, addMonths(monthOf(end.on), 1), by);
  }

  private async voidWhole(
    tx: Transaction,
    participation: Participation,
    reason: string,
    by: string,
  ): Promise<void> {
    await this.store.void(tx, participation.id, reason, by, this.clock.now());
    await this.tell(tx, participation, monthOf(participation.since), by);
  }

  private async tell(
    tx: Transaction,
    { personId, scheme }: Pick<Participation, 'personId' | 'scheme'>,
    from: PlainMonth,
    by: string | null,
  ): Promise<void> {
    for (const follow of this.following) await follow(tx, { personId, scheme, from, by });
  }

  /** The person a registration counts as: who begins and who ends wait for each other. */
  private async lockPersonOf(tx: Transaction, id: string): Promise<void> {
    const { personId } = await this.get(tx, id);
    await this.people.lock(tx, await this.people.keptOf(tx, personId));
  }

  private async lockedStanding(tx: Transaction, id: string): Promise<Participation> {
    await this.lockPersonOf(tx, id);
    const participation = await this.get(tx, id);
    if (participation.voidedAt !== null) throw new Refused('participation-unknown', id);
    return participation;
  }

  private async checkPerson(
    tx: Transaction,
    personId: string,
    { scheme, since, until }: NewParticipation,
  ): Promise<void> {
    const { birthDate, diedOn } = await this.people.get(tx, personId);
    if (monthOf(since) > monthOf(this.clock.today())) throw new Refused('day-in-future', 'since');
    if (since < birthDate) throw new Refused('participation-before-birth', since);
    if (diedOn !== null && ((until ?? null) === null || (until ?? since) > diedOn))
      throw new Refused('person-dead', diedOn);
    await this.demandNotRetired(tx, personId, scheme, monthOf(since));
  }

  private async checkUnit(
    tx: Transaction,
    unitCode: string,
    { since, until, projectCode }: NewParticipation,
  ): Promise<void> {
    const { closedOn, foundedOn } = await this.units.get(tx, unitCode);
    if (closedOn !== null && ((until ?? null) === null || (until ?? since) > closedOn))
      throw new Refused('unit-closed', unitCode);
    if (foundedOn !== null && since < foundedOn) throw new Refused('unit-closed', `founded ${foundedOn}`);
    if (projectCode === undefined || projectCode === null) return;
    const project = await this.units.project(tx, projectCode);
    if (project.unitCode !== unitCode) throw new Refused('unit-of-another', projectCode);
    if (project.endedOn !== null && ((until ?? null) === null || (until ?? since) > project.endedOn))
      throw new Refused('project-ended', projectCode);
  }
}
