/** The time as the centre has it, which every instant of this window is told in: the machine's own clock may be off by any amount. */
import { uptime } from 'node:os';
import { businessDate, type PlainDate } from '#libs/kernel/plain-date.js';

/** What this machine tells by itself. */
export type MachineClocks = {
  /** Milliseconds since 1970 as the machine believes; somebody may set it at any moment. */
  readonly wallMs: () => number;
  /** Milliseconds since whenever, also while the machine slept, which nobody can set. */
  readonly steadyMs: () => number;
};

const thisMachine: MachineClocks = { wallMs: () => Date.now(), steadyMs: () => uptime() * 1000 };

/** An answer that took longer says too little of the time. */
const longestRoundMs = 10_000;
/** What the steady clock and the network blur anyway. */
const blurMs = 50;

/**
 * Goes by the machine's own clock until the centre has said what time it is; from then on by the centre's, kept against the steady
 * clock, so that neither a wrong clock nor one that is set meanwhile is seen in anything that this window says or judges.
 */
export class CentreClock {
  /** The centre's time less the steady clock; null: the centre has not said it yet. */
  private centreLessSteadyMs: number | null = null;

  constructor(private readonly machine: MachineClocks = thisMachine) {}

  /** Milliseconds since 1970. */
  nowMs(): number {
    return this.centreLessSteadyMs === null
      ? this.machine.wallMs()
      : Math.round(this.machine.steadyMs() + this.centreLessSteadyMs);
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  /** The bureau's calendar day. */
  today(): PlainDate {
    return businessDate(this.now());
  }

  /** The machine's own clock, for whoever judges how wrong it is. */
  own(): Date {
    return new Date(this.machine.wallMs());
  }

  /** Whether this is the centre's time; before that nothing is given up or thrown away because of its age. */
  get isCentres(): boolean {
    return this.centreLessSteadyMs !== null;
  }

  /** Whole seconds by which the machine's own clock is ahead of the centre's, below zero behind; zero while nothing is known. */
  get aheadSeconds(): number {
    return Math.round((this.machine.wallMs() - this.nowMs()) / 1000);
  }

  /**
   * The centre said `saidMs` in an answer that came just now, `tookMs` after it was asked: it is between that and as much later. What
   * is known already stands as long as it lies between the two, so that the time does not jump about with the network.
   */
  learn(saidMs: number, tookMs: number): void {
    if (!Number.isSafeInteger(saidMs) || Math.abs(saidMs) > 8.64e15 || !(tookMs <= longestRoundMs)) return;
    const earliest = saidMs - this.machine.steadyMs();
    const known = this.centreLessSteadyMs;
    if (known !== null && known >= earliest - blurMs && known <= earliest + tookMs + blurMs) return;
    this.centreLessSteadyMs = earliest + tookMs / 2;
  }
}
