/** Promises of the ceremony on central's command line: two custodians, coded refusals, whole or not at all also when it is killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { Hold } from '../../../../../test/support/hold.js';

const passphrases = { zhang: '张三的口令：青海湖边的风', li: '李四的口令：柴达木盆地的盐' };
const password = 'a wind over the plateau';

let folder: string;
let database: TestDatabase;
let components: { readonly zhang: string; readonly li: string };
/** For version 2. */
let next: typeof components;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-ceremony-'));
  database = await testDatabase();
  components = { zhang: join(folder, 'a.json'), li: join(folder, 'b.json') };
  next = { zhang: join(folder, 'a2.json'), li: join(folder, 'b2.json') };
  await run(['first-administrator', '0401', '李管理']);
}, 60_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** What happens while a command runs; `kill` ends it without warning. */
type Meanwhile = (kill: () => void) => Promise<void>;

/** Runs the built command line as an administrator would. */
const run = async (
  args: readonly string[],
  answers: readonly string[] = [password],
  meanwhile: Meanwhile = async () => undefined,
): Promise<Ended> => {
  const asked = [...args, '--answers-fd', '0'];
  const child = spawn(process.execPath, ['dist/apps/central/src/command-line.js', ...asked], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.workUrl,
      AREA_SCHEMA: database.schema,
      SSCARD_DATA: folder,
      VAULT_PASSPHRASE: 'a passphrase of the tests',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A command that is refused before it asks reads none of them.
  child.stdin.on('error', () => undefined);
  child.stdin.end(answers.map((line) => `${line}\n`).join(''));
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
    meanwhile(() => child.kill('SIGKILL')),
  ]);
  return { code, stdout, stderr };
};

type ComponentAnswer = {
  readonly custodian: string;
  readonly file: string;
  readonly component: string;
  readonly checkValues: { readonly sm4: { readonly irk: string } };
};

const component = (custodian: string, out: string, passphrase: string): Promise<Ended> =>
  run(['keys', 'component', '--custodian', custodian, '--out', out, '--json'], [passphrase]);

const hold = (
  files: readonly string[],
  more: readonly string[] = [],
  meanwhile?: Meanwhile,
): Promise<Ended> =>
  run(
    [
      'keys',
      'ceremony',
      '--as',
      '0401',
      ...files.flatMap((file) => ['--component', file]),
      ...more,
      '--json',
    ],
    [password, passphrases.zhang, passphrases.li],
    meanwhile,
  );

type Listed = { readonly versions: readonly { readonly version: number; readonly inVault: string }[] };

const list = async (): Promise<Listed['versions']> => {
  const { code, stdout, stderr } = await run(['keys', 'list', '--as', '0401', '--json']);
  if (code !== 0) throw new Error(`keys list: ${stderr}${stdout}`);
  return (JSON.parse(stdout) as Listed).versions;
};

describe('a component', () => {
  it('is made by its custodian, sealed, for nobody else to read, and never over another', async () => {
    const made = await Promise.all([
      component('张三', components.zhang, passphrases.zhang),
      component('李四', components.li, passphrases.li),
    ]);
    for (const [index, file] of [components.zhang, components.li].entries()) {
      expect(made[index]).toMatchObject({ code: 0, stderr: '' });
      const answer = JSON.parse(made[index]?.stdout ?? '') as ComponentAnswer;
      expect(answer).toMatchObject({ custodian: index === 0 ? '张三' : '李四', file });
      expect(answer.component).toMatch(/^[0-9A-F]{16}$/);
      expect(answer.checkValues.sm4.irk).toMatch(/^[0-9A-F]{6}$/);
      expect(statSync(file).mode & 0o077).toBe(0);
    }
    const before = readFileSync(components.zhang, 'utf8');
    const again = await component('王五', components.zhang, passphrases.zhang);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ code: 'key-component-exists' });
    expect(readFileSync(components.zhang, 'utf8')).toBe(before);
  });

  it('is not made where nobody gives a passphrase', async () => {
    const out = join(folder, 'none.json');
    const { stdout } = await component('张三', out, '');
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'key-passphrase-missing',
    });
    expect(existsSync(out)).toBe(false);
  });
});

describe('the ceremony', () => {
  it('is refused with one component, or a file that is none, before anything is made', async () => {
    const [one, none] = await Promise.all([
      hold([components.zhang]),
      hold([components.zhang, join(folder, 'central', 'secrets.json')]),
    ]);
    expect(one.code).toBe(1);
    expect(JSON.parse(one.stdout)).toMatchObject({ code: 'key-component-count' });
    expect(JSON.parse(none.stdout)).toMatchObject({ code: 'key-component-damaged' });
    expect(existsSync(join(folder, 'central', 'key-vault'))).toBe(false);
  });

  it('is refused with a wrong passphrase, in words that tell whose and never what was entered', async () => {
    const { code, stdout, stderr } = await run(
      ['keys', 'ceremony', '--as', '0401', '--component', components.zhang, '--component', components.li],
      [password, passphrases.zhang, passphrases.zhang],
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^key-component-passphrase-wrong: .*b\.json\)\n→ /);
    expect(stderr).not.toContain(passphrases.zhang);
  });

  it('held by two processes at once makes version 1 once, of the right two, and tells its check values', async () => {
    const files = [components.zhang, components.li];
    const ended = await Promise.all([hold(files, ['--version', '1']), hold(files, ['--version', '1'])]);
    expect(ended.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    const [made, refused] = ended.toSorted((a, b) => (a.code ?? 0) - (b.code ?? 0));
    expect(JSON.parse(refused?.stdout ?? '')).toMatchObject({ code: 'key-version-exists' });
    expect(JSON.parse(made?.stdout ?? '')).toMatchObject({
      version: 1,
      active: true,
      madeBy: '0401',
      components: [{ custodian: '张三' }, { custodian: '李四' }],
    });
    expect(await list()).toEqual([JSON.parse(made?.stdout ?? '')]);
  });

  it('takes new components for another version, and none of an older one', async () => {
    const made = await Promise.all([
      component('张三', next.zhang, passphrases.zhang),
      component('李四', next.li, passphrases.li),
    ]);
    expect(made.map(({ code }) => code)).toEqual([0, 0]);
    const used = await hold([next.zhang, components.li], ['--version', '2']);
    expect(JSON.parse(used.stdout)).toMatchObject({ code: 'key-component-used', detail: 'version 1' });
  });

  it.each([
    ['vault', `select pg_advisory_xact_lock(hashtext(current_schema() || ' key versions'))`, false],
    ['register, but after the vault', 'lock table key_version in share mode', true],
  ])('killed before it comes to the %s leaves no version behind', async (_, held, inVault) => {
    const file = join(folder, 'central', 'key-vault', 'version-2.json');
    const lock = await Hold.take(database, held);
    const killed = await hold([next.zhang, next.li], ['--version', '2'], async (kill) => {
      await lock.awaited();
      kill();
    });
    expect(killed).toMatchObject({ code: null, stdout: '' });
    await lock.letGo();
    expect(existsSync(file)).toBe(inVault);
    expect((await list()).map(({ version }) => version)).toEqual([1]);
  });

  it('is held again after that with the same components', async () => {
    const { code } = await hold([next.zhang, next.li], ['--version', '2']);
    expect(code).toBe(0);
    expect((await list()).map(({ version, inVault }) => [version, inVault])).toEqual([
      [1, 'agrees'],
      [2, 'agrees'],
    ]);
  });

  it('is followed by a roll-over, told in words', async () => {
    const rolled = await run(['keys', 'roll-over', '--as', '0401', '--version', '2']);
    expect(rolled.stdout).toMatch(/^密钥版本 version 2 {2}现行 active {2}密钥库一致 in the vault\n/);
  });
});
