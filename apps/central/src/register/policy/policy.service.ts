/** The area's parameters, checked, for those who calculate. */
import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { lookUp, type Wanted } from '#libs/policy/look-up.js';
import { readParameters, type Parameters } from '#libs/policy/parameters.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyStore } from './policy.store.js';

@Injectable()
export class PolicyService {
  private known: { readonly parameters: Parameters; readonly version: string } | null = null;
  // What is in force when a transaction first asks is in force for all of it.
  private readonly ofTransactions = new WeakMap<Transaction, Promise<Parameters>>();

  constructor(private readonly store: PolicyStore) {}

  /** All parameters with all their versions. Throws when the table holds what cannot be read. */
  parameters(tx: Transaction): Promise<Parameters> {
    const asked = this.ofTransactions.get(tx) ?? this.current(tx);
    this.ofTransactions.set(tx, asked);
    return asked;
  }

  /** Reading and checking them all again costs more than asking whether they are still the same, in every process alike. */
  private async current(tx: Transaction): Promise<Parameters> {
    const version = await this.store.version(tx);
    if (this.known?.version === version) return this.known.parameters;
    const read = readParameters(await this.store.all(tx));
    if (!read.ok) throw new Error(`parameters refused: ${JSON.stringify(read.refusal)}`);
    this.known = { parameters: read.value, version };
    return read.value;
  }

  /** The value in force on a day. Throws when the bureau has laid down none: such a parameter came with a migration. */
  async value<T>(tx: Transaction, on: PlainDate, wanted: Wanted<T>): Promise<T> {
    const version = lookUp(await this.parameters(tx), wanted.key, on);
    if (!version.ok) throw new Error(`no version of ${wanted.key} is in force on ${on}`);
    return wanted.read(version.value);
  }
}
