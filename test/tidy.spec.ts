/** Promises about the source itself: it compiles, it is tidy, and every part stays where it belongs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { wordsOfKeyUse } from '#libs/contract/key-uses.js';
import { programVersion } from '#libs/contract/program-version.js';
import { purposes } from '#libs/contract/purposes.js';
import { sourceFiles } from './support/source-files.js';

/** Everything a tool complained about and its exit code; `''` and 0 for a tool that is content. */
const complaints = async (tool: string, ...args: readonly string[]): Promise<string> => {
  const child = spawn(resolve('node_modules/.bin', tool), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', NODE_OPTIONS: '' },
  });
  const exit = once(child, 'exit');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number | null];
  return code === 0 ? '' : `${tool} ended with ${code}\n${output}${errors}`;
};

// A guard only: each takes half a minute on a quiet machine, and minutes on a busy one.
const toolTimeoutMs = 600_000;

describe('the source', () => {
  it('says the version of the package where programs tell each other theirs', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(programVersion).toBe(version);
  });

  it(
    'compiles under strict TypeScript',
    async () => {
      // The compiler written anew: a third of the time. The build still takes the one that Nest's plugins are made for.
      expect(await complaints('../typescript-native/bin/tsc', '--noEmit')).toBe('');
    },
    toolTimeoutMs,
  );

  it(
    'compiles in the pages too',
    async () => {
      expect(await complaints('vue-tsc', '--noEmit', '-p', 'apps/web/tsconfig.json')).toBe('');
    },
    toolTimeoutMs,
  );

  it(
    'passes oxlint',
    async () => {
      expect(await complaints('oxlint', '--deny-warnings')).toBe('');
    },
    toolTimeoutMs,
  );

  it(
    'is formatted by oxfmt',
    async () => {
      expect(await complaints('oxfmt', '--check')).toBe('');
    },
    toolTimeoutMs,
  );

  it(
    'has no unused file, export or package',
    async () => {
      expect(await complaints('knip', '--no-progress')).toBe('');
    },
    toolTimeoutMs,
  );

  it(
    'imports only in the directions of docs/architecture.md',
    async () => {
      expect(
        await complaints(
          'depcruise',
          '--config',
          '.dependency-cruiser.js',
          'libs',
          'hardware',
          'apps',
          'test',
        ),
      ).toBe('');
    },
    toolTimeoutMs,
  );

  it(
    'has folders that make no circle',
    async () => {
      expect(
        await complaints('depcruise', '--config', '.dependency-cruiser-rooms.js', 'libs', 'hardware', 'apps'),
      ).toBe('');
    },
    toolTimeoutMs,
  );
});

/** The text of the comment a file opens with; null when it opens with anything else. */
const openingComment = (source: string): string | null => {
  const match = /^(?:#!.*\n)?\s*(?:\/\*\*?([\s\S]*?)\*\/|((?:\/\/.*\n)+)|<!--([\s\S]*?)-->)/.exec(source);
  if (!match) return null;
  const comment = match[1] ?? match[2] ?? match[3] ?? '';
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*(\*|\/\/)?\s?/, ''))
    .join(' ')
    .trim();
};

/** A whole sentence of some words to begin with; sources and reasons may follow. Code in backquotes is one word. */
const opensWithSentence = (comment: string): boolean =>
  /^(?:(?![.。](?:\s|$)).)+?[.。](?:\s|$)/.test(comment) &&
  (comment.replaceAll(/`[^`]*`/g, 'code').split(/[.。](?:\s|$)/, 1)[0] ?? '').split(/\s+/).length >= 3;

/** Longer than 400 lines, each for a reason. */
const longFiles: Readonly<Record<string, string>> = {
  'apps/central/src/whole/serving/holder.spec.ts': 'all that a holder may and may not, at one kiosk',
  'test/journeys/kiosk.spec.ts': 'one city for all that is done at a kiosk',
  'libs/contract/approvals.ts': 'the one table of what two persons decide, an entry for each kind',
  'libs/contract/authority.ts': 'the one table of who may do what, a row for each act',
  'libs/contract/central-api.ts': "generated from central's OpenAPI document",
  'libs/contract/console.ts': 'the one table of what the console asks for, a row for each act',
  'libs/contract/problems.ts': 'the one registry of refusals, a row for each',
  'libs/contract/refusals.ts': 'the one table of what each act refuses, a row for each',
};

const written = sourceFiles(['.ts', '.vue', '.mjs']).filter(
  (file) => !file.endsWith('.d.ts') && file !== 'libs/contract/central-api.ts',
);

describe('every file', () => {
  it('opens with a sentence that says what it is for', () => {
    const without = written.filter((file) => {
      const comment = openingComment(readFileSync(file, 'utf8'));
      return comment === null || !opensWithSentence(comment);
    });
    expect(without).toEqual([]);
  });

  it('has a name that says what is inside', () => {
    const vague = /(^|[/.-])(utils?|helpers?|common|managers?|base|impl|misc|stuff|lib)([/.-]|$)/i;
    const caseBreaking = /[A-Z_]/;
    expect(
      written.filter((file) => vague.test(file.replace(/^libs\//, '')) || caseBreaking.test(file)),
    ).toEqual([]);
  });

  it('names no type with an I in front, or after its emptiness', () => {
    const vague =
      /\b(?:interface|type|class)\s+(I[A-Z][a-z]\w*|\w*(?:Helper|Manager|Impl|Utils?)|Base[A-Z]\w*)\b/g;
    const found = written.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(vague)].map((match) => `${file}: ${match[1]}`),
    );
    expect(found).toEqual([]);
  });

  it('stays short enough to read, or says why not', () => {
    const long = sourceFiles(['.ts', '.vue', '.mjs'])
      .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length }))
      .filter(({ file, lines }) => lines > 400 && !(file in longFiles));
    expect(long).toEqual([]);
  });

  it('carries nothing of a merge that was never ended', () => {
    const marks = /^(?:<{7}|>{7}|(?:> ){4,})/m;
    expect(
      sourceFiles(['.ts', '.vue', '.mjs', '.json', '.md']).filter((file) =>
        marks.test(readFileSync(file, 'utf8')),
      ),
    ).toEqual([]);
  });

  it('has words for every use of a key that goes into the trail', () => {
    const written = sourceFiles(['.ts'], 'apps/central/src')
      .filter((file) => !file.endsWith('.spec.ts'))
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/purpose: '([a-z-]+)'/g)].map(([, name = '']) => name),
      )
      .filter((name) => !(name in purposes));
    expect(written).toContain('personalisation');
    expect(written.filter((name) => wordsOfKeyUse(name).zh === name)).toEqual([]);
  });

  it('takes the digits of an input method in every field for a number', () => {
    const field = /<ElInput\s[^>]*?(?:inputmode="|v-model="[\w.]*[nN]umber"|maxlength="18")/;
    expect(
      sourceFiles(['.vue'], 'apps/web').filter(
        (file) => !file.endsWith('narrow-input.vue') && field.test(readFileSync(file, 'utf8')),
      ),
    ).toEqual([]);
  });

  it('tells nobody on a page to type a command: what they do, they do on the page', () => {
    const typed = sourceFiles(['.vue', '.ts'], 'apps/web').filter((file) =>
      /npm (run|start)|命令行|on the command line/.test(readFileSync(file, 'utf8')),
    );
    expect(typed).toEqual([]);
  });

  it("holds no path of somebody's machine", () => {
    const machinePath = /(?:^|[\s'"`(=:])(\/(?:work|home|Users|root)\/\w[^\s'"`)]*)/gm;
    const found = sourceFiles(['.ts', '.vue', '.mjs', '.js', '.json', '.md', '.sql', '.sh', 'run'])
      .filter((file) => file !== 'package-lock.json')
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(machinePath)].map((match) => `${file}: ${match[1]}`),
      );
    expect(found).toEqual([]);
  });
});

it('no device is waited for by the clock of the machine, which somebody may set meanwhile', () => {
  const found = [...sourceFiles(['.ts'], 'hardware'), ...sourceFiles(['.ts'], 'apps/agent/src')].filter(
    (file) =>
      !/\.spec\.ts$|centre-clock\.ts$/u.test(file) && readFileSync(file, 'utf8').includes('Date.now()'),
  );
  expect(found).toEqual([]);
});

describe('every promise', () => {
  it(
    'is in a tier that npm test runs',
    async () => {
      const listing = spawn(process.execPath, ['node_modules/jest/bin/jest.js', '--listTests'], {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules' },
      });
      const listed = (await text(listing.stdout)).split('\n').filter((line) => line !== '');
      expect(listed.map((file) => relative('.', file)).toSorted()).toEqual(sourceFiles(['.spec.ts']));
    },
    toolTimeoutMs,
  );

  it('is looked for nowhere in vain', async () => {
    const { default: settings } = (await import(resolve('jest.config.js'))) as {
      default: { readonly projects: readonly { readonly testMatch: readonly string[] }[] };
    };
    const promises = sourceFiles(['.spec.ts']);
    const empty = settings.projects
      .flatMap(({ testMatch }) => testMatch.map((pattern) => pattern.replace('<rootDir>/', '')))
      .filter((pattern) => {
        const folder = pattern.replace(/\*\*\/\*\.spec\.ts$/u, '');
        return !promises.some((file) => file === pattern || file.startsWith(folder));
      });
    expect(empty).toEqual([]);
  });
});

/** Words that mean one thing each (docs/glossary.md): where one is not to stand, and what in those places is meant rightly. */
const words: readonly {
  readonly word: RegExp;
  readonly means: string;
  readonly notIn: readonly string[];
  readonly except?: RegExp;
}[] = [
  {
    word: /batch/iu,
    means: 'applications that go to the card maker together, and no acts or chunks of work done together',
    notIn: [
      'apps/bank-simulator/',
      'apps/central/src/counter/acts/',
      'apps/central/src/funds/',
      'apps/central/src/ground/chunked-work/',
      'apps/central/src/ground/database/',
      'apps/central/src/ground/jobs/',
      'apps/central/src/insurance/',
      'apps/central/src/register/',
      'hardware/',
      'libs/benefits/',
      'libs/contributions/',
      'libs/ledger/',
      'libs/money/',
      'libs/policy/',
    ],
    except: /card-batch/giu,
  },
  {
    word: /settlement/iu,
    means: 'medical settlement alone',
    notIn: ['apps/', 'hardware/', 'libs/', 'test/'],
    except: /medical\n \* settlement|direct settlement/giu,
  },
  {
    word: /receipt/iu,
    means: 'paper; what comes to a depot is an arrival',
    notIn: [
      'apps/central/src/cards/production/',
      'apps/central/src/cards/stock/',
      'apps/central/src/whole/command-line/production-commands.ts',
      'apps/central/src/whole/command-line/stock-commands.ts',
      'apps/web/console/batches/',
      'apps/web/console/stock/',
    ],
    except: /receipt-text\.js/gu,
  },
];

describe('a word', () => {
  it.each(words)('$word means $means', ({ word, notIn, except }) => {
    const misused = sourceFiles(['.ts', '.vue'])
      .filter((file) => file !== 'test/tidy.spec.ts' && notIn.some((place) => file.startsWith(place)))
      // What migrations say is frozen.
      .filter((file) => !file.includes('/migrations/'))
      .filter((file) => {
        const source = readFileSync(file, 'utf8');
        return word.test(`${file}\n${except === undefined ? source : source.replaceAll(except, '')}`);
      });
    expect(misused).toEqual([]);
  });
});

describe('the settings', () => {
  it('are all told to whoever runs the programs', () => {
    const told = readFileSync('docs/operations.md', 'utf8');
    const files = [
      'apps/central/src/ground/config.ts',
      'apps/agent/src/ground/config.ts',
      'apps/city/src/addresses.ts',
    ];
    const untold = files.flatMap((file) => {
      const names =
        readFileSync(file, 'utf8').match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|(?<=env\.)[A-Z]+\b/gu) ?? [];
      // `NAME` (or `_FILE`).
      return [...new Set(names)].filter((name) => !told.includes(`\`${name.replace(/_FILE$/u, '')}\``));
    });
    expect(untold).toEqual([]);
  });
});

type Locked = { readonly optionalDependencies?: Readonly<Record<string, string>> };

describe('the lock file', () => {
  it("names every platform's optional packages, without which npm ci refuses it", () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Readonly<Record<string, Locked>>;
    };
    /** The path and every folder above it whose node_modules a package there can use. */
    const above = (path: string): readonly string[] =>
      path === ''
        ? ['']
        : [path, ...above(path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1)))];
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !above(path).some((at) => `${at === '' ? '' : `${at}/`}node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe('the words for another card', () => {
  /** 补领 after a loss, 换领 of a card that is damaged, outdated or expiring, 补换卡 for the pair of them: never a mix. */
  const mixes = /(?<!补)换卡|补卡|补换(?!卡)|补办/;
  /** The window that says so is the very one: a way to it is no way on. */
  const nowhere = /到发卡窗口/;

  it.each([
    ['请办理补卡', true],
    ['请办理换卡', true],
    ['补换社会保障卡', true],
    ['请到发卡窗口解锁', true],
    ['补领、换领，合称补换卡', false],
  ] as const)('are told from mixes: %s', (words, refused) => {
    expect(mixes.test(words) || nowhere.test(words)).toBe(refused);
  });

  it('are one for each, over pages, receipts, refusals and documents', () => {
    const told = sourceFiles(['.ts', '.vue', '.md'])
      // Migrations are frozen as they were entered.
      .filter((file) => !file.includes('/migrations/') && file !== 'test/tidy.spec.ts')
      .flatMap((file) =>
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => mixes.test(line) || nowhere.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(told).toEqual([]);
  });
});
