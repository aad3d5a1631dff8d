/** Gathers the acts that arrive together into one database transaction, and answers each when it is durable. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { writeChallenge } from '#libs/cards/write-challenge.js';
import { KEY_VAULT, type KeyVault } from '../cards/key-vault.js';
import { Clock } from '../clock.js';
import { CONFIG, type CentralConfig } from '../config.js';
import { Database, isConnectionFault } from '../database/database.js';
import { SECRETS, type Secrets } from '../secrets.js';
import type { BatchState, SessionRow } from './batch-state.js';
import { decide } from './decide.js';
import type { Job, Outcome } from './settlement.js';
import { SettlementsStore } from './settlements.store.js';
import { emptyWriteSet } from './write-set.js';

const jobsPerBatch = 256;
const queueLimit = 5000;
// A lost connection leaves open whether the batch was committed. Running it again is safe: the keys tell.
const reconnectAttempts = 6;
const reconnectAfterMs = 400;

type Waiting = {
  readonly job: Job;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (fault: unknown) => void;
};

@Injectable()
export class SettlementBatch implements OnApplicationShutdown {
  private readonly queue: Waiting[] = [];
  private running: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly store: SettlementsStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
    @Inject(SECRETS) private readonly secrets: Secrets,
    @Inject(KEY_VAULT) private readonly vault: KeyVault,
  ) {}

  /** The outcome of a job, once it is durable. Rejects with the fault when the database stays away; the job may be asked again. */
  settle(job: Job): Promise<Outcome> {
    if (this.queue.length >= queueLimit) return Promise.resolve({ settled: false, code: 'busy' });
    return new Promise((resolve, reject) => {
      this.queue.push({ job, resolve, reject });
      this.running ??= this.drain().finally(() => (this.running = null));
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  // One batch at a time: all of them lock the same hot accounts, and what arrives meanwhile makes the next batch.
  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, jobsPerBatch);
      try {
        const outcomes = await this.run(batch.map(({ job }) => job));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const outcome = outcomes[index];
          if (outcome === undefined) reject(new Error('a job of the batch was left without outcome'));
          else resolve(outcome);
        }
      } catch (fault) {
        if (batch.length === 1 || isConnectionFault(fault)) for (const { reject } of batch) reject(fault);
        else await this.oneByOne(batch);
      }
    }
  }

  /** One job that breaks must not take the others of its batch with it. */
  private async oneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const { job, resolve, reject } of batch) {
      try {
        const [outcome] = await this.run([job]);
        if (outcome === undefined) throw new Error('the job was left without outcome');
        resolve(outcome);
      } catch (fault) {
        reject(fault);
      }
    }
  }

  private async run(jobs: readonly Job[]): Promise<readonly Outcome[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(jobs);
      } catch (fault) {
        if (attempt >= reconnectAttempts || !isConnectionFault(fault)) throw fault;
        await new Promise((resolve) => setTimeout(resolve, reconnectAfterMs * attempt));
      }
    }
  }

  private attempt(jobs: readonly Job[]): Promise<readonly Outcome[]> {
    return this.database.transaction(async (tx) => {
      const loaded = await this.store.load(tx, jobs, this.clock.now(), this.clock.today());
      const state: BatchState = { ...loaded, proven: await this.proven(jobs, loaded.sessions) };
      const writes = emptyWriteSet();
      const issuer = {
        agency: this.config.agency,
        areaCode: this.config.areaCode,
        receiptKey: this.secrets.receiptKey,
      };
      const outcomes = jobs.map((job) => decide(state, writes, issuer, job));
      await this.store.write(tx, state, writes);
      return outcomes;
    });
  }

  /** Keys of the acts that the card of their session has signed. */
  private async proven(
    jobs: readonly Job[],
    sessions: ReadonlyMap<string, SessionRow>,
  ): Promise<ReadonlySet<string>> {
    const proven = new Set<string>();
    for (const job of jobs) {
      if (job.kind !== 'payment' && job.kind !== 'collection') continue;
      const session = sessions.get(job.cardSessionId);
      if (session === undefined) continue;
      const challenge = writeChallenge({
        sessionNonce: session.nonce,
        idempotencyKey: job.key,
        bodyDigest: job.bodyDigest,
      });
      if (await this.vault.verifyInternal(session, challenge, job.cardProof)) proven.add(job.key);
    }
    return proven;
  }
}
