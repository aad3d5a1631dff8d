/** Promises that what may be refused is written down once: each operation names its codes, and no code stands there that no program has. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeProblem, problems, type ProblemCode } from '#libs/contract/problems.js';
import { refusals } from '#libs/contract/refusals.js';
import { namedRefusals } from '../../../../../test/support/named-refusals.js';
import { sourceFiles } from '../../../../../test/support/source-files.js';

const description = JSON.parse(
  execFileSync(process.execPath, ['dist/apps/central/src/command-line.js', 'openapi'], {
    env: { ...process.env, NODE_OPTIONS: '' },
  }).toString(),
) as OpenAPIObject;

const codes = Object.keys(problems) as ProblemCode[];

/** Where a code is named for somebody to read, not to refuse with it. */
const notThrowing = /\.spec\.ts$|contract\/(problems|refusals|central-api)\.ts$|^test\//;

/** The codes that stand as a literal in some program under these folders. */
const thrownIn = (...folders: readonly string[]): ReadonlySet<string> => {
  const text = folders
    .flatMap((folder) => sourceFiles(['.ts', '.vue', '.mjs'], folder))
    .filter((path) => !notThrowing.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  return new Set(codes.filter((code) => text.includes(`'${code}'`)));
};

describe('the description of the API', () => {
  it('names for every operation what it refuses with, as the centre answers it', () => {
    const operations = Object.entries(description.paths).flatMap(([path, item]) =>
      (['get', 'post', 'delete'] as const).flatMap((method) =>
        item[method] === undefined ? [] : [{ name: `${method} ${path}`, operation: item[method] }],
      ),
    );
    expect(operations.length).toBe(Object.keys(refusals).length);
    const named = [...namedRefusals(description)].map((refused) => refused.split(' '));
    for (const { name, operation } of operations) {
      const own = named.filter(([method, path]) => `${method} ${path}` === name);
      const act = (operation as { 'x-act'?: keyof typeof refusals })['x-act'] ?? 'health.read';
      expect(own.map(([, , , code]) => code)).toEqual(expect.arrayContaining([...refusals[act], 'busy']));
      for (const [, , status, code] of own) expect(problems[code as ProblemCode].status).toBe(Number(status));
    }
  });

  it('gives each code its words, its next step and whether to try again', () => {
    const examples = description.components?.examples ?? {};
    const named = new Set([...namedRefusals(description)].map((refused) => refused.split(' ')[3]));
    expect(Object.keys(examples).toSorted()).toEqual([...named].toSorted());
    for (const [code, example] of Object.entries(examples))
      expect(example).toMatchObject({ value: describeProblem(code as ProblemCode) });
  });
});

describe('the registry of refusals', () => {
  it('holds no code that no program refuses with', () => {
    const thrown = thrownIn('apps', 'libs', 'hardware');
    expect(codes.filter((code) => !thrown.has(code))).toEqual([]);
  });

  it('has no operation name a code that the centre does not know', () => {
    const thrown = thrownIn('apps/central/src', 'libs');
    expect([...new Set(Object.values(refusals).flat())].filter((code) => !thrown.has(code))).toEqual([]);
  });
});
