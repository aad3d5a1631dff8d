/** Listens to a central in a test: whatever an operation refuses with has to stand in the API's description, under its status. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { isProblem } from '#libs/contract/problems.js';
import { describeApi } from '../../apps/central/src/whole/create-app.js';

type Described = {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly examples?: object }>>;
};

/** What a description names, as `get /path 409 code`. */
export const namedRefusals = ({ paths, components }: OpenAPIObject): ReadonlySet<string> => {
  const shared = (components?.responses ?? {}) as Readonly<Record<string, Described>>;
  const codesOf = (response: Described): string[] => {
    const { content } = response.$ref === undefined ? response : (shared[response.$ref.slice(23)] ?? {});
    return Object.keys(content?.['application/problem+json']?.examples ?? {});
  };
  return new Set(
    Object.entries(paths).flatMap(([path, item]) =>
      (['get', 'post', 'delete'] as const).flatMap((method) =>
        Object.entries(item[method]?.responses ?? {}).flatMap(([status, response]) =>
          codesOf((response ?? {}) as Described).map((code) => `${method} ${path} ${status} ${code}`),
        ),
      ),
    ),
  );
};

/** What any central names: described once for the run, and read by the other spec files, since it takes a second of work. */
const namedInRun = async (app: NestFastifyApplication): Promise<ReadonlySet<string>> => {
  const folder = process.env['SSCARD_TEST_RUN'];
  if (folder === undefined) throw new Error('no folder of the run: jest.config.js makes one');
  const file = join(folder, 'named-refusals.json');
  if (!existsSync(file)) {
    // Whole or not at all, beside others that do the same.
    const own = `${file}.${process.pid}`;
    writeFileSync(own, JSON.stringify([...namedRefusals(await describeApi(app))]));
    renameSync(own, file);
  }
  return new Set(JSON.parse(readFileSync(file, 'utf8')) as string[]);
};

/** To be called before the central listens; the answer throws Error once an operation has refused with what it does not name. */
export const listenForUnnamed = (app: NestFastifyApplication): (() => void) => {
  let named: Promise<ReadonlySet<string>> | null = null;
  const unnamed = new Set<string>();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async ({ method, routeOptions }, { statusCode }, payload) => {
      if (statusCode < 300 || routeOptions.url === undefined || typeof payload !== 'string') return payload;
      const answer: unknown = payload.startsWith('{') ? JSON.parse(payload) : null;
      if (!isProblem(answer)) return payload;
      named ??= namedInRun(app);
      const path = routeOptions.url.replaceAll(/:(\w+)/g, '{$1}');
      const refused = `${method.toLowerCase()} ${path} ${statusCode} ${answer.code}`;
      if (!(await named).has(refused)) unnamed.add(refused);
      return payload;
    });
  return () => {
    if (unnamed.size > 0)
      throw new Error(
        `refused with what the operation does not name (libs/contract/refusals.ts):\n${[...unnamed].join('\n')}`,
      );
  };
};
