/** Promises of what the window is told of the person whose card is in: photo, category, proof of life, and what to mind. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { CardWindow, holderOf } from '../../../../../test/support/card-window.js';
import { collectable, Counter } from '../../../../../test/support/counter.js';

type Standing = components['schemas']['StandingDto'];

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' });
}, 60_000);
afterAll(() => counter.close());

const standingOf = async (image: string): Promise<Standing> => {
  const { body: session } = await counter.tap(image);
  const { status, body } = await counter.ask<Standing>('GET', `/v1/card-sessions/${session.id}/standing`);
  expect(status).toBe(200);
  return body;
};
const remarks = ({ remarks: all }: Standing): string[] => all.map(({ words }) => words.zh);

describe('the standing of a holder', () => {
  it('says what was never collected and never seen, until they collect with card and PIN', async () => {
    const before = await standingOf('zhao-yulan');
    expect(before).toMatchObject({
      photoDigest: null,
      category: { zh: '普通居民' },
      proofOfLife: { lastSeenOn: null, until: null, basis: { zh: expect.stringContaining('没有认证记录') } },
    });
    expect(remarks(before)).toEqual(['没有领取资格认证记录', '6 个月待遇未领，最早 2026年6月']);
    expect(before.remarks.map(({ words }) => words.en)).toContain(
      '6 months were not collected, the first of Jun 2026',
    );
    const { body: session } = await counter.tap('zhao-yulan');
    expect((await counter.collect('zhao-yulan', session, collectable(session), 'bank')).status).toBe(200);
    const after = await standingOf('zhao-yulan');
    expect(after.proofOfLife).toMatchObject({ lastSeenOn: '2026-11-24', until: '2027-11-24' });
    expect(after.remarks).toEqual([]);
  });

  it('points out a waived year with the category it is waived for, and no proof of life to whoever draws nothing', async () => {
    const standing = await standingOf('danba-jiancuo');
    expect(standing).toMatchObject({ category: { zh: '低保对象' }, proofOfLife: null });
    expect(remarks(standing)).toEqual(['2026年城乡居民基本医疗保险免缴（低保对象）']);
  });

  it('leaves each look on record, with whom it was about', async () => {
    const { body: session } = await counter.tap('han-deming');
    const [{ person_id: person }] = (await counter.query<{ person_id: string }>(
      'select person_id from card_session where id = $1',
      [session.id],
    )) as [{ person_id: string }];
    await counter.ask('GET', `/v1/card-sessions/${session.id}/standing`);
    expect(
      await counter.query(
        `select staff_number from audit_event where action = 'card-sessions.read-standing' and subject = $1`,
        [person],
      ),
    ).toEqual([{ staff_number: '0001' }]);
  });

  it('names the photo of the last application', async () => {
    const desk = new CardWindow(counter);
    const who = holderOf(counter, 'liu-chunhua');
    const { body: session } = await counter.tap('liu-chunhua');
    const photoDigest = await desk.photo();
    const service = {
      service: 'replacement',
      reason: 'damaged',
      cardId: session.card.id,
      fee: '20.00',
    } as const;
    expect((await desk.serve({ ...service, ...who, photoDigest })).status).toBe(200);
    expect((await standingOf('liu-chunhua')).photoDigest).toBe(photoDigest);
  });

  it('is told to nobody once the card has left', async () => {
    const { body: session } = await counter.tap('han-deming');
    await counter.ask('DELETE', `/v1/card-sessions/${session.id}`);
    const { body } = await counter.ask('GET', `/v1/card-sessions/${session.id}/standing`);
    expect(body['code']).toBe('card-session-ended');
  });
});
