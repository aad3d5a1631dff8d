/** What a job is: work that central looks for by itself, again and again, without anybody asking. */
import type { Words } from '#libs/kernel/words.js';

/** Every so often, counted from the end of the run before; or once a day at a time such as `03:10` in Asia/Shanghai. */
export type JobTimes = { readonly everyMs: number } | { readonly dailyAt: string };

/** What a run has done, in words and in figures. */
export type JobResult = { readonly words: Words; readonly counts: Readonly<Record<string, number>> };

export type Job = {
  /** A word or several with hyphens; the same in every process of the area. */
  readonly name: string;
  readonly purpose: Words;
  readonly times: JobTimes;
  /**
   * One run; null when there was nothing to do. Runs once over all processes, except that a process that stands still for
   * longer than its lease loses it: what a run writes must then still be right. Ends early when the signal is aborted.
   */
  readonly run: (signal: AbortSignal) => Promise<JobResult | null>;
};

/** Failures in a row after which a job counts as stuck: somebody has to look. */
export const stuckAfterAttempts = 5;

export type JobState = 'idle' | 'running' | 'failed' | 'stuck';

/** How a job stands, the same seen from every process. Instants are ISO 8601. */
export type JobStatus = {
  readonly name: string;
  readonly purpose: Words;
  /** Milliseconds from the end of a run to the next; null: once a day. */
  readonly everyMs: number | null;
  /** `HH:MM` in Asia/Shanghai; null: every so often. */
  readonly dailyAt: string | null;
  readonly state: JobState;
  readonly enabled: boolean;
  /** It is time for it, and has been for minutes, and no process has taken it. */
  readonly overdue: boolean;
  /** Null while it runs or is paused. */
  readonly nextRun: string | null;
  /** The process that is at it: machine and process number. */
  readonly runner: string | null;
  readonly runningSince: string | null;
  readonly lastStarted: string | null;
  readonly lastFinished: string | null;
  readonly lastResult: JobResult | null;
  readonly lastResultAt: string | null;
  readonly lastFault: string | null;
  readonly lastFaultAt: string | null;
  readonly attempts: number;
};

/** Whether somebody has to look at a job. */
export const isAlarming = ({ state, overdue }: Pick<JobStatus, 'state' | 'overdue'>): boolean =>
  state === 'stuck' || overdue;
