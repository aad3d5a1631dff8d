/** How long a newcomer waits: seconds from `npm start` in a fresh copy until it serves, the first and the second time. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { readIdentity } from '../supervision/process-identity.js';
import { servingLine } from '../serving-line.js';
import { freeAddresses } from '../temporary-city.js';
import { printFigure } from './figure.js';

/** Copies what git would hand to a newcomer, as it lies in the working tree. */
const freshCopy = async (into: string): Promise<void> => {
  const { stdout } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of stdout.split('\0').filter((each) => each !== '')) {
    mkdirSync(dirname(join(into, file)), { recursive: true });
    cpSync(file, join(into, file));
  }
};

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
};

const stopWithinMs = 60_000;

/** Waits until the city of a data directory has stopped; npm itself ends sooner than what it started. */
const untilStopped = async (data: string): Promise<void> => {
  const untilMs = performance.now() + stopWithinMs;
  while (readIdentity(join(data, 'run', 'city.json')) !== null) {
    if (performance.now() > untilMs) throw new Error(`the city of ${data} did not stop`);
    await sleep(100);
  }
};

/** Starts the copy with `npm start`, waits until it serves, and stops it. */
const start = async (copy: string, data: string, env: Readonly<Record<string, string>>): Promise<number> => {
  const child = execa('npm', ['start'], { cwd: copy, env, reject: false, all: true });
  let said = '';
  try {
    return await secondsOf(async () => {
      for await (const line of child.iterable({ from: 'all' })) {
        said += `${line}\n`;
        if (line === servingLine) return;
      }
      throw new Error(`npm start did not serve: ${said.trimEnd().split('\n').at(-1) ?? ''}`);
    });
  } finally {
    child.kill('SIGTERM');
    await child;
    await untilStopped(data);
  }
};

/** Both are held against bare `npm ci` and build, which the second one need not do. */
export const benchStart = async (): Promise<void> => {
  const place = mkdtempSync(join(tmpdir(), 'sscard-start-'));
  try {
    chmodSync(place, 0o755);
    const [bare, copy] = [join(place, 'bare'), join(place, 'copy')];
    await freshCopy(bare);
    await freshCopy(copy);
    const bareSeconds = await secondsOf(async () => {
      await execa('npm', ['ci', '--no-audit', '--no-fund'], { cwd: bare });
      await execa('npm', ['run', 'build'], { cwd: bare });
    });
    const addresses = await freeAddresses();
    const data = join(place, 'data');
    const env = {
      SSCARD_DATA: data,
      POSTGRES_PORT: String(addresses.postgres),
      CENTRAL_PORT: String(addresses.central),
      WORK_PORT: String(addresses.work),
      AGENT_PORT: String(addresses.agent),
      KIOSK_PORT: String(addresses.kiosk),
      BENCH_PORT: String(addresses.bench),
      BANK_PORT: String(addresses.bank),
      CARD_PORT: String(addresses.firstCard),
    };
    const baseline = { name: 'bare npm ci and build', value: bareSeconds };
    for (const [figure, time] of [
      ['first', 1],
      ['second', 2],
    ] as const)
      printFigure({
        bench: 'start',
        figure: `${figure} start to serving`,
        at: { time },
        value: await start(copy, data, env),
        unit: 's',
        baseline,
      });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
};
