/** Promises that no route of the API answers odd input with a fault of its own: every parameter and every field, with everything nobody should send. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BadRequestException, type Type } from '@nestjs/common';
import { authority, roles, type Act, type Permission, type Role } from '#libs/contract/authority.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BodyPipe } from '../../ground/http/body.pipe.js';

type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
};
type Method = 'get' | 'post' | 'delete';
type Route = {
  readonly 'x-act': Act;
  readonly 'x-asked-per-minute'?: number;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: { readonly 'application/json'?: { readonly schema: Schema } } };
};
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<Method, Route>>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

// The Swagger plugin works at build time only, so the built program is asked.
const description = JSON.parse(
  execFileSync(process.execPath, ['dist/apps/central/src/command-line.js', 'openapi'], {
    env: { ...process.env, NODE_OPTIONS: '' },
  }).toString(),
) as Description;

const routes = Object.entries(description.paths).flatMap(([path, methods]) =>
  (Object.entries(methods) as [Method, Route][]).map(([method, route]) => ({ path, method, route })),
);

const oddTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '😀',
  '德令哈',
  "'; drop table person; --",
  '%',
  '..',
  '../..',
  '-1',
  '0',
  '1e9',
  '1.5',
  'null',
  '__proto__',
  '99999999999999999999',
  '9223372036854775808',
  '00.10',
  '050.00',
  '2026-02-30',
  '0000-00-00',
  '+275760-09-13T00:00:00.001Z',
  'x'.repeat(60),
  '00000000-0000-0000-0000-000000000000',
  'A'.repeat(36),
  '=1+1',
];
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const oddValues: readonly unknown[] = [
  ...oddTexts,
  0,
  -1,
  1.5,
  1e308,
  9007199254740991,
  true,
  null,
  [],
  {},
  [null],
  [[]],
  { __proto__: null, toString: 1 },
  nested(20),
  ['a', 'b'],
  'y'.repeat(5000),
];

const resolve = (schema: Schema): Schema => {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return ref === undefined ? schema : (description.components.schemas[ref.split('/').at(-1) ?? ''] ?? {});
};

/** Something of a schema's shape, right at first sight. */
const usual = (schema: Schema): unknown => {
  const { type, properties, items } = resolve(schema);
  if (properties !== undefined)
    return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, usual(member)]));
  if (type === 'array') return items === undefined ? [] : [usual(items)];
  if (type === 'number') return 1;
  if (type === 'boolean') return true;
  return 'abc';
};

/** Where in a body: names of members, places in lists. */
type Place = readonly (string | number)[];

/** Every place of a body that takes an odd value: its members on every level, and its lists as wholes. */
const placesOf = (schema: Schema): Place[] => {
  const { properties, items } = resolve(schema);
  if (items !== undefined) return [...placesOf(items).map((place) => [0, ...place]), []];
  if (properties === undefined) return [[]];
  return Object.entries(properties).flatMap(([name, member]) =>
    placesOf(member).map((place) => [name, ...place]),
  );
};

const put = (whole: unknown, [first, ...rest]: Place, odd: unknown): unknown => {
  if (first === undefined) return odd;
  if (typeof first === 'number') return [put((whole as unknown[])[first], rest, odd)];
  const members = whole as Readonly<Record<string, unknown>>;
  return { ...members, [first]: put(members[first], rest, odd) };
};

/** Whether the rules of a body refuse it by themselves, before anything is done with it. */
const isRefusedByRules = (rules: Type, body: unknown): boolean => {
  try {
    new BodyPipe().transform(JSON.parse(JSON.stringify(body)), { type: 'body', metatype: rules });
    return false;
  } catch (fault) {
    // Anything else is a fault, and the route is asked what it answers.
    return fault instanceof BadRequestException;
  }
};

const contains = (outer: Place, inner: Place): boolean => outer.every((part, at) => part === inner[at]);

/**
 * Bodies with each odd value in each place. What the rules refuse by themselves is asked together, as they look at each member whatever the
 * others are; what gets past them is asked alone.
 */
const oddBodies = (schema: Schema, rules: Type): unknown[] => {
  const whole = usual(schema);
  const places = placesOf(schema);
  return oddValues.flatMap((odd) => {
    const alone: unknown[] = [];
    const together: Place[][] = [];
    for (const place of places) {
      const body = put(whole, place, odd);
      if (!isRefusedByRules(rules, body)) {
        alone.push(body);
        continue;
      }
      // A list cannot be odd as a whole and within.
      const group = together.find((group) =>
        group.every((other) => !contains(other, place) && !contains(place, other)),
      );
      if (group === undefined) together.push([place]);
      else group.push(place);
    }
    return [
      ...alone,
      ...together.map((group) => group.reduce((body, place) => put(body, place, odd), whole)),
    ];
  });
};

/** A half character cannot be written in an address; its bytes can. */
const encoded = (text: string): string =>
  /^[^\ud800-\udfff]*$/u.test(text) ? encodeURIComponent(text) : '%ED%A0%80';

const addressOf = (path: string, texts: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(texts[name] ?? '1'));

const numberOf = (role: Role): string => `T${role.replaceAll('-', '')}`.slice(0, 20);

/** Whoever could ask the route before: those of one subject follow on each other. */
let role: Role = 'auditor';
let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  for (const role of roles) await counter.addStaff(numberOf(role), role, role, 'password-of-test');
}, 60_000);
afterAll(() => counter.close());

/** Tokens last longer than this, those of a terminal as those of staff. */
const signedInForMs = 8 * 60_000;

let terminalSince = -Infinity;
const signIns = new Map<Role, { readonly token: string; readonly since: number }>();

/** Somebody of this role signed in at the window, by the sign-in from before while it lasts. */
const seat = async (role: Role): Promise<void> => {
  const now = counter.clock.now().getTime();
  if (now - terminalSince > signedInForMs) {
    await counter.authenticate();
    terminalSince = now;
  }
  const known = signIns.get(role);
  if (known !== undefined && now - known.since <= signedInForMs) {
    counter.staffToken = known.token;
    return;
  }
  if ((await counter.signIn(numberOf(role), 'password-of-test')).status === 201) {
    signIns.set(role, { token: counter.staffToken, since: now });
    return;
  }
  // Odd sign-ins have locked the window for a while.
  counter.clock.move(60_000);
  await seat(role);
};

let kiosk = { authorization: '', since: -Infinity };
let kiosks = 0;

/** At a kiosk, where nobody is signed in; as a terminal that is new once the token of the one before is about to end. */
const goToKiosk = async (): Promise<void> => {
  const since = counter.clock.now().getTime();
  if (since - kiosk.since > signedInForMs) {
    kiosks += 1;
    const code = await counter.prepareTerminal(`Z${kiosks + 10}`, 'kiosk');
    kiosk = { ...(await counter.anotherTerminal(code)), since };
  }
  counter.staffToken = '';
};

/** A minute in which nothing was asked too often yet, and somebody of this role signed in, or a kiosk. */
const begin = async (role: Role | 'holder'): Promise<void> => {
  counter.clock.move(61_000);
  await (role === 'holder' ? goToKiosk() : seat(role));
};

/** As many questions as the limit of each terminal allows in a minute. */
const mostInAMinute = 25;

it.each(routes.map((each) => [`${each.method.toUpperCase()} ${each.path}`, each] as const))(
  '%s',
  async (_, { method, path, route }) => {
    const permitted: Permission = authority[route['x-act']];
    const isHolders = typeof permitted !== 'string' && permitted.every((each) => each === 'holder');
    const verb = method.toUpperCase() as 'GET' | 'POST' | 'DELETE';
    const askOnce = (url: string, body?: unknown) =>
      counter.ask<{ code?: string; detail?: string }>(
        verb,
        url,
        body === undefined ? undefined : JSON.stringify(body),
        {
          'idempotency-key': randomUUID(),
          ...(isHolders ? { authorization: kiosk.authorization } : {}),
        },
      );
    // What was asked before may have ended the sign-in: it is not what the next question is to be answered with.
    const ask = async (url: string, body?: unknown): ReturnType<typeof askOnce> => {
      const answer = await askOnce(url, body);
      if (isHolders || answer.body.code !== 'sign-in-expired') return answer;
      signIns.delete(role);
      await seat(role);
      return askOnce(url, body);
    };
    // A piece of a file is bytes: nothing in it has a name.
    const body = route.requestBody?.content['application/json']?.schema;
    const parameters = (route.parameters ?? []).filter((each) => each.in !== 'header');
    const usualBody = body === undefined ? undefined : usual(body);

    if (typeof permitted !== 'string' && !permitted.includes(role))
      role = permitted.find((each) => each !== 'holder') ?? role;
    const asker = isHolders ? 'holder' : role;
    await begin(asker);
    expect((await ask(addressOf(path, {}), usualBody)).body.code).not.toBe('not-permitted');

    const questions: (readonly [string, unknown?])[] = [
      [`${addressOf(path, {})}?a=%00`, usualBody],
      [`${addressOf(path, {})}?%00=1`, usualBody],
      ...(body === undefined
        ? []
        : oddBodies(body, counter.rulesOf(verb, path)).map((odd) => [addressOf(path, {}), odd] as const)),
      ...parameters.flatMap(({ name, in: place }) =>
        place === 'path'
          ? oddTexts.map((text) => [addressOf(path, { [name]: text }), usualBody] as const)
          : [
              [`${addressOf(path, {})}?${name}=1&${name}=2`, usualBody] as const,
              [`${addressOf(path, {})}?${name}[a]=1`, usualBody] as const,
              ...oddTexts.map(
                (text) => [`${addressOf(path, {})}?${name}=${encoded(text)}`, usualBody] as const,
              ),
            ],
      ),
    ];
    // Signing in asks some of them itself.
    const inAMinute = Math.min(mostInAMinute, (route['x-asked-per-minute'] ?? Infinity) - roles.length);
    const faults: string[] = [];
    for (const [index, [url, odd]] of questions.entries()) {
      if (index % inAMinute === inAMinute - 1) await begin(asker);
      const { status, body: answer } = await ask(url, odd);
      if (status >= 500) faults.push(`${status} ${answer.code} ${url} ${JSON.stringify(odd)?.slice(0, 300)}`);
      expect(answer.code).not.toBe('too-many-requests');
    }
    expect(faults).toEqual([]);
  },
);
