/** Jobs as they travel: what each is for, when it comes next, and how it went. */
import { WordsDto } from '../../ground/http/words.dto.js';
import type { JobState } from '../../ground/jobs/job.js';

class JobResultDto {
  words!: WordsDto;
  /** Figures by their names, such as `lapsed`. */
  counts!: Record<string, number>;
}

export class JobDto {
  name!: string;
  purpose!: WordsDto;
  /** Milliseconds from the end of a run to the next; null: once a day. */
  everyMs!: number | null;
  /** `HH:MM` in Asia/Shanghai; null: every so often. */
  dailyAt!: string | null;
  state!: JobState;
  /** False: paused by a person. */
  enabled!: boolean;
  /** It has been time for it for minutes, and no process has taken it. */
  overdue!: boolean;
  /** Somebody has to look: stuck or overdue. */
  alarming!: boolean;
  nextRun!: string | null;
  /** The process that is at it. */
  runner!: string | null;
  runningSince!: string | null;
  lastStarted!: string | null;
  lastFinished!: string | null;
  /** Of the last run that found something to do. */
  lastResult!: JobResultDto | null;
  lastResultAt!: string | null;
  lastFault!: string | null;
  lastFaultAt!: string | null;
  /** Failures in a row. */
  attempts!: number;
}

export class JobsDto {
  jobs!: JobDto[];
}
