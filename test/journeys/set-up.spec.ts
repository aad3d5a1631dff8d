/** The set-up in the surroundings that newcomers have: folders of any name, settings of npm, another set-up at work, no room to write. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from '@jest/globals';
import { freeAddresses } from '../../apps/city/src/temporary-city.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-set-up-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As a shell of somebody who runs programs in production has them. */
const production = {
  NODE_ENV: 'production',
  npm_config_omit: 'dev',
  npm_config_production: 'true',
  npm_config_ignore_scripts: 'true',
  npm_config_bin_links: 'false',
  // Nobody is there: whoever asks through it gets no answer. Read by Node from 22.21 on.
  NODE_USE_ENV_PROXY: '1',
  HTTP_PROXY: 'http://127.0.0.1:9',
} as const;

type Ended = { readonly code: number | null; readonly shown: string; readonly told: string };

const run = async (
  command: string,
  args: readonly string[],
  { cwd = resolve('.'), env = {} }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> => {
  const child = spawn(command, [...args], {
    cwd,
    env: { ...process.env, DATABASE_URL: undefined, NODE_OPTIONS: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const [shown, told] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exit;
  return { code, shown, told };
};

/** Without what is told of a Node that is out of support. */
const refusalOf = ({ told }: Ended): string => told.replace(/^Node .* out of support.*\n/, '');

describe('a clone in a folder with a space and Chinese characters in its path', () => {
  // Within dist, on the same disk: the packages are linked and not copied.
  const clone = resolve('dist/clone/德令哈 市/社保 卡');
  afterAll(() => rmSync(resolve('dist/clone'), { recursive: true, force: true }));

  it('builds, comes up and plays the main job, whatever npm is told to leave out', async () => {
    rmSync(resolve('dist/clone'), { recursive: true, force: true });
    mkdirSync(clone, { recursive: true });
    const notCloned = new Set(['.git', 'node_modules', 'dist', 'data']);
    for (const name of readdirSync('.').filter((each) => !notCloned.has(each)))
      cpSync(name, join(clone, name), { recursive: true });
    expect(spawnSync('cp', ['-al', 'node_modules', clone]).status).toBe(0);
    const addresses = await freeAddresses();
    const { code, shown, told } = await run('npm', ['start', '--', '--once', '--json'], {
      cwd: clone,
      env: {
        ...production,
        SSCARD_DATA: undefined,
        POSTGRES_PORT: String(addresses.postgres),
        CENTRAL_PORT: String(addresses.central),
        AGENT_PORT: String(addresses.agent),
        KIOSK_PORT: String(addresses.kiosk),
        BENCH_PORT: String(addresses.bench),
        BANK_PORT: String(addresses.bank),
        CARD_PORT: String(addresses.firstCard),
      },
    });
    expect({ code, told: code === 0 ? '' : told }).toEqual({ code: 0, told: '' });
    expect(told).toContain('building the programs and the pages');
    expect(JSON.parse(shown.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ balanced: true });
    expect(existsSync(join(clone, 'data/logs/central.log'))).toBe(true);
  }, 300_000);

  it('passes its tests, makes a build whole that is not, and finds those that are about a change', async () => {
    const git = (...words: readonly string[]): Promise<Ended> =>
      run('git', ['-c', 'user.name=newcomer', '-c', 'user.email=newcomer@example.org', ...words], {
        cwd: clone,
      });
    for (const words of [
      ['init', '--quiet'],
      ['add', '--all'],
      ['commit', '--quiet', '--message', 'clone'],
    ])
      expect(await git(...words)).toMatchObject({ code: 0 });
    appendFileSync(join(clone, 'libs/money/capitals.ts'), '\n// Changed.\n');
    writeFileSync(join(clone, 'hardware/virtual-card/private-pcscd.c'), '/* changed */');
    const env = { ...production, SSCARD_DATA: undefined };
    // Not among what was changed: written again because it is not whole. One build serves both.
    const [gone, empty] = [join(clone, 'dist/libs/money/fen.js'), join(clone, 'dist/libs/kernel/bytes.js')];
    const whole = readFileSync(gone, 'utf8');
    const joined = join(clone, 'dist/joined/central.js');
    for (const file of [gone, joined]) rmSync(file);
    writeFileSync(empty, '');
    const listed = await run('npm', ['test', '--', '--changed=HEAD', '--listTests'], { cwd: clone, env });
    const specs = listed.shown
      .split('\n')
      .filter((line) => line.startsWith(clone))
      .map((line) => relative(clone, line));
    expect(specs).toEqual(
      expect.arrayContaining([
        'libs/money/money.spec.ts',
        'test/hardware/reader-service.spec.ts',
        'test/tidy.spec.ts',
      ]),
    );
    expect(specs).not.toContain('libs/policy/working-days.spec.ts');
    expect(readFileSync(gone, 'utf8')).toBe(whole);
    expect(existsSync(joined)).toBe(true);
    expect(readFileSync(empty, 'utf8')).not.toBe('');
    const unit = ['test', '--', '--selectProjects=unit', '--runTestsByPath', 'libs/money/money.spec.ts'];
    expect(await run('npm', unit, { cwd: clone, env })).toMatchObject({ code: 0 });
  }, 300_000);
});

/** A clone with one package that only the work on it needs, from a folder beside: what npm does is the same, without a network. */
const cloneWith = async (name: string, packageOf: object, more: object = {}): Promise<string> => {
  const clone = join(folder, name);
  mkdirSync(join(clone, 'tool'), { recursive: true });
  const write = (file: string, content: object): void =>
    writeFileSync(join(clone, file), JSON.stringify(content));
  write('tool/package.json', { name: 'tool', version: '1.0.0', ...packageOf });
  write('package.json', { name, version: '1.0.0', devDependencies: { tool: 'file:tool' }, ...more });
  expect(await run('npm', ['install', '--package-lock-only', '--no-audit'], { cwd: clone })).toMatchObject({
    code: 0,
  });
  return clone;
};

/** The set-up's step that installs packages, in a clone. */
const installIn = (clone: string): Promise<Ended> => {
  const step = `
    const { installPackages } = await import(${JSON.stringify(resolve('apps/city/set-up/packages.mjs'))});
    await installPackages(() => undefined).catch((error) => { console.error(error.message); process.exitCode = 1; });`;
  return run(process.execPath, ['--input-type=module', '-e', step], {
    cwd: clone,
    env: { ...production, SSCARD_DATA: join(folder, 'data') },
  });
};

describe('the packages', () => {
  it('are all installed, whatever npm is told to leave out', async () => {
    const clone = await cloneWith('packages', {});
    expect(await installIn(clone)).toEqual({ code: 0, shown: '', told: '' });
    expect(JSON.parse(readFileSync(join(clone, 'node_modules/tool/package.json'), 'utf8'))).toMatchObject({
      name: 'tool',
    });
  });

  it('are made whole where they were installed by halves: without their scripts, or with one taken away', async () => {
    const script = `node -e "fs.writeFileSync('driver.js', 'export {}')"`;
    const clone = await cloneWith(
      'halves',
      { type: 'module', main: 'driver.js', scripts: { install: script } },
      { allowScripts: { tool: true } },
    );
    const driver = join(clone, 'tool/driver.js');
    expect(await run('npm', ['ci', '--include=dev', '--ignore-scripts'], { cwd: clone })).toMatchObject({
      code: 0,
    });
    expect(existsSync(driver)).toBe(false);
    expect(await installIn(clone)).toEqual({ code: 0, shown: '', told: '' });
    expect(existsSync(driver)).toBe(true);
    rmSync(join(clone, 'node_modules/tool'));
    expect(await installIn(clone)).toEqual({ code: 0, shown: '', told: '' });
    expect(existsSync(join(clone, 'node_modules/tool/driver.js'))).toBe(true);
  });

  it('that do not load once they are installed are named, with why', async () => {
    const clone = await cloneWith('drivers', { main: 'driver.js' }, { allowScripts: { tool: true } });
    writeFileSync(join(clone, 'tool/driver.js'), "throw new Error('compiled for another Node')");
    const { code, told } = await installIn(clone);
    expect(code).toBe(1);
    expect(told).toMatch(/^tool was installed but cannot be loaded; .*\n.*compiled for another Node/);
  });
});

describe('where nothing can be written', () => {
  it.each([
    ['/proc/x', /^\/proc\/x cannot be written to by \S+: .+; set SSCARD_DATA to a directory .+\n$/],
    ['/proc/x/y', /^\/proc\/x cannot be written to by \S+: .+; set SSCARD_DATA to a directory .+\n$/],
    [
      '/etc/passwd/x',
      /^\/etc\/passwd cannot be written to by \S+: part of the path is a file; set SSCARD_DATA to .+\n$/,
    ],
  ])('SSCARD_DATA=%s is refused in one line with the next step', async (data, refusal) => {
    const ended = await run(process.execPath, ['apps/city/set-up.mjs', 'start'], {
      env: { SSCARD_DATA: data },
    });
    expect(ended.code).toBe(1);
    expect(refusalOf(ended)).toMatch(refusal);
  });
});

describe('a clone with a colon in its path', () => {
  it('is refused in one line: npm would find none of its programs', async () => {
    const clone = join(folder, 'a:b');
    cpSync('apps/city/set-up', join(clone, 'apps/city/set-up'), { recursive: true });
    cpSync('apps/city/set-up.mjs', join(clone, 'apps/city/set-up.mjs'));
    const ended = await run(process.execPath, ['apps/city/set-up.mjs', 'start'], { cwd: clone });
    expect(ended.code).toBe(1);
    expect(refusalOf(ended)).toMatch(/has a colon in its path, at which PATH is split; move the clone/);
  });
});

describe('two set-ups at once', () => {
  it('work one after the other', async () => {
    const other = spawn('flock', ['dist/.set-up.lock', 'sh', '-c', 'echo held; sleep 2; echo done'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const otherEnd = text(other.stdout).then((said) => ({ said, atMs: performance.now() }));
    await once(other.stdout, 'readable');
    const ended = await run(process.execPath, ['apps/city/set-up.mjs', 'central', '--help'], {
      env: { SSCARD_DATA: join(folder, 'data') },
    });
    const endedAtMs = performance.now();
    expect(ended.code).toBe(0);
    expect(ended.told).toContain('another set-up is at work in this folder; waiting for it …');
    expect((await otherEnd).atMs).toBeLessThan(endedAtMs);
  });
});
