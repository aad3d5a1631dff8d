/** How far long work has come, on a terminal: a bar with rate and time left. Nothing at all on a pipe or in a file. */
import type { Words } from '#libs/kernel/words.js';

export type ProgressState = {
  readonly label: Words;
  readonly done: number;
  /** Null: nobody knows before the end. */
  readonly total: number | null;
  /** Done by whoever was at it before this process began: no part of its rate. */
  readonly doneBefore: number;
  readonly elapsedMs: number;
};

const barLength = 24;

const clockTime = (seconds: number): string =>
  seconds >= 3600
    ? `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
    : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** One line, such as `导入 Import [######……] 25% 14,560/58,237 31,200/s 剩余 left 0:02`. */
export const progressLine = ({ label, done, total, doneBefore, elapsedMs }: ProgressState): string => {
  const perSecond = elapsedMs > 0 ? ((done - doneBefore) / elapsedMs) * 1000 : 0;
  const rate = `${Math.round(perSecond).toLocaleString('en')}/s`;
  if (total === null) return `${label.zh} ${label.en} ${done.toLocaleString('en')} ${rate}`;
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * barLength);
  const left =
    perSecond > 0 ? ` 剩余 left ${clockTime(Math.ceil(Math.max(0, total - done) / perSecond))}` : '';
  return (
    `${label.zh} ${label.en} [${'#'.repeat(filled)}${'.'.repeat(barLength - filled)}] ` +
    `${Math.floor(share * 100)}% ${done.toLocaleString('en')}/${total.toLocaleString('en')} ` +
    `${rate}${left}`
  );
};

/** What a command reports its progress to. */
export type Progress = {
  /** The next piece of work, of this many items; `done` of them were done before. */
  readonly begin: (label: Words, total: number | null, done?: number) => void;
  readonly at: (done: number) => void;
  readonly end: () => void;
};

/** Shows nobody anything. */
export const silentProgress: Progress = { begin: () => undefined, at: () => undefined, end: () => undefined };

const drawEveryMs = 100;

/** Draws on a stream that is a terminal, and is silent on any other. */
export const progressOn = (
  stream: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number },
  now: () => number = () => performance.now(),
): Progress => {
  if (stream.isTTY !== true) return silentProgress;
  let label: Words = { zh: '', en: '' };
  let total: number | null = null;
  let [done, doneBefore, startedMs, drawnMs] = [0, 0, 0, 0];
  let open = false;
  const draw = (): void => {
    drawnMs = now();
    const line = progressLine({ label, done, total, doneBefore, elapsedMs: drawnMs - startedMs });
    // Chinese characters are two columns wide; a line that wraps could not be drawn over.
    stream.write(`\r\u001B[2K${line.slice(0, Math.max(20, (stream.columns ?? 100) - 12))}`);
  };
  const end = (): void => {
    if (!open) return;
    draw();
    stream.write('\n');
    open = false;
  };
  return {
    begin: (nextLabel, nextTotal, nextDone = 0) => {
      end();
      open = true;
      label = nextLabel;
      total = nextTotal;
      done = doneBefore = nextDone;
      startedMs = now();
      draw();
    },
    at: (nextDone) => {
      done = nextDone;
      if (open && now() - drawnMs >= drawEveryMs) draw();
    },
    end,
  };
};
