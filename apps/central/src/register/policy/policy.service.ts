/** The area's parameters, checked, for those who calculate. */
import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { lookUp, type Wanted } from '#libs/policy/look-up.js';
import { readParameters, type Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyStore } from './policy.store.js';

// A new version is in force everywhere this soon after it was entered; its effective date is a day at least.
const rereadAfterMs = 60_000;

@Injectable()
export class PolicyService {
  private known: { readonly parameters: Parameters; readonly readAtMs: number } | null = null;

  constructor(
    private readonly store: PolicyStore,
    private readonly clock: Clock,
  ) {}

  /** All parameters with all their versions. Throws when the table holds what cannot be read. */
  async parameters(tx: Transaction): Promise<Parameters> {
    const nowMs = this.clock.now().getTime();
    if (this.known !== null && Math.abs(nowMs - this.known.readAtMs) < rereadAfterMs)
      return this.known.parameters;
    const read = readParameters(await this.store.all(tx));
    if (!read.ok) throw new Error(`parameters refused: ${JSON.stringify(read.refusal)}`);
    this.known = { parameters: read.value, readAtMs: nowMs };
    return read.value;
  }

  /** The value in force on a day. Throws when the bureau has laid down none: such a parameter came with a migration. */
  async value<T>(tx: Transaction, on: PlainDate, wanted: Wanted<T>): Promise<T> {
    const version = lookUp(await this.parameters(tx), wanted.key, on);
    if (!version.ok) throw new Error(`no version of ${wanted.key} is in force on ${on}`);
    return wanted.read(version.value);
  }
}
