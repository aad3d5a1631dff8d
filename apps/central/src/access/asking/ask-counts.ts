/**
 * Counts questions by asker for all central processes together. One asker's questions are counted one after another, and once they
 * are too many they are refused here, so that a flood of one address neither queues for its row nor takes the database's connections.
 */
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { AskCountsStore, type Asker } from './ask-counts.store.js';

/** After it, what was asked counts no more. */
export const minuteMs = 60_000;

@Injectable()
export class AskCounts {
  /** Who has asked too often, and until when (epoch ms). */
  private readonly refusedUntilMs = new LRUCache<string, number>({ max: 10_000 });
  private readonly counting = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly store: AskCountsStore,
    private readonly clock: Clock,
  ) {}

  /** Counts a question; null when it is one of the `most` of its minute, else when the minute is over (epoch ms). */
  async count(asker: Asker, most: number): Promise<number | null> {
    const key = `${asker.route} ${asker.address}`;
    const before = this.counting.get(key);
    const counted = (before ?? Promise.resolve()).then(() => this.countNext(key, asker, most));
    // Whoever comes next asks for itself, whatever became of this one.
    const settled = counted.catch(() => undefined);
    this.counting.set(key, settled);
    try {
      return await counted;
    } finally {
      if (this.counting.get(key) === settled) this.counting.delete(key);
    }
  }

  private async countNext(key: string, asker: Asker, most: number): Promise<number | null> {
    const now = this.clock.now();
    const untilMs = this.refusedUntilMs.get(key);
    // One that is further off than its minute was said by a clock that has been set back since.
    if (untilMs !== undefined && untilMs > now.getTime() && untilMs <= now.getTime() + 2 * minuteMs)
      return untilMs;
    const { asked, since } = await this.database.transaction((tx) =>
      this.store.count(
        tx,
        asker,
        now,
        new Date(now.getTime() - minuteMs),
        new Date(now.getTime() + minuteMs),
      ),
    );
    if (asked <= most) return null;
    const overMs = since.getTime() + minuteMs;
    this.refusedUntilMs.set(key, overMs);
    return overMs;
  }
}
