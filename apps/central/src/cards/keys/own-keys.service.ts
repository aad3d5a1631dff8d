/** Renews the keys that central signs with itself, on record, and lists them without telling them. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { ownKeyKinds, Secrets, takenUpAfterMs, type OwnKey, type OwnKeyKind } from '../../ground/secrets.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import type { KeyAdministrator } from './key-versions.service.js';

/** A key as it is shown: everything but the key. */
export type ListedOwnKey = {
  readonly kind: OwnKeyKind;
  readonly id: string;
  /** ISO instants. */
  readonly from: string | null;
  readonly until: string | null;
};

const listed = (kind: OwnKeyKind, { id, from, until }: OwnKey): ListedOwnKey => ({
  kind,
  id,
  from: from?.toISOString() ?? null,
  until: until?.toISOString() ?? null,
});

@Injectable()
export class OwnKeysService {
  constructor(
    private readonly secrets: Secrets,
    private readonly database: Database,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  list(): readonly ListedOwnKey[] {
    return ownKeyKinds.flatMap((kind) => this.secrets.list(kind).map((key) => listed(kind, key)));
  }

  /**
   * Makes the next key of a kind; every running central uses it from `from` on, or in a few seconds. What was signed before is verified as
   * ever. Throws Refused `malformed-request` for a time that is over, or before the last renewal's.
   */
  async renew(by: KeyAdministrator, kind: OwnKeyKind, from: Date | null): Promise<ListedOwnKey> {
    const now = this.clock.now();
    const earliest = new Date(now.getTime() + takenUpAfterMs);
    if (from !== null && from < earliest)
      throw new Refused('malformed-request', `--from: ${earliest.toISOString()} at the earliest`);
    // Before the key is there: one that nobody has on record is worse than a record of one that was never made.
    await this.database.transaction((tx) =>
      this.audit.append(tx, {
        at: now,
        action: 'keys.renewed',
        ...(by.staffNumber === null ? {} : { staffNumber: by.staffNumber }),
        subject: `${kind} key`,
        detail: { from: (from ?? earliest).toISOString() },
      }),
    );
    try {
      return listed(kind, await this.secrets.renew(kind, from ?? earliest));
    } catch (fault) {
      if (fault instanceof RangeError) throw new Refused('malformed-request', `--from: ${fault.message}`);
      throw fault;
    }
  }
}
