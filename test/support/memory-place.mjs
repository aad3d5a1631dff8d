/** Keeps what tests write in memory where the machine has room for it: most of their time went into waiting for a disk. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const place = '/dev/shm';
const prefix = 'sscard-tests-';
/** Databases, cities and their logs at their largest, with as much again to spare. */
const neededBytes = 4 * 1024 ** 3;

/** Programs are run and libraries loaded from it, which a container's shared memory often forbids. */
const mayBeUsed = () => {
  if (process.platform !== 'linux' || !existsSync('/proc/mounts')) return false;
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, path]) => path === place);
  if (mount === undefined || mount[2] !== 'tmpfs') return false;
  const options = (mount[3] ?? '').split(',');
  if (options.includes('noexec') || options.includes('ro')) return false;
  const { bavail, bsize } = statfsSync(place);
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'));
  return Math.min(bavail * bsize, Number(available?.[1] ?? 0) * 1024) >= neededBytes;
};

/** Removes what runs left that were killed. */
const clearAway = () => {
  for (const name of readdirSync(place).filter((each) => each.startsWith(prefix)))
    if (!existsSync(`/proc/${name.slice(prefix.length)}`))
      rmSync(join(place, name), { recursive: true, force: true });
};

/**
 * Has this process and all it starts take a folder in memory for their temporary files, removed when it ends; leaves everything as
 * it is where that cannot be, or where somebody set TMPDIR.
 */
export const useMemory = () => {
  if (process.env.TMPDIR !== undefined || !mayBeUsed()) return;
  clearAway();
  const folder = join(place, `${prefix}${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
};

/** A folder for what is made once for all test files of this run, told to them as SSCARD_TEST_RUN and removed when it ends. */
export const makeRunFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'sscard-run-'));
  // PostgreSQL's own account has to get in where we are root.
  chmodSync(folder, 0o755);
  process.env.SSCARD_TEST_RUN = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
};
