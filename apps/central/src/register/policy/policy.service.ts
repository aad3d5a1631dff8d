/** The area's parameters, checked, for those who calculate: as they stand, and as they were known before. */
import { Injectable } from '@nestjs/common';
import { date, monthOf, type PlainDate, type PlainMonth } from '#libs/kernel/plain-date.js';
import { lookUp, type Wanted } from '#libs/policy/look-up.js';
import { entryKnownAt, setOf, type ParameterSet } from '#libs/policy/parameter-sets.js';
import type { JudgedVersion } from '#libs/policy/proposals.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PolicyStore, type EnteredVersion } from './policy.store.js';

/** Sets kept in memory: months are reckoned again by few sets, and then by the thousand people. */
const setsKept = 8;

@Injectable()
export class PolicyService {
  private known: { readonly version: string; readonly entries: readonly EnteredVersion[] } = {
    version: '',
    entries: [],
  };
  private readonly sets = new Map<number, ParameterSet>();
  // What is in force when a transaction first asks is in force for all of it.
  private readonly ofTransactions = new WeakMap<Transaction, Promise<ParameterSet>>();

  constructor(private readonly store: PolicyStore) {}

  /** All parameters with all their versions, as they stand. */
  async parameters(tx: Transaction): Promise<Parameters> {
    return (await this.setOf(tx)).parameters;
  }

  /** The set that stands. Whoever reckons keeps its id: {@link ofSet} brings it back. */
  setOf(tx: Transaction): Promise<ParameterSet> {
    const asked = this.ofTransactions.get(tx) ?? this.current(tx);
    this.ofTransactions.set(tx, asked);
    return asked;
  }

  /** A set of before, by its id. Throws Error for a set that never stood. */
  async ofSet(tx: Transaction, id: string): Promise<ParameterSet> {
    const entries = await this.entries(tx);
    if (!entries.some(({ entry }) => String(entry) === id)) throw new Error(`no set ${id} of parameters`);
    return this.read(entries, Number(id));
  }

  /**
   * Waits for whoever is entering versions: what is known at a moment that is read after this, in the same transaction, stays what is
   * known at that moment.
   */
  settle(tx: Transaction): Promise<void> {
    return this.store.settle(tx, false);
  }

  /** The set that was known at a time. Whoever reckons may keep the time in place of an id, when it was taken after {@link settle}. */
  async parametersAsKnown(tx: Transaction, knownAt: Date): Promise<ParameterSet> {
    const entries = await this.entries(tx);
    return this.read(entries, entryKnownAt(entries, knownAt));
  }

  /** The value in force on a day. Throws Refused `parameter-missing` when the bureau has laid down none that can be read. */
  async value<T>(tx: Transaction, on: PlainDate, wanted: Wanted<T>): Promise<T> {
    const version = lookUp(await this.parameters(tx), wanted.key, on);
    if (!version.ok) throw new Refused('parameter-missing', `${wanted.key} ${on}`);
    return wanted.read(version.value);
  }

  /** The first month that versions entered after a set could change anything in; null: there are none. */
  async changedSince(tx: Transaction, set: string): Promise<PlainMonth | null> {
    const from = (await this.entries(tx)).flatMap(({ entry, effectiveFrom }) =>
      entry > Number(set) ? [effectiveFrom] : [],
    );
    const [first] = from.toSorted();
    return first === undefined ? null : monthOf(date(first));
  }

  /** Keeps others from entering versions until the transaction ends: what stands now is what stands when they are entered. */
  hold(tx: Transaction): Promise<void> {
    return this.store.settle(tx, true);
  }

  /** Enters what was approved; `at` is read after {@link hold}. In force from the end of the transaction on. */
  async enter(
    tx: Transaction,
    versions: readonly JudgedVersion[],
    entered: { readonly by: string; readonly at: Date; readonly approval: string },
  ): Promise<void> {
    // Whatever asks in this very transaction has the set of before.
    await this.setOf(tx);
    for (const version of versions) await this.store.insert(tx, version, entered);
  }

  /** Every version ever entered, in that order. Read anew only when there are others: asking for the last costs less, in every process alike. */
  async entries(tx: Transaction): Promise<readonly EnteredVersion[]> {
    const version = await this.store.version(tx);
    if (this.known.version !== version) {
      this.known = { version, entries: await this.store.all(tx) };
      this.sets.clear();
    }
    return this.known.entries;
  }

  private async current(tx: Transaction): Promise<ParameterSet> {
    const entries = await this.entries(tx);
    return this.read(entries, entries.at(-1)?.entry ?? 0);
  }

  private read(entries: readonly EnteredVersion[], entry: number): ParameterSet {
    const kept = this.sets.get(entry);
    if (kept !== undefined) return kept;
    const set = setOf(entries, entry);
    this.sets.set(entry, set);
    const [oldest] = this.sets.keys();
    if (this.sets.size > setsKept && oldest !== undefined) this.sets.delete(oldest);
    return set;
  }
}
