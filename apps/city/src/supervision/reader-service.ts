/** The city's pcscd under supervision: a child that dies with us, started again when it dies by itself. */
import { setTimeout as wait } from 'node:timers/promises';
import { startPcscd } from '#hardware/virtual-card/pcscd.js';
import type { Pcscd, PcscdOptions } from '#hardware/virtual-card/pcscd.js';

export class ReaderService {
  #pcscd: Pcscd | null = null;
  #stopping = new AbortController();
  #watch: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: PcscdOptions,
    private readonly restarting: (reason: string, pauseMs: number) => void,
  ) {}

  /** Starts it and returns the socket its clients use; throws PcscdError in one clear line. */
  async start(): Promise<string> {
    this.#stopping = new AbortController();
    const pcscd = await startPcscd(this.options);
    this.#pcscd = pcscd;
    this.#watch = this.#keepRunning(pcscd);
    return pcscd.socketPath;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#pcscd?.stop();
    await this.#watch;
  }

  async #keepRunning(first: Pcscd): Promise<void> {
    const { signal } = this.#stopping;
    for (let pcscd = first; ;) {
      await pcscd.ended;
      let reason = 'ended';
      for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, 30_000)) {
        if (signal.aborted) return;
        this.restarting(reason, pauseMs);
        await wait(pauseMs, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
        try {
          pcscd = await startPcscd(this.options);
          break;
        } catch (error) {
          reason = error instanceof Error ? error.message : String(error);
        }
      }
      this.#pcscd = pcscd;
      // Stopped while it was coming up: what has come up meanwhile must not stay.
      if (signal.aborted) await pcscd.stop();
    }
  }
}
