/** A lost card is refused at once at every window, also while the centre cannot be asked; one that was lifted is served. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Act } from '#libs/contract/desk.js';
import type { TerminalAnswer } from '#libs/contract/terminal-interface.js';
import { holderOf } from '../support/card-holders.js';
import { approveWaiting } from '../support/second-person.js';
import { CounterWindow, eventually } from '../support/window.js';

jest.setTimeout(90_000);

const lost = 'han-deming';
const locked = 'suonan-daiji';
const other = 'zhao-yulan';
const hospital = 'https://his.example';

let window: CounterWindow;
beforeAll(async () => {
  process.env['TERMINAL_ORIGINS'] = hospital;
  window = await CounterWindow.open();
  await window.signIn();
}, 700_000);
afterEach(() => window.pull());
afterAll(async () => {
  delete process.env['TERMINAL_ORIGINS'];
  await window.close();
});

/** Has something done about a card whose holder stands at the window without it. */
const serve = async (id: string, service: string, more: object = {}): Promise<Act> => {
  const { cardNumber, ...person } = holderOf(window.data, id);
  const file = await window.page.post<{ cards: { id: string; cardNumber: string }[] }>('/desk/card-files', {
    ...person,
    purpose: '办理卡服务',
  });
  const cardId = file.cards.find((card) => card.cardNumber === cardNumber)?.id;
  const key = randomUUID();
  await window.page.post<Act>('/desk/card-services', { ...person, key, service, cardId, ...more });
  return window.page.act(key, ['succeeded']);
};

const tap = async (id: string) => {
  await window.insert(id);
  return window.page.card();
};

/** What a hospital's program is told of the card in the reader. */
const read = async (): Promise<number> => {
  const response = await fetch(`${window.origin}/terminal`, {
    method: 'POST',
    headers: { origin: hospital },
    body: JSON.stringify({ function: 'iReadCardBas', iType: 3 }),
  });
  return ((await response.json()) as TerminalAnswer).errorCode;
};

const untilLink = (state: 'online' | 'offline') =>
  window.page.until(`the centre ${state}`, ({ central }) => central.state === state || null, 60_000);

describe('the deny list', () => {
  it('is there once the window is, and knows how old it is', async () => {
    const asOf = await window.page.until('a deny list', ({ denyList }) => denyList.asOf);
    expect(Date.now() - Date.parse(asOf)).toBeLessThan(600_000);
  });

  it('refuses a card reported lost at the next tap', async () => {
    const { entries } = (await window.page.state()).denyList;
    await serve(lost, 'loss');
    await window.page.until('one more entry', ({ denyList }) => denyList.entries === entries + 1 || null);
    expect(await tap(lost)).toMatchObject({ stage: 'refused', problem: { code: 'card-lost' }, holder: null });
  });

  it('refuses it with the same code while the centre is away, and says of other cards that nobody can be asked', async () => {
    await serve(locked, 'locking', { reason: '持卡人申请' });
    await window.program('central').stop();
    const stopped = Date.now();
    expect(await tap(lost)).toMatchObject({ stage: 'refused', problem: { code: 'card-lost' } });
    await window.pull();
    // One that the card window could unlock is still known as locked.
    expect(await tap(locked)).toMatchObject({ stage: 'refused', problem: { code: 'card-locked' } });
    await window.pull();
    expect(await tap(other)).toMatchObject({ stage: 'refused', problem: { code: 'central-unreachable' } });
    await untilLink('offline');
    const { denyList } = await window.page.state();
    expect(Date.parse(denyList.asOf ?? '')).toBeLessThanOrEqual(stopped);
    await window.program('central').start();
    await window.page.until(
      'the other card once the centre is back',
      ({ card }) => card?.stage === 'open' || null,
    );
  });

  it('lets a card go again as soon as its loss is lifted', async () => {
    await serve(lost, 'second-person', { secondPersonFor: 'loss-lifting', reason: '原卡已找到' });
    await approveWaiting(window.origin, 'loss-lifting');
    await serve(lost, 'loss-lifting');
    expect(await tap(lost)).toMatchObject({ stage: 'open', problem: null });
  });

  it('reads a card that it refused alone anew once the centre can be asked', async () => {
    await serve(lost, 'loss');
    await window.program('central').stop();
    await untilLink('offline');
    expect(await tap(locked)).toMatchObject({
      stage: 'refused',
      problem: { code: 'card-locked' },
      holder: null,
    });
    await window.program('central').start();
    const holder = await window.page.until(
      'whose the locked card is',
      ({ card }) => card?.holder ?? null,
      60_000,
    );
    expect(holder.name).toBe(holderOf(window.data, locked).name);
  });

  it('of a whole city is taken in, kept through a restart of agent and centre, and goes on from where it was', async () => {
    const cards = 58_237;
    await window.query(
      `insert into deny_entry select 'Z' || lpad(n::text, 8, '0'), '632802D156000005' || lpad(to_hex(n), 16, '0'),
         'card-cancelled', nextval('deny_change') from generate_series(1, $1::int) n`,
      [cards],
    );
    const whole = await window.page.until('the whole list', ({ denyList }) =>
      denyList.entries > cards ? denyList : null,
    );

    await window.program('central').stop();
    await window.program('agent').stop();
    await window.program('agent').start();
    await window.reopen();
    expect((await window.page.state()).denyList).toEqual({
      entries: whole.entries,
      asOf: expect.stringMatching(/Z$/),
    });
    // Nobody can sign in while the centre is away; a hospital's program still asks for the card.
    await window.insert(lost);
    await eventually('its refusal', async () => (await read()) === -9001);
    await window.pull();

    await window.program('central').start();
    await untilLink('online');
    await window.signIn();
    await serve(other, 'loss');
    await window.page.until(
      'one more entry',
      ({ denyList }) => denyList.entries === whole.entries + 1 || null,
    );
    await window.insert(other);
    await eventually('its refusal', async () => (await read()) === -9001);
  });
});
