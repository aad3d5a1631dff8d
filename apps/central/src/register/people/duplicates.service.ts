/** Finds who may be registered twice, over the whole register, and keeps of whom somebody said that they are two. */
import { Injectable } from '@nestjs/common';
import { duplicateSign } from '#libs/identity/duplicates.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import type { ListAsk, ListPage } from '../../ground/lists/list-page.js';
import type { ListedPair, PairState } from './duplicate-pair.js';
import { DuplicatesStore, type FoundPair } from './duplicates.store.js';
import { PeopleStore } from './people.store.js';
import { PersonMergesStore } from './person-merges.store.js';

const peopleEach = 2_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

type Said = { readonly reason: string; readonly by: string };

@Injectable()
export class Duplicates {
  constructor(
    private readonly database: Database,
    private readonly store: DuplicatesStore,
    private readonly people: PeopleStore,
    private readonly merges: PersonMergesStore,
    private readonly clock: Clock,
    jobs: Jobs,
  ) {
    jobs.add({
      name: 'duplicates',
      purpose: { zh: '查找疑似重复登记的人', en: 'Find who may be registered twice' },
      times: { dailyAt: '03:40' },
      run: (signal) => this.findAll(signal),
    });
  }

  /** Looks at the whole register, some people at a time; what is not alike any more goes once all was looked at. */
  async findAll(signal: AbortSignal): Promise<JobResult | null> {
    const begun = this.clock.now();
    let after: string | null = beforeAll;
    while (after !== null && !signal.aborted) {
      const from: string = after;
      const last: string | null = await this.database.read((tx) => this.store.edge(tx, from, peopleEach));
      const candidates = await this.database.read((tx) => this.store.candidates(tx, { after: from, last }));
      const found = candidates.flatMap(([one, other]): FoundPair[] => {
        const sign = duplicateSign(one, other);
        return sign === null ? [] : [{ oneId: one.id, otherId: other.id, sign, name: one.name }];
      });
      if (found.length > 0)
        await this.database.transaction((tx) => this.store.keep(tx, found, this.clock.now()));
      after = last;
    }
    if (signal.aborted) return null;
    const pairs = await this.database.transaction(async (tx) => {
      await this.store.dropUnseen(tx, begun);
      return this.store.count(tx);
    });
    return pairs === 0
      ? null
      : { words: { zh: `疑似重复 ${pairs} 对`, en: `${pairs} pairs may be one person` }, counts: { pairs } };
  }

  list(tx: Transaction, state: PairState, ask: ListAsk): Promise<ListPage<ListedPair>> {
    return this.store.list(tx, state, ask);
  }

  isToldApart(tx: Transaction, one: string, other: string): Promise<boolean> {
    return this.store.isToldApart(tx, one, other);
  }

  /** Keeps that two are not one person: the pair is asked about no more. Throws Refused `person-unknown`, `person-merged`, `malformed-request`. */
  async tellApart(tx: Transaction, ids: readonly [string, string], { reason, by }: Said): Promise<void> {
    if (ids[0] === ids[1]) throw new Refused('malformed-request', 'otherId');
    for (const id of ids.toSorted()) {
      await this.people.lock(tx, id);
      if ((await this.people.find(tx, id)) === null) throw new Refused('person-unknown');
    }
    const [one, other] = [await this.merges.keptOf(tx, ids[0]), await this.merges.keptOf(tx, ids[1])];
    if (one === other) throw new Refused('person-merged');
    await this.store.tellApart(tx, ids, { reason, by, at: this.clock.now() });
  }

  /** Takes it back: they may be one person again. Throws Refused `not-found`. */
  async takeBack(tx: Transaction, ids: readonly [string, string], { reason, by }: Said): Promise<void> {
    if (!(await this.store.takeBack(tx, ids, { reason, by, at: this.clock.now() })))
      throw new Refused('not-found');
  }
}
