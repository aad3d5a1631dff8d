/** A lost card is refused at once at every window, also while the centre cannot be asked; one that was lifted is served. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Act } from '#libs/contract/desk.js';
import { holderOf } from '../support/card-holders.js';
import { CounterWindow } from '../support/window.js';

jest.setTimeout(90_000);

const lost = 'han-deming';
const locked = 'suonan-daiji';
const other = 'zhao-yulan';

let window: CounterWindow;
beforeAll(async () => {
  window = await CounterWindow.open();
  await window.signIn();
}, 700_000);
afterEach(() => window.pull());
afterAll(() => window.close());

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
    const before = Date.now();
    await window.program('central').stop();
    expect(await tap(lost)).toMatchObject({ stage: 'refused', problem: { code: 'card-lost' } });
    await window.pull();
    // One that the card window could unlock is still known as locked.
    expect(await tap(locked)).toMatchObject({ stage: 'refused', problem: { code: 'card-locked' } });
    await window.pull();
    expect(await tap(other)).toMatchObject({ stage: 'refused', problem: { code: 'central-unreachable' } });
    await untilLink('offline');
    const { denyList } = await window.page.state();
    expect(Date.parse(denyList.asOf ?? '')).toBeLessThan(before + 10_000);
    await window.program('central').start();
    await window.page.until(
      'the other card once the centre is back',
      ({ card }) => card?.stage === 'open' || null,
    );
  });

  it('lets a card go again as soon as its loss is lifted', async () => {
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
});
