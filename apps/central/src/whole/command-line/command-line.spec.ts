/** Promises what a staff command keeps: signed in, allowed by the one table, coded refusals, one JSON object, a bar on terminals alone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { Client } from 'pg';
import { commandAuthority, roles, type CommandAct } from '#libs/contract/authority.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { emptyDatabase, testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { sourceFiles } from '../../../../../test/support/source-files.js';
import { progressLine, progressOn } from '../../ground/chunked-work/progress.js';
import { demandAuthority } from './staff-command.js';

let database: TestDatabase;
let folder: string;

type Told = { readonly stdout: string; readonly stderr: string; readonly exitCode: number | undefined };

/** The built command line, as a shell runs it: no terminal. */
const central = async (
  args: readonly string[],
  answers: readonly string[] | null = null,
  env: Record<string, string> = {},
): Promise<Told> => {
  const asked = answers === null ? [] : ['--answers-fd', '0'];
  const { stdout, stderr, exitCode } = await execa(
    process.execPath,
    [resolve('dist/apps/central/src/command-line.js'), ...args, ...asked],
    {
      env: { DATABASE_URL: database.workUrl, SSCARD_DATA: folder, NODE_OPTIONS: '', ...env },
      reject: false,
      ...(answers === null ? { stdin: 'ignore' } : { input: answers.map((line) => `${line}\n`).join('') }),
    },
  );
  return { stdout, stderr, exitCode };
};

const password = 'a wind over the plateau';
const json = async (args: readonly string[], answers: readonly string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await central([...args, '--json'], answers)).stdout) as Record<string, unknown>;

const identityOf = (first17: string): string => first17 + socialSecurityNumberCheck(first17);

/** A member who has joined and chosen their password. */
const join = async (number: string, role: string, identity: string): Promise<void> => {
  const { code } = await json(['staff', 'join', number, '员工', role, '--as', '0401'], [password, identity]);
  await json(['staff', 'choose-password', number], [String(code), password]);
};

beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(joinPath(tmpdir(), 'sscard-command-'));
  await json(['first-administrator', '0401', '李玉梅'], [password]);
  await join('0101', 'batch-operator', identityOf('63280219850101001'));
  await join('0001', 'window-clerk', identityOf('63280219850101002'));
  writeFileSync(joinPath(folder, 'empty.csv'), '');
}, 180_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

const importAs = (staff: string, said: string | null, ...more: readonly string[]): Promise<Told> =>
  central(
    ['cards', 'import', joinPath(folder, 'empty.csv'), '--as', staff, ...more],
    said === null ? null : [said],
  );

describe('a staff command', () => {
  it('ends with exit code 1 and a problem object where somebody may not give it, whatever is wrong', async () => {
    const cases = [
      ['0001', password, 'not-permitted'],
      ['0101', 'wrong', 'sign-in-refused'],
      ['9999', password, 'sign-in-refused'],
      ['0101', null, 'password-missing'],
      ['0101', password, 'file-empty'],
    ] as const;
    const answers = await Promise.all(
      cases.map(async ([staff, said, code]) => [await importAs(staff, said, '--json'), code] as const),
    );
    for (const [told, code] of answers) {
      expect(told.exitCode).toBe(1);
      expect(JSON.parse(told.stdout)).toMatchObject({ code, nextStep: { zh: expect.any(String) } });
    }
  }, 180_000);

  it('asks for a second person and is decided by one, with its effect, at the command line alone', async () => {
    await join('0402', 'administrator', identityOf('63280219850101003'));
    const identity = identityOf('63280219850101004');
    const asked = await json(
      ['staff', 'join', '0301', '复核员', 'reviewer', '--as', '0401'],
      [password, identity],
    );
    expect(asked).toMatchObject({ staffNumber: '0301', approval: expect.any(String) });
    const choose = ['staff', 'choose-password', '0301'];
    expect(await json(choose, [String(asked['code']), password])).toMatchObject({ code: 'code-refused' });
    const approve = ['approvals', 'approve', String(asked['approval'])];
    expect(await json([...approve, '--as', '0401'], [password])).toMatchObject({ code: 'same-person' });
    expect(await json([...approve, '--as', '0402'], [password])).toMatchObject({ state: 'approved' });
    expect(await json(choose, [String(asked['code']), password])).toEqual({ staffNumber: '0301' });
  }, 180_000);

  it("takes nobody's identity number as an argument, where the shell's history and the list of processes keep it", () => {
    const declared = sourceFiles(['.ts'], 'apps/central/src')
      .map((path) => readFileSync(path, 'utf8'))
      .flatMap((text) => text.match(/(?:argument|[oO]ption)\(\s*'[^)]*\)/g) ?? []);
    expect(declared.length).toBeGreaterThan(40);
    const asked = /社会保障号码|身份证|号码:|social security number|identity/i;
    expect(declared.filter((text) => asked.test(text))).toEqual([]);
  });

  it('tells a person the code, the title and the next step in both languages, on standard error', async () => {
    const { stdout, stderr, exitCode } = await importAs('0101', password);
    expect([stdout, exitCode]).toEqual(['', 1]);
    expect(stderr).toMatch(/^file-empty: 文件是空的 The file is empty \(.*empty\.csv\)\n→ 请重新导出文件 /);
  });

  it('refuses a mistyped command, argument or place to write to as anything else', async () => {
    const staff = ['--as', '0101', '--json'];
    const answers = await Promise.all(
      [
        ['cards', 'batch', 'create', '--json'],
        ['cards', 'batch', 'leave-out', '2026-000001', 'one', '--reason', 'x', ...staff],
        ['cards', 'batch', 'leave-out', '2026-000001', '99999999999', '--reason', 'x', ...staff],
        ['cards', 'batch', 'unclaimed', '--days', '999999999', ...staff],
      ].map((args) => central(args, [password])),
    );
    for (const { stdout, exitCode } of answers) {
      expect(JSON.parse(stdout)).toMatchObject({ code: 'malformed-request', detail: expect.any(String) });
      expect(exitCode).toBe(1);
    }
  }, 180_000);

  it.each(Object.keys(commandAuthority) as (keyof typeof commandAuthority)[])(
    'lets for %s those roles pass that the table names, and no others',
    (act) => {
      const passes = roles.filter((role) => {
        try {
          demandAuthority({ number: '1', name: '', role }, act satisfies CommandAct);
          return true;
        } catch {
          return false;
        }
      });
      expect(passes.toSorted()).toEqual([...commandAuthority[act]].toSorted());
    },
  );
});

describe('the staff of an area', () => {
  it('begins with one administrator, whom nobody signed in adds, and no second one that way', async () => {
    expect(await json(['first-administrator', '0402', '某人'], ['another wind over it'])).toMatchObject({
      code: 'administrator-exists',
    });
  });

  it('has another vouched for by the owner of the database alone', async () => {
    const add = ['first-administrator', '0499', '担保人', '--by-owner'];
    const asked = (url: string) =>
      central([...add, '--json'], ['yet another wind'], { DATABASE_OWNER_URL: url });
    expect(JSON.parse((await asked(database.workUrl)).stdout)).toMatchObject({ code: 'not-permitted' });
    expect(JSON.parse((await asked(database.ownerUrl)).stdout)).toMatchObject({
      code: 'administrator-exists',
    });
  });

  it('takes no password from the environment or an argument', async () => {
    const given = await central(['staff', 'list', '--as', '0401', '--json'], null, {
      STAFF_PASSWORD: password,
    });
    expect(JSON.parse(given.stdout)).toMatchObject({ code: 'password-missing' });
    expect((await central(['staff', 'list', '--as', '0401', '--password', password])).exitCode).toBe(1);
  });

  it('changes windows, depots and books only as somebody who may, and says in the audit trail who', async () => {
    for (const words of [
      ['terminal', 'W09', '九号窗口'],
      ['depot', 'D09', '九号网点', '--window', 'W09'],
      ['terminal', 'W09', '--withdraw'],
    ]) {
      expect((await central([...words])).exitCode).toBe(1);
      expect(await json([...words, '--as', '0001'], [password])).toMatchObject({ code: 'not-permitted' });
      expect(await json([...words, '--as', '0401'], [password])).toMatchObject({
        code: expect.any(String),
        name: words[2]?.startsWith('--') === true ? null : words[2],
      });
    }
    expect(await json(['books', '--as', '0401'], [password])).toMatchObject({ code: 'not-permitted' });
    const owner = new Client({
      connectionString: database.ownerUrl,
      options: `-c search_path=${database.schema}`,
    });
    await owner.connect();
    const { rows } = await owner.query<{ action: string }>(
      `select action from audit_event where staff_number = '0401' and action similar to '(terminal|depot).%' order by id`,
    );
    await owner.end();
    expect(rows.map(({ action }) => action)).toEqual([
      'terminal.prepared',
      'depot.put',
      'terminal.withdrawn',
    ]);
  }, 180_000);

  it('is no demonstration in an area of a bureau: neither seeded nor marked for it afterwards', async () => {
    expect((await central(['seed'])).stderr).toMatch(/unknown command/);
    // The databases of tests are marked; a bureau's is not.
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(`delete from ${database.schema}.demonstration`);
    await owner.end();
    const marked = await central(['migrate'], null, {
      DATABASE_OWNER_URL: database.ownerUrl,
      DEMONSTRATION: '1',
    });
    expect([marked.exitCode, marked.stdout]).toEqual([1, '']);
    const seeded = await execa(process.execPath, [resolve('dist/apps/central/src/demonstration.js')], {
      env: { DATABASE_URL: database.workUrl, SSCARD_DATA: folder, NODE_OPTIONS: '' },
      reject: false,
      stdin: 'ignore',
    });
    expect([seeded.exitCode, seeded.stdout]).toEqual([1, '']);
    expect(seeded.stderr).toMatch(/^demonstration-refused: /m);
  }, 180_000);
});

describe('a schema of another release', () => {
  it('is refused by commands and by central itself, with what to do, and left as it is', async () => {
    const none = await emptyDatabase();
    const env = { DATABASE_URL: none.workUrl };
    const main = await execa(process.execPath, [resolve('dist/apps/central/src/main.js')], {
      env: { ...env, SSCARD_DATA: folder, NODE_OPTIONS: '', CENTRAL_PORT: '0' },
      reject: false,
      stdin: 'ignore',
    });
    for (const { stdout, stderr, exitCode } of [await central(['books', '--as', '0501'], ['x'], env), main]) {
      expect([stdout, exitCode]).toEqual(['', 1]);
      expect(stderr).toMatch(/^schema-behind: .+\n→ .+central migrate/m);
    }
    const owner = new Client({ connectionString: none.ownerUrl });
    await owner.connect();
    expect((await owner.query('select from pg_namespace where nspname = $1', [none.schema])).rowCount).toBe(
      0,
    );
    await owner.end();
    await none.drop();
  });
});

describe('a command without a database', () => {
  it.each([
    ['books', '--as', '0501'],
    ['cards', 'stock', 'report', '--as', '0101'],
  ])(
    'says by code and next step what to do: %s',
    async (...args) => {
      const { stdout, stderr, exitCode } = await central(args, [password], {
        DATABASE_URL: 'postgres://owner:secret@127.0.0.1:1/none',
      });
      expect([stdout, exitCode]).toEqual(['', 1]);
      expect(stderr).toMatch(/^command-interrupted: .+\n→ .+$/);
    },
    60_000,
  );
});

describe('progress', () => {
  const label = { zh: '导入', en: 'Import' };

  it('shows share, count, rate of this process alone, and the time left', () => {
    const line = progressLine({ label, done: 30_000, total: 60_000, doneBefore: 10_000, elapsedMs: 2000 });
    expect(line).toBe('导入 Import [############............] 50% 30,000/60,000 10,000/s 剩余 left 0:03');
    expect(progressLine({ label, done: 5000, total: null, doneBefore: 0, elapsedMs: 1000 })).toBe(
      '导入 Import 5,000 5,000/s',
    );
  });

  it('writes nothing where there is no terminal', () => {
    const written: string[] = [];
    const write = (text: string): boolean => written.push(text) > 0;
    const silent = progressOn({ write, isTTY: false });
    silent.begin(label, 10);
    silent.at(10);
    silent.end();
    expect(written).toEqual([]);
    const shown = progressOn({ write, isTTY: true, columns: 120 });
    shown.begin(label, 10);
    shown.end();
    expect(written.join('')).toContain('导入 Import');
    expect(written.at(-1)).toBe('\n');
  });
});
