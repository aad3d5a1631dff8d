/** A newcomer's command: the city comes up, plays the main job, tells what happened, and leaves nothing running. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from '@jest/globals';
import { yuan } from '#libs/money/fen.js';
import { holderOf } from '../support/card-holders.js';
import { freeAddresses } from '../../apps/city/src/temporary-city.js';

const data = mkdtempSync(join(tmpdir(), `社保 a:b,%41#'"-`));
chmodSync(data, 0o755);
afterAll(() => rmSync(data, { recursive: true }));

type Outcome = {
  readonly balanced: boolean;
  readonly paid: string;
  readonly collected: string;
  readonly receipts: readonly { readonly number: string; readonly verified: boolean }[];
  readonly exchanges: number;
  readonly kiosk: Pick<Outcome, 'paid' | 'collected' | 'receipts'>;
};

const settings = async (): Promise<NodeJS.ProcessEnv> => {
  const addresses = await freeAddresses();
  return {
    ...process.env,
    DATABASE_URL: undefined,
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
};

const start = (env: NodeJS.ProcessEnv, ...args: readonly string[]) =>
  spawn(process.execPath, ['dist/apps/city/src/main.js', 'start', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** As a newcomer types it, and as a service manager runs it. */
const npmStart = (env: NodeJS.ProcessEnv) =>
  spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });

/** Plays once to the end and returns all that was said. */
const play = async (env: NodeJS.ProcessEnv) => {
  const city = start(env, '--once', '--json');
  const exit = once(city, 'exit') as Promise<[number | null]>;
  const [shown, told] = await Promise.all([text(city.stdout), text(city.stderr)]);
  const [code] = await exit;
  return { code, shown, told, lastLine: shown.trimEnd().split('\n').at(-1) ?? '' };
};

/** Files below a folder that another user of the machine could read. */
const openToOthers = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return (statSync(path).mode & 0o001) === 0 ? [] : openToOthers(path);
    return entry.isFile() && (statSync(path).mode & 0o004) !== 0 ? [relative(data, path)] : [];
  });

/** Command lines of running processes that belong to this data directory. */
const leftRunning = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const [file, environment] = [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`];
      if (!existsSync(file)) return [];
      try {
        const command = readFileSync(file, 'utf8').replaceAll('\0', ' ');
        return command.includes(data) || readFileSync(environment, 'utf8').includes(`SSCARD_DATA=${data}\0`)
          ? [command]
          : [];
      } catch (error) {
        // It ended between the two looks, or belongs to somebody else.
        if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
        throw error;
      }
    });

describe('npm start -- --once --json', () => {
  it('pays, collects and prints two receipts that verify, at the window and at the kiosk, balances, and stops with nothing left running', async () => {
    const { code, shown, told, lastLine } = await play(await settings());
    expect({ code, told: code === 0 ? '' : told }).toEqual({ code: 0, told: '' });
    const outcome = JSON.parse(lastLine) as Outcome;
    expect(outcome).toMatchObject({ balanced: true, exchanges: 5 });
    expect(yuan(outcome.paid)).toBeGreaterThan(0n);
    expect(yuan(outcome.collected)).toBeGreaterThan(0n);
    expect(yuan(outcome.kiosk.paid)).toBeGreaterThan(0n);
    expect(yuan(outcome.kiosk.collected)).toBeGreaterThan(0n);
    expect([outcome.receipts.length, outcome.kiosk.receipts.length]).toEqual([2, 2]);
    for (const { number, verified } of [...outcome.receipts, ...outcome.kiosk.receipts]) {
      expect(verified).toBe(true);
      expect(shown).toContain(`收据号 No.`);
      expect(shown).toContain(number);
      const picture = readFileSync(join(data, 'receipts', `${number}.png`));
      expect(picture.subarray(1, 4).toString()).toBe('PNG');
    }
    // Whoever puts the first card of the tray in afterwards finds something to do.
    const [first] = readdirSync(join(data, 'cards'))
      .filter((name) => 'files' in JSON.parse(readFileSync(join(data, 'cards', name), 'utf8')))
      .map((name) => holderOf(data, name.replace('.json', '')))
      .toSorted((left, right) => (left.cardNumber < right.cardNumber ? -1 : 1));
    expect(`${shown}${told}`).toMatch(/^Card .* exchanges/m);
    expect(`${shown}${told}`).not.toContain(`Card ${first?.name}`);
    expect(leftRunning()).toEqual([]);
  }, 180_000);

  it('keeps the data for the second time, and goes on to what is still to be paid', async () => {
    const before = readdirSync(join(data, 'receipts'));
    const { code, lastLine } = await play(await settings());
    expect(code).toBe(0);
    const outcome = JSON.parse(lastLine) as Outcome;
    expect(outcome).toMatchObject({ balanced: true });
    expect(before).not.toContain(`${outcome.receipts[0]?.number}.png`);
  }, 180_000);

  it('leaves nothing behind that another user of the machine could read about anybody', () => {
    expect(statSync(join(data, 'receipts')).mode & 0o777).toBe(0o700);
    // The reader service's settings and library are nobody's.
    expect(openToOthers(data).filter((path) => !path.startsWith('pcscd/'))).toEqual([]);
  });
});

describe('npm start', () => {
  it('serves its pages until it is told to stop, refuses a second one meanwhile, and says a taken port in one line', async () => {
    const env = await settings();
    const city = npmStart(env);
    const exit = once(city, 'exit');
    const shown = text(city.stdout);
    let told = '';
    city.stderr.setEncoding('utf8').on('data', (part: string) => (told += part));
    while (!told.includes('Ctrl-C') && city.exitCode === null)
      await Promise.race([once(city.stderr, 'data'), exit]);
    const origin = (port: string): string => `http://127.0.0.1:${env[port] ?? ''}`;
    for (const address of [
      `${origin('AGENT_PORT')}/`,
      `${origin('BENCH_PORT')}/`,
      `${origin('CENTRAL_PORT')}/docs`,
    ]) {
      expect(told).toContain(address);
      expect((await fetch(address)).status).toBe(200);
    }

    const second = await play(env);
    expect(second.code).toBe(1);
    expect(second.told).toMatch(/^a city already runs on .* \(process \d+\); [^\n]*\n$/);

    const elsewhere = await play({ ...env, SSCARD_DATA: join(data, 'elsewhere') });
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.told).toMatch(/^port \d+ is taken by node \(process \d+\); [^\n]*\n$/);

    // Sent to npm alone, as kill and service managers do; its output is at its end when the last of the city has ended.
    city.kill('SIGTERM');
    await exit;
    await shown;
    expect(told).toContain('stopping …');
    expect(leftRunning()).toEqual([]);
  }, 240_000);

  it('killed without warning leaves nothing running either', async () => {
    const city = npmStart(await settings());
    city.stdout.resume();
    const told = text(city.stderr);
    await new Promise<void>((settle) => {
      let said = '';
      city.stderr.on('data', (part: string) => {
        said += part;
        if (said.includes('postgres: up')) settle();
      });
    });
    city.kill('SIGKILL');
    expect(await told).toContain('stopping …');
    expect(leftRunning()).toEqual([]);
  }, 120_000);

  it('says of a port that it may not open what is wrong with it', async () => {
    const lowest = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
    // Given up before it is asked for: whoever runs this may be root, who may open any.
    const source = `
      const { demandFree } = await import(${JSON.stringify(resolve('dist/apps/city/src/free-port.js'))});
      if (process.getuid() === 0) process.setuid(65534);
      await demandFree(80, 'AGENT_PORT').catch((error) => console.log(error.message));`;
    const asked = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await text(asked.stdout)).toBe(
      lowest > 80
        ? 'port 80 may not be opened by this user, as most below 1024; set AGENT_PORT to another\n'
        : '',
    );
  });

  it('told to stop while it is coming up leaves nothing running', async () => {
    const city = start(await settings());
    const exit = once(city, 'exit');
    city.stdout.resume();
    await once(city.stderr, 'data');
    city.kill('SIGTERM');
    city.stderr.resume();
    await exit;
    expect(leftRunning()).toEqual([]);
  }, 120_000);
});
