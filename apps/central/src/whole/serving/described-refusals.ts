/** Writes into the API's description what each operation may be refused with: by status the codes, and for each code its words, its next step and whether to try again. */
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Act } from '#libs/contract/authority.js';
import { isConsoleWrite } from '#libs/contract/console.js';
import { describeProblem, problems, type ProblemCode } from '#libs/contract/problems.js';
import { refusalsOf } from '#libs/contract/operation-refusals.js';

const methods = ['get', 'post', 'delete'] as const;

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Response = NonNullable<Operation['responses'][string]>;

/** What the decorators of a route say of it (ground/http/identity.ts, asked-per-minute.ts). */
type Marked = Operation & {
  readonly 'x-act'?: Act;
  readonly 'x-idempotent'?: true;
  readonly 'x-asked-per-minute'?: number;
};

const contentType = 'application/problem+json';

/** A few codes that many operations share are written once. */
const sharedAtMost = 3;

const responseOf = (codes: readonly ProblemCode[]): Response => ({
  description: `拒绝 / refused: ${codes.join(', ')}`,
  content: {
    [contentType]: {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/ProblemDto' },
          {
            type: 'object',
            required: ['code'],
            properties: { code: { type: 'string', enum: [...codes] } },
          },
        ],
      },
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});

const exampleOf = (code: ProblemCode) => {
  const { title, nextStep, retry } = problems[code];
  return {
    summary: `${title.zh} / ${title.en}`,
    description: `${nextStep.zh} / ${nextStep.en} (retry: ${retry})`,
    value: describeProblem(code),
  };
};

/** The codes an operation may be refused with; throws Error for one that performs no act of the authority table. */
const codesOf = (path: string, method: string, operation: Marked): ProblemCode[] => {
  const act = operation['x-act'];
  if (act === undefined) throw new Error(`${method} ${path} performs no act`);
  return refusalsOf(act, {
    takesBody: method !== 'get',
    onlyOnce: operation['x-idempotent'] === true,
    onceIfKeyed: isConsoleWrite(act),
    isCounted: operation['x-asked-per-minute'] !== undefined,
  });
};

/** The description with the refusals of every operation. */
export const withRefusals = (description: OpenAPIObject): OpenAPIObject => {
  const shared: Record<string, Response> = {};
  const named = new Set<ProblemCode>();
  const describe = (codes: readonly ProblemCode[]): Response => {
    for (const code of codes) named.add(code);
    if (codes.length > sharedAtMost) return responseOf(codes);
    const name = codes.join('.');
    shared[name] = responseOf(codes);
    return { $ref: `#/components/responses/${name}` };
  };
  for (const [path, item] of Object.entries(description.paths))
    for (const method of methods) {
      const operation = item[method];
      if (operation === undefined) continue;
      const codes = codesOf(path, method, operation);
      for (const status of new Set(codes.map((code) => problems[code].status)))
        operation.responses[String(status)] = describe(
          codes.filter((code) => problems[code].status === status),
        );
    }
  return {
    ...description,
    components: {
      ...description.components,
      responses: Object.fromEntries(Object.entries(shared).toSorted(([a], [b]) => a.localeCompare(b))),
      examples: Object.fromEntries([...named].toSorted().map((code) => [code, exampleOf(code)])),
    },
  };
};
