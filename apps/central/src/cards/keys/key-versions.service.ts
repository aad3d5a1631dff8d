/** Makes versions of the master keys out of two custodians' components, says which one new cards get, and gives old ones up. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { heldOnPurpose } from '../../ground/database/held.js';
import { Refused } from '../../ground/http/refused.js';
import { VAULT_PASSPHRASE, type VaultPassphrase } from '../../ground/vault-passphrase.js';
import { readFormerVault } from './former-vault.js';
import type { KeyComponent } from './key-component.js';
import { KEY_VAULT, type KeyVault } from './key-vault.js';
import type { ComponentRecord, KeyVersion } from './key-version.entity.js';
import { KeyVersionsStore } from './key-versions.store.js';
import {
  checkValuesOf,
  combine,
  differingKey,
  weakKey,
  wipe,
  type CheckValues,
  type MasterKeys,
} from './master-keys.js';

/** Of the file vault's names and of what a card's row can hold. */
const highestVersion = 9999;

/** A version as it is shown: everything but the keys. */
export type ListedVersion = {
  readonly version: number;
  readonly checkValues: CheckValues;
  readonly components: readonly ComponentRecord[];
  /** ISO instants. */
  readonly madeAt: string;
  /** Staff number; null: made by the installation itself. */
  readonly madeBy: string | null;
  readonly active: boolean;
  readonly activeSince: string | null;
  readonly retiredAt: string | null;
  /** What the vault says of it; `other` is a case for the administrator: keys that are not the registered ones. */
  readonly inVault: 'agrees' | 'missing' | 'other';
};

export type KeyList = {
  readonly vault: KeyVault['description'];
  readonly versions: readonly ListedVersion[];
};

/** Who administers keys: a signed-in administrator, or the installation itself. */
export type KeyAdministrator = { readonly staffNumber: string | null };

const inVaultWord = (registered: CheckValues, here: CheckValues | null): ListedVersion['inVault'] => {
  if (here === null) return 'missing';
  return differingKey(registered, here) === null ? 'agrees' : 'other';
};

@Injectable()
export class KeyVersionsService implements OnModuleInit {
  constructor(
    @Inject(KEY_VAULT) private readonly vault: KeyVault,
    @Inject(CONFIG) private readonly config: CentralConfig,
    @Inject(VAULT_PASSPHRASE) private readonly passphrase: VaultPassphrase,
    private readonly database: Database,
    private readonly store: KeyVersionsStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Takes over the keys of an installation from before there were versions: its cards go on as version 1. */
  async onModuleInit(): Promise<void> {
    const file = join(this.config.folder, 'key-vault.json');
    if (this.vault.description.kind !== 'file' || !existsSync(file)) return;
    const isNew = async (tx: Transaction): Promise<boolean> => (await this.store.list(tx)).length === 0;
    if (!(await this.database.transaction(isNew))) return;
    const keys = readFormerVault(readFileSync(file, 'utf8'), await this.passphrase());
    // Of two that start at once one gets its keys in, and both go on from what is in the vault then.
    await this.vault.admit(1, keys);
    wipe(keys);
    const checkValues = await this.vault.checkValues(1);
    await this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      if (await isNew(tx)) await this.register(tx, { staffNumber: null }, 1, checkValues, []);
    });
  }

  /**
   * The key ceremony: exclusive or of two custodians' components. The version appears whole in vault and register, or not at
   * all; a ceremony that was cut short is held again with the same components, which also brings keys back into a vault that
   * was lost. Without `version`, the next one. Throws Refused `key-component-…`, `key-weak`, `key-version-exists`,
   * `key-check-value-differs`.
   */
  async hold(
    by: KeyAdministrator,
    components: readonly KeyComponent[],
    version: number | null,
  ): Promise<ListedVersion> {
    const [first, second] = components;
    if (first === undefined || second === undefined || components.length !== 2)
      throw new Refused('key-component-count', `${components.length}`);
    if (first.custodian === second.custodian)
      throw new Refused('key-component-same-custodian', first.custodian);
    if (first.id === second.id) throw new Refused('key-component-same-custodian', `component ${first.id}`);
    if (version !== null && !(Number.isInteger(version) && version >= 1 && version <= highestVersion))
      throw new Refused('malformed-request', `version: 1 to ${highestVersion}`);
    const keys = combine(first.keys, second.keys);
    const weak = weakKey(keys);
    if (weak !== null) throw new Refused('key-weak', weak);
    const records = [first, second].map(({ custodian, id, keys: half }) => ({
      custodian,
      component: id,
      checkValues: checkValuesOf(half),
    }));
    try {
      return await this.database.transaction((tx) =>
        heldOnPurpose('key-ceremony', () => this.admit(tx, by, keys, records, version)),
      );
    } finally {
      wipe(keys);
    }
  }

  /** All versions of the register, whatever the vault says. */
  registered(tx: Transaction): Promise<readonly KeyVersion[]> {
    return this.store.list(tx);
  }

  /** All versions of the register, and what the vault says of each. */
  async list(): Promise<KeyList> {
    const registered = await this.database.transaction((tx) => this.store.list(tx));
    const here = await this.vault.versions();
    const versions: ListedVersion[] = [];
    for (const version of registered) {
      const found = here.includes(version.version) ? await this.vault.checkValues(version.version) : null;
      versions.push(listed(version, inVaultWord(version.checkValues, found)));
    }
    return { vault: this.vault.description, versions };
  }

  /** New cards are made with this version from now on; cards of older ones go on. */
  async rollOver(by: KeyAdministrator, version: number): Promise<ListedVersion> {
    const usable = async (tx: Transaction): Promise<KeyVersion> => {
      const known = await this.known(tx, version);
      if (known.retiredAt !== null) throw new Refused('key-version-retired', `version ${version}`);
      return known;
    };
    await this.database.transaction(usable);
    const here = await this.vault.checkValues(version);
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      const known = await usable(tx);
      const differing = differingKey(known.checkValues, here);
      if (differing !== null)
        throw new Refused('key-check-value-differs', `version ${version}: ${differing}`);
      if (!known.active) {
        await this.store.activate(tx, version, this.clock.now());
        await this.record(tx, by, 'keys.rolled-over', version);
      }
      return listed(await this.known(tx, version), 'agrees');
    });
  }

  /** Gives a version up: nothing is done with its keys any more, though the vault keeps them. Again changes nothing. */
  async retire(by: KeyAdministrator, version: number): Promise<ListedVersion> {
    const isHere = (await this.vault.versions()).includes(version);
    const found = isHere ? await this.vault.checkValues(version) : null;
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      const known = await this.known(tx, version);
      if (known.active) throw new Refused('key-version-active', `version ${version}`);
      if (known.retiredAt === null) {
        const { cards, chips, inProduction } = await this.store.hangingOn(tx, version);
        if (cards + chips + inProduction > 0)
          throw new Refused(
            'key-version-in-use',
            `version ${version}: ${cards} cards, ${inProduction} in production, ${chips} chips in stock`,
          );
        await this.store.retire(tx, version, this.clock.now());
        await this.record(tx, by, 'keys.retired', version);
      }
      return listed(await this.known(tx, version), inVaultWord(known.checkValues, found));
    });
  }

  // A transaction that is run again finds in the vault what the first run has put there, and goes on from it.
  private async admit(
    tx: Transaction,
    by: KeyAdministrator,
    keys: MasterKeys,
    records: readonly ComponentRecord[],
    asked: number | null,
  ): Promise<ListedVersion> {
    await this.store.lock(tx);
    const all = await this.store.list(tx);
    const version = asked ?? Math.max(0, ...all.map((each) => each.version)) + 1;
    const registered = all.find((each) => each.version === version) ?? null;
    const checkValues = checkValuesOf(keys);
    const here = await this.vault.versions();
    if (registered !== null && here.includes(version))
      throw new Refused('key-version-exists', `version ${version}`);
    const halves = new Set(records.map(({ component }) => component));
    // Two versions of the same keys: a roll-over between them would change nothing, and nobody would see it.
    const reused = all.find(
      (each) =>
        each.version !== version &&
        // Sealed anew under another name, halves are known by the keys they make.
        (each.components.some(({ component }) => halves.has(component)) ||
          differingKey(each.checkValues, checkValues) === null),
    );
    if (registered === null && reused !== undefined)
      throw new Refused('key-component-used', `version ${reused.version}`);
    const differing = registered === null ? null : differingKey(registered.checkValues, checkValues);
    if (differing !== null) throw new Refused('key-check-value-differs', `version ${version}: ${differing}`);
    if (!here.includes(version)) await this.vault.admit(version, keys);
    // What is in the vault now, ours or of a ceremony that was cut short.
    const other = differingKey(checkValues, await this.vault.checkValues(version));
    if (other !== null) throw new Refused('key-version-exists', `version ${version}, in the vault: ${other}`);
    if (registered === null) await this.register(tx, by, version, checkValues, records);
    else await this.record(tx, by, 'keys.restored', version);
    return listed(await this.known(tx, version), 'agrees');
  }

  private async register(
    tx: Transaction,
    by: KeyAdministrator,
    version: number,
    checkValues: CheckValues,
    components: readonly ComponentRecord[],
  ): Promise<void> {
    const now = this.clock.now();
    const isFirst = (await this.store.list(tx)).length === 0;
    await this.store.insert(tx, {
      version,
      checkValues,
      components,
      madeAt: now,
      madeBy: by.staffNumber,
      active: isFirst,
      activeSince: isFirst ? now : null,
      retiredAt: null,
    });
    await this.record(tx, by, 'keys.made', version, {
      components: components.map(({ component }) => component).join(' '),
    });
  }

  private async known(tx: Transaction, version: number): Promise<KeyVersion> {
    const known = await this.store.find(tx, version);
    if (known === null) throw new Refused('keys-missing', `version ${version}`);
    return known;
  }

  private async record(
    tx: Transaction,
    { staffNumber }: KeyAdministrator,
    action: string,
    version: number,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await this.audit.append(tx, {
      at: this.clock.now(),
      action,
      ...(staffNumber === null ? {} : { staffNumber }),
      subject: `version ${version}`,
      detail: { ...detail, vault: this.vault.description.kind },
    });
  }
}

const listed = (version: KeyVersion, inVault: ListedVersion['inVault']): ListedVersion => ({
  version: version.version,
  checkValues: version.checkValues,
  components: version.components,
  madeAt: version.madeAt.toISOString(),
  madeBy: version.madeBy,
  active: version.active,
  activeSince: version.activeSince?.toISOString() ?? null,
  retiredAt: version.retiredAt?.toISOString() ?? null,
  inVault,
});
