/** What is known of the keys, for whoever looks after them: versions, custodians, uses, and how old each may become. */
import { Inject, Injectable } from '@nestjs/common';
import { countOf } from '#libs/policy/look-up.js';
import { Clock } from '../../ground/clock.js';
import { Database, ReportsDatabase } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { KeyListDto, KeyVersionDto } from './keys.dto.js';
import { KEY_VAULT, type KeyVault } from './key-vault.js';
import { KeyVersionsService } from './key-versions.service.js';
import { KeyVersionsStore } from './key-versions.store.js';
import { OwnKeysService } from './own-keys.service.js';

const usesOfMs = 30 * 24 * 3600_000;

@Injectable()
export class KeyListService {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsDatabase,
    private readonly versions: KeyVersionsService,
    private readonly store: KeyVersionsStore,
    private readonly own: OwnKeysService,
    private readonly policy: PolicyService,
    @Inject(KEY_VAULT) private readonly vault: KeyVault,
    private readonly clock: Clock,
  ) {}

  /** A vault that does not answer is told as such: the register is shown all the same. */
  async list(): Promise<KeyListDto> {
    const now = this.clock.now();
    const { inVault, problem } = await this.askVault();
    const { registered, hanging, uses } = await this.reports.snapshot(async (tx) => ({
      registered: await this.versions.registered(tx),
      hanging: await this.store.hangingOnEach(tx),
      uses: await this.store.usesOfEach(tx, new Date(now.getTime() - usesOfMs)),
    }));
    const [versionMonths, ownMonths] = await this.database.transaction(async (tx) => [
      await this.policy.value(tx, this.clock.today(), countOf('keys.version-months')),
      await this.policy.value(tx, this.clock.today(), countOf('keys.own-months')),
    ]);
    return {
      vaultKind: this.vault.description.kind,
      vaultPlace: this.vault.description.place,
      vaultProblem: problem,
      versionMonths: versionMonths ?? 0,
      ownMonths: ownMonths ?? 0,
      versions: registered.map((version) => ({
        version: version.version,
        components: version.components.map(({ custodian, component }) => ({ custodian, component })),
        madeAt: version.madeAt.toISOString(),
        madeBy: version.madeBy,
        active: version.active,
        activeSince: version.activeSince?.toISOString() ?? null,
        retiredAt: version.retiredAt?.toISOString() ?? null,
        inVault: problem === null ? (inVault.get(version.version) ?? 'missing') : 'unknown',
        hangingOn: hanging.get(version.version) ?? { cards: 0, inProduction: 0, chips: 0 },
        uses: uses
          .filter((use) => use.version === version.version)
          .map(({ purpose, count, lastAt }) => ({ purpose, count, lastAt })),
      })),
      own: [...this.own.list()],
    };
  }

  private async askVault(): Promise<{
    readonly inVault: ReadonlyMap<number, KeyVersionDto['inVault']>;
    readonly problem: string | null;
  }> {
    try {
      const { versions } = await this.versions.list();
      return { inVault: new Map(versions.map(({ version, inVault }) => [version, inVault])), problem: null };
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      return { inVault: new Map(), problem: fault.code };
    }
  }
}
