/** Promises of tracking: number and name tell everything, one of them nothing, and nobody tries them out. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { CardWindow, newcomer } from '../../../../../test/support/card-window.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';

type Tracked = components['schemas']['TrackedApplicationDto'] & { readonly code?: string };

const url = '/v1/card-applications/track';

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
}, 60_000);
afterAll(() => counter.close());
beforeEach(async () => {
  // What the test before asked is over.
  counter.clock.move(61_000);
  await counter.authenticate();
  await counter.signIn();
});

/** As anybody asks, without signing in. */
const track = (number: string, name: string): Promise<Reply<Tracked>> =>
  counter.ask('POST', url, { number, name }, { authorization: '', 'x-staff-token': '' });

const many = async (count: number, ask: () => Promise<{ readonly status: number }>): Promise<number> => {
  const answers = await Promise.all(Array.from({ length: count }, ask));
  return answers.filter(({ status }) => status !== 429).length;
};

/** The status of a question that a proxy says is of this address. */
const asFrom = async (central: string, address: string): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
  const body = JSON.stringify({ number: '6328020999999996', name: '某人' });
  const asked = fetch(new URL(url, central), { method: 'POST', headers, body });
  return (await asked).status;
};

describe('tracking', () => {
  it('tells anyone with number and name every state with its date, what comes next and when', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    expect((await track(number, who.name)).body).toMatchObject({
      state: 'applied',
      answerBy: '2026-12-08',
      nextStep: { zh: '等待审核' },
    });
    counter.clock.move(3600_000);
    await counter.authenticate();
    await counter.signIn();
    await desk.approve(number);
    const { cardId } = await desk.make(number);
    await desk.serve({ service: 'hand-over', ...who, cardId });
    const { body } = await track(number.toLowerCase().replace(/(.{4})/g, '$1 '), who.name);
    expect(body).toMatchObject({ state: 'handed-over', answerBy: null });
    expect(body.steps.map(({ state }) => state)).toEqual([
      'applied',
      'approved',
      'in-production',
      'personalised',
      'delivered',
      'handed-over',
    ]);
  });

  it.each(['·', '•', '・', '‧', '⋅', '･', '．', '.', ' · '])(
    'knows a name with %j between its parts',
    async (dot) => {
      const who = { ...newcomer(), name: `买买提${dot}艾力` };
      const number = await desk.apply(who);
      expect((await desk.file({ ...who, name: '买买提・艾力' })).body.person?.name).toBe('买买提·艾力');
      for (const name of ['买买提·艾力', '买买提.艾力', `买买提${dot}艾力`])
        expect((await track(number, name)).body).toMatchObject({ state: 'applied' });
      expect((await track(number, '买买提艾力')).body.code).toBe('application-unknown');
    },
  );

  it('answers alike for a wrong number and for a wrong name', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    const wrong = await Promise.all([
      track('6328020999999996', who.name),
      track(number, '别人'),
      track('no number', who.name),
    ]);
    const [first, ...others] = wrong.map(({ status, body }) => ({ status, body }));
    expect(first).toMatchObject({ status: 404, body: { code: 'application-unknown' } });
    for (const other of others) expect(other).toEqual(first);
    expect((await track(number, '')).body.code).toBe('malformed-request');
  });

  it('is answered so often a minute, of all central processes together, and again in the next', async () => {
    const other = await counter.beside();
    try {
      const elsewhere = new URL(url, other.url);
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ number: '6328020999999996', name: '某人' });
      const answered = await Promise.all([
        many(25, () => track('6328020999999996', '某人')),
        many(25, () => fetch(elsewhere, { method: 'POST', headers, body })),
      ]);
      expect(answered.reduce((sum, some) => sum + some, 0)).toBe(30);
      counter.clock.move(20_000);
      const refused = await track('6328020999999996', '某人');
      expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
      expect(refused.headers['retry-after']).toBe('40');
      counter.clock.move(40_000);
      expect(await many(5, () => track('6328020999999996', '某人'))).toBe(5);
    } finally {
      await other.close();
    }
  });

  it('counts a client by its own address behind a proxy that is trusted, and by the proxy’s behind any other', async () => {
    const other = await counter.beside({ trustedProxies: ['127.0.0.0/8'] });
    try {
      await many(30, async () => ({ status: await asFrom(other.url, '198.51.100.7') }));
      expect(await asFrom(other.url, '198.51.100.7')).toBe(429);
      expect(await asFrom(other.url, '198.51.100.8')).toBe(404);
    } finally {
      await other.close();
    }
    const distrusting = await counter.beside();
    try {
      await many(30, async () => ({ status: await asFrom(distrusting.url, '198.51.100.9') }));
      expect(await asFrom(distrusting.url, '198.51.100.10')).toBe(429);
    } finally {
      await distrusting.close();
    }
  });

  it('lets a flood of one address wait for itself alone: it asks the database no more once it is too many', async () => {
    // By as many connections as a socket's queue takes: what the kernel turns away, central never answers.
    for (let wave = 0; wave < 8; wave += 1) await many(100, () => track('6328020999999996', '某人'));
    const [row] = await counter.query<{ asked: number }>(
      `select asked from public_ask where route like '%track' and address = '127.0.0.1'`,
    );
    expect(row?.asked).toBe(31);
  });
});
