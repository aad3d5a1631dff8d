/** Holds the one snapshot of the window and tells those who watch it. */
import { Injectable } from '@nestjs/common';
import type { DeskState } from '#libs/contract/desk.js';
import { CentreClock } from '../ground/centre-clock.js';
import { emptyDesk, type Step } from './desk-state.js';

type Watcher = (state: DeskState) => void;

@Injectable()
export class DeskStore {
  private readonly watchers = new Set<Watcher>();
  private current: DeskState;

  constructor(clock: CentreClock) {
    const now = clock.now();
    // Starting from the clock, revisions keep growing over a restart.
    this.current = emptyDesk(now.getTime(), clock.today(), now.toISOString());
  }

  get state(): DeskState {
    return this.current;
  }

  /** Takes a step; watchers hear of it when it changed anything. */
  apply(step: Step): void {
    const next = step(this.current);
    if (next === this.current) return;
    this.current = { ...next, revision: this.current.revision + 1 };
    for (const watcher of this.watchers) watcher(this.current);
  }

  /** Tells the watchers anew, though nothing changed: who may see it has. */
  touch(): void {
    this.apply((state) => ({ ...state }));
  }

  /** Calls the watcher after every change, until the answered function is called. */
  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}
