/** What central's answers are made of, by its own description: for promises that hold for every route there is or will be. */
import { execFileSync } from 'node:child_process';

export type Schema = {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly format?: string;
};
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
type Answers = Readonly<Record<string, { readonly content?: Content }>>;
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Answers }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

// The Swagger plugin works at build time only, so the built program is asked.
const { paths, components } = JSON.parse(
  execFileSync(process.execPath, ['dist/apps/central/src/command-line.js', 'openapi'], {
    env: { ...process.env, NODE_OPTIONS: '' },
  }).toString(),
) as Description;

/** Every schema of a kind of answer, and of all it is made of, by the name it stands under; the answer itself under none. */
const partsOf = function* (
  schema: Schema,
  name = '',
  seen: ReadonlySet<string> = new Set(),
): Generator<readonly [string, Schema]> {
  yield [name, schema];
  const { $ref, properties = {}, items, allOf = [] } = schema;
  const referred = $ref?.split('/').at(-1);
  if (referred !== undefined && !seen.has(referred))
    yield* partsOf(components.schemas[referred] ?? {}, name, new Set([...seen, referred]));
  for (const [member, part] of Object.entries(properties)) yield* partsOf(part, member, seen);
  for (const part of items === undefined ? allOf : [items, ...allOf]) yield* partsOf(part, name, seen);
};

/** Routes, as `GET /v1/photos/:`, with the names and schemas in what they answer when they succeed. */
export const answersOfRoutes: ReadonlyMap<string, readonly (readonly [string, Schema])[]> = new Map(
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => [
      `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, ':')}`,
      Object.entries(responses)
        .filter(([status]) => status.startsWith('2'))
        .flatMap(([, { content = {} }]) =>
          Object.values(content).flatMap(({ schema }) => [...partsOf(schema)]),
        ),
    ]),
  ),
);
