/** Promises of supervision: what dies comes back, what cannot start says why, and nothing is ever left running. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { readAddresses } from '../../apps/city/src/addresses.js';
import { freePorts } from '../../apps/city/src/free-port.js';
import { planPostgres } from '../../apps/city/src/postgres/postgres-program.js';
import { endLeftover, identify, readIdentity } from '../../apps/city/src/supervision/process-identity.js';
import { Program } from '../../apps/city/src/supervision/program.js';
import type { ProgramPlan } from '../../apps/city/src/supervision/program.js';
import { claimData } from '../../apps/city/src/supervision/sole-instance.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-supervision-'));
const started: Program[] = [];

afterEach(async () => {
  for (const program of started.splice(0)) await program.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A small HTTP program that answers its process id, and whatever `also` adds to it. */
const planOf = async (name: string, also = ''): Promise<ProgramPlan & { readonly port: number }> => {
  const port = await freePorts(1);
  const source = `${also};require('node:http').createServer((q, a) => a.end(String(process.pid))).listen(${port}, '127.0.0.1')`;
  return {
    port,
    name,
    command: process.execPath,
    args: ['-e', source],
    env: {},
    logFile: join(folder, `${name}.log`),
    identityFile: join(folder, `${name}.json`),
    check: async () => void (await (await fetch(`http://127.0.0.1:${port}`)).text()),
    stopSignal: 'SIGTERM',
    startTimeoutMs: 10_000,
    stopTimeoutMs: 1000,
    hungAfterMs: 60_000,
  };
};
const supervise = (plan: ProgramPlan): Program => {
  const program = new Program(plan);
  started.push(program);
  return program;
};
const isAlive = (pid: number | null): boolean => pid !== null && identify(pid) !== null;

describe('a supervised program', () => {
  it('serves when start returns, and has ended when stop returns', async () => {
    const plan = await planOf('plain');
    const program = supervise(plan);
    await program.start();
    const { pid } = program;
    expect(await (await fetch(`http://127.0.0.1:${plan.port}`)).text()).toBe(String(pid));
    await program.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(plan.identityFile)).toBe(false);
  });

  it('is started again when it is killed, each time', async () => {
    const plan = await planOf('killed');
    const program = supervise(plan);
    await program.start();
    const pids = new Set([program.pid]);
    for (let time = 0; time < 2; time += 1) {
      const serving = once(program, 'serving');
      program.kill();
      await serving;
      pids.add(program.pid);
    }
    expect(pids.size).toBe(3);
    expect(await (await fetch(`http://127.0.0.1:${plan.port}`)).text()).toBe(String(program.pid));
  });

  it('is not started again while it is being stopped', async () => {
    const program = supervise(await planOf('stopped'));
    await program.start();
    program.kill();
    await program.stop();
    expect(program.pid).toBeNull();
  });

  it('is killed when it does not heed the signal to stop', async () => {
    const program = supervise(await planOf('stubborn', "process.on('SIGTERM', () => undefined)"));
    await program.start();
    const { pid } = program;
    await program.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('that ends while starting is refused in one line with its own reason and its log', async () => {
    const plan = await planOf('broken', "throw new Error('PORT must be a number')");
    const refusal = await supervise(plan)
      .start()
      .then(
        () => '',
        (error: Error) => error.message,
      );
    expect(refusal).toContain('broken ended while starting (exit code 1)');
    expect(refusal).toContain('PORT must be a number');
    expect(refusal).toContain(plan.logFile);
    expect(refusal).not.toContain('\n');
  });

  it('that never serves is given up and ended', async () => {
    const program = supervise({
      ...(await planOf('silent')),
      check: () => Promise.reject(new Error('no answer yet')),
      startTimeoutMs: 500,
    });
    await expect(program.start()).rejects.toThrow('silent does not serve after 0.5 s: no answer yet');
    expect(program.pid).toBeNull();
  });

  it('whose file is missing is refused in one line', async () => {
    const plan = { ...(await planOf('absent')), command: join(folder, 'no-such-program') };
    await expect(supervise(plan).start()).rejects.toThrow(/^absent cannot be started: .*ENOENT/);
  });
});

/** Freezes a program and waits until it has been replaced. */
const frozen = async (program: Program): Promise<{ readonly pids: Set<number | null>; reason: string }> => {
  await program.start();
  const pids = new Set([program.pid]);
  const told = once(program, 'restarting') as Promise<[string, number]>;
  const serving = once(program, 'serving');
  process.kill(program.pid ?? 0, 'SIGSTOP');
  const [reason] = await told;
  await serving;
  return { pids: pids.add(program.pid), reason };
};

describe('a program that hangs', () => {
  it('is killed and started again after its time', async () => {
    const { pids, reason } = await frozen(supervise({ ...(await planOf('hung')), hungAfterMs: 1000 }));
    expect(pids.size).toBe(2);
    expect(reason).toMatch(/^gave no answer for \d+ s$/);
  });

  it('is noticed also when it is the database', async () => {
    const directory = join(folder, 'postgres');
    chmodSync(folder, 0o755);
    const { plan } = await planPostgres({
      directory,
      port: await freePorts(1),
      durable: false,
      logFile: join(folder, 'postgres.log'),
      identityFile: join(folder, 'postgres.json'),
    });
    const { pids } = await frozen(supervise({ ...plan, hungAfterMs: 1000 }));
    expect(pids.size).toBe(2);
  });

  it('is not taken for hanging while it answers that it cannot serve', async () => {
    const plan = await planOf('waiting');
    let serves = true;
    const check = (): Promise<void> =>
      serves ? plan.check() : Promise.reject(new Error('the database is away'));
    const program = supervise({ ...plan, hungAfterMs: 1000, check, answers: plan.check });
    await program.start();
    const { pid } = program;
    serves = false;
    await delay(5000);
    expect(program.pid).toBe(pid);
  });
});

describe('a log that cannot be written', () => {
  it('does not end the program, and says what it lacks when there is room again', async () => {
    const plan = await planOf(
      'wordy',
      "setInterval(() => { console.log('a line'); console.error('another') }, 20)",
    );
    // A full disk: each write is refused with ENOSPC.
    symlinkSync('/dev/full', plan.logFile);
    const program = supervise(plan);
    await program.start();
    const { pid } = program;
    await delay(500);
    expect(await (await fetch(`http://127.0.0.1:${plan.port}`)).text()).toBe(String(pid));
    rmSync(plan.logFile);
    while (!existsSync(plan.logFile)) await delay(20);
    await delay(100);
    expect(readFileSync(plan.logFile, 'utf8')).toMatch(/^\n… \d+ bytes could not be written here\n/);
    expect(program.pid).toBe(pid);
  });
});

describe('a start after a supervisor was killed', () => {
  it('ends the program that was left running', async () => {
    const plan = await planOf('left');
    const orphan = new Program(plan);
    await orphan.start();
    const { pid } = orphan;
    expect(await endLeftover(plan.identityFile, 'SIGTERM', 1000)).toBe(true);
    expect(isAlive(pid)).toBe(false);
    await orphan.stop();
    expect(await endLeftover(plan.identityFile, 'SIGTERM', 1000)).toBe(false);
  });

  it('spares a later process that was given the same number', async () => {
    const file = join(folder, 'stale.json');
    const other = spawn('sleep', ['60']);
    try {
      writeFileSync(file, JSON.stringify({ pid: other.pid, startTicks: '1' }));
      expect(await endLeftover(file, 'SIGKILL', 1000)).toBe(false);
      expect(isAlive(other.pid ?? null)).toBe(true);
    } finally {
      other.kill();
    }
  });

  it('is not kept from starting by an identity that was cut short', () => {
    const file = join(folder, 'short.json');
    writeFileSync(file, '{"pid":12');
    expect(readIdentity(file)).toBeNull();
    expect(existsSync(file)).toBe(false);
  });
});

describe('one data directory', () => {
  it('refuses a second city in one line, and takes one when the first has gone', () => {
    const file = join(folder, 'data', 'run', 'city.json');
    const release = claimData(file);
    expect(() => claimData(file)).toThrow(
      new RegExp(`^a city already runs on ${join(folder, 'data')} \\(process ${process.pid}\\); .*$`),
    );
    release();
    claimData(file)();
  });
});

describe('two starts in the same instant', () => {
  it('are held by one of them, however often they meet', async () => {
    const file = join(folder, 'meeting', 'run', 'city.json');
    const rounds = 60;
    const startMs = Date.now() + 1500;
    // Each claims at the beginning of every round, gives back at its middle, and says from when to when it held; one clock for both.
    const source = `
      const { claimData } = await import(${JSON.stringify(resolve('dist/apps/city/src/supervision/sole-instance.js'))});
      for (let round = 0; round < ${rounds}; round += 1) {
        const atMs = ${startMs} + round * 60;
        while (Date.now() < atMs);
        try {
          const release = claimData(${JSON.stringify(file)});
          const from = process.hrtime.bigint();
          while (Date.now() < atMs + 30);
          console.log(from + ' ' + process.hrtime.bigint());
          release();
        } catch (error) {
          if (!error.message.startsWith('a city already runs')) throw error;
          while (Date.now() < atMs + 30);
        }
      }`;
    const held = await Promise.all(
      [1, 2].map(async () => {
        const claimer = spawn(process.execPath, ['--input-type=module', '-e', source], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        return (await text(claimer.stdout))
          .trim()
          .split('\n')
          .map((line) => line.split(' ').map(BigInt) as [bigint, bigint]);
      }),
    );
    const all = held.flat().toSorted(([one], [other]) => Number(one - other));
    const together = all.filter(([from], index) => index > 0 && from < (all[index - 1]?.[1] ?? 0n));
    expect(together).toEqual([]);
    expect(all.length).toBeGreaterThan(rounds / 2);
  }, 60_000);
});

describe('addresses', () => {
  it('are moved by the environment', () => {
    expect(readAddresses({ CENTRAL_PORT: '8300' })).toMatchObject({ central: 8300, agent: 7301 });
  });

  it.each([
    [{ CENTRAL_PORT: 'x' }, 'CENTRAL_PORT is not a port: x'],
    [{ AGENT_PORT: '70000' }, 'AGENT_PORT is not a port: 70000'],
    [{ AGENT_PORT: '7300' }, 'CENTRAL_PORT and AGENT_PORT are the same port: 7300'],
    [{ AGENT_PORT: '7316' }, 'AGENT_PORT and CARD_PORT + 1 are the same port: 7316'],
  ])('refuse %j in one line', (environment, refusal) => {
    expect(() => readAddresses(environment)).toThrow(refusal);
  });
});
