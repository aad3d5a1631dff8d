/** Promises of the services around a card's life, at the window and at every terminal from that moment on. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fromHex } from '#libs/kernel/bytes.js';
import { addDays } from '#libs/kernel/plain-date.js';
import { LapsesService } from '../../cards/lives/lapses.service.js';
import {
  CardWindow,
  holderOf,
  newcomer,
  type CardFile,
  type Identity,
  type ServiceBody,
} from '../../../../../test/support/card-window.js';
import { Counter, payable } from '../../../../../test/support/counter.js';
import { Hold } from '../../../../../test/support/hold.js';

let counter: Counter;
let desk: CardWindow;
let start: Date;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
  start = counter.clock.instant;
}, 60_000);
afterAll(() => counter.close());

/** Days later, signed in again. */
const waitDays = async (days: number): Promise<void> => {
  counter.clock.move(days * 86_400_000);
  await counter.authenticate();
  await counter.signIn();
};
afterEach(async () => {
  if (counter.clock.instant.getTime() === start.getTime()) return;
  counter.clock.instant = start;
  await counter.authenticate();
  await counter.signIn();
});

type CardOnFile = CardFile['cards'][number];
const cardOn = async (who: Identity): Promise<CardOnFile> => {
  const [card] = (await desk.file(who)).body.cards;
  if (card === undefined) throw new Error('no card on file');
  return card;
};
/** Asks for a service about the person's (newest) card; answers with the code of a refusal, or the state it is in then. */
const serveCard = async (
  who: Identity,
  service: ServiceBody['service'],
  change: Partial<ServiceBody> = {},
): Promise<string> => {
  const { id: cardId, state } = await cardOn(who);
  if (service === 'loss-lifting' && state === 'formally-lost') await desk.release(service, who, cardId);
  const { status, body } = await desk.serve({ service, ...who, cardId, ...change });
  if (status !== 200) return body.code ?? 'refused without a code';
  return (
    (await counter.query<{ state: string }>('select state from card where id = $1', [cardId]))[0]?.state ?? ''
  );
};
const tapCode = async (image: string): Promise<string> => {
  const { body } = await counter.tap(image);
  return (body as { code?: string }).code ?? body.refusal?.code ?? 'usable';
};

describe('a temporary loss', () => {
  it('stops the card everywhere, says when it lapses, and lapses by itself at the moment of use', async () => {
    const who = holderOf(counter, 'suonan-daiji');
    expect(await tapCode('suonan-daiji')).toBe('usable');
    expect(await serveCard(who, 'temporary-loss')).toBe('temporarily-lost');
    expect(await tapCode('suonan-daiji')).toBe('card-lost');
    expect(await cardOn(who)).toMatchObject({ aaz502: 4, lossLapsesAt: '2026-12-04T16:00:00.000Z' });
    await waitDays(10);
    expect(await tapCode('suonan-daiji')).toBe('card-lost');
    await waitDays(0.95);
    expect(await tapCode('suonan-daiji')).toBe('usable');
    expect(await cardOn(who)).toMatchObject({ state: 'enabled', aaz502: 1, lossLapsesAt: null });
  });

  it('lapses in the round too, once however many processes look', async () => {
    const who = holderOf(counter, 'suonan-daiji');
    expect(await serveCard(who, 'temporary-loss')).toBe('temporarily-lost');
    const lapses = counter.app.get(LapsesService, { strict: false });
    expect(await lapses.lapseAll()).toEqual({ lapsed: 0, refused: 0 });
    counter.clock.move(11 * 86_400_000);
    const found = await Promise.all([lapses.lapseAll(), lapses.lapseAll(), lapses.lapseAll()]);
    expect(found.reduce((sum, { lapsed }) => sum + lapsed, 0)).toBe(1);
    const events = await counter.query(
      `select staff_number from card_event e join card c on c.id = e.card_id
       join person p on p.id = c.person_id where e.act = 'lapse' and p.social_security_number = $1`,
      [who.socialSecurityNumber],
    );
    expect(events).toEqual([{ staff_number: null }, { staff_number: null }]);
  });

  it('is lifted with identification, and made formal when the card is not found', async () => {
    const who = holderOf(counter, 'suonan-daiji');
    expect(await serveCard(who, 'temporary-loss')).toBe('temporarily-lost');
    expect(await serveCard(who, 'temporary-loss')).toBe('card-lost-already');
    expect(await serveCard(who, 'loss-lifting')).toBe('enabled');
    expect(await serveCard(who, 'loss-lifting')).toBe('card-not-lost');
    await serveCard(who, 'temporary-loss');
    expect(await serveCard(who, 'loss')).toBe('formally-lost');
    expect(await serveCard(who, 'loss-lifting')).toBe('enabled');
  });
});

describe('a card reported lost', () => {
  it('is refused also in a session that was open before', async () => {
    const who = holderOf(counter, 'ma-xiulan');
    const { body: session } = await counter.tap('ma-xiulan');
    expect(await serveCard(who, 'loss')).toBe('formally-lost');
    expect(await counter.pay('ma-xiulan', session, payable(session))).toMatchObject({
      status: 409,
      body: { code: 'card-lost' },
    });
    const url = `/v1/card-sessions/${session.id}`;
    expect(await counter.ask('GET', url)).toMatchObject({ body: { code: 'card-lost' } });
    expect(await counter.ask('POST', `${url}/reveals`, { purpose: '核对户口簿' })).toMatchObject({
      body: { code: 'card-lost' },
    });
    expect(await serveCard(who, 'loss-lifting')).toBe('enabled');
    expect((await counter.pay('ma-xiulan', session, payable(session))).status).toBe(200);
  });

  it('signs nothing any more, nor proves itself to whoever asked before its loss was reported', async () => {
    const who = holderOf(counter, 'zhao-yulan');
    const { body: session } = await counter.tap('zhao-yulan');
    const { body: asked } = await counter.openSession('zhao-yulan');
    expect(await serveCard(who, 'loss')).toBe('formally-lost');
    const change = { phone: '13900000000' };
    for (const body of [{ service: 'change-of-data', change }, { service: 'loss-lifting' }] as const)
      expect((await desk.serveWithCard('zhao-yulan', session, body)).body.code).toBe('card-lost');
    expect((await desk.file(who)).body.person?.phone).not.toBe(change.phone);
    const result = counter.answer(counter.card('zhao-yulan'), {
      processFactor: fromHex(asked.processFactor),
      source: fromHex(asked.source),
    });
    expect((await counter.ask('POST', `/v1/card-sessions/${asked.id}/proof`, { result })).body).toMatchObject(
      {
        code: 'card-lost',
      },
    );
    expect(await serveCard(who, 'loss-lifting')).toBe('enabled');
  });

  it('that was locked before is found locked, not unlocked by its loss', async () => {
    const who = holderOf(counter, 'zhao-yulan');
    expect(await serveCard(who, 'locking', { reason: '本人要求' })).toBe('locked');
    expect(await serveCard(who, 'loss')).toBe('formally-lost');
    expect(await serveCard(who, 'loss-lifting')).toBe('locked');
    const { body: session } = await counter.tap('zhao-yulan');
    expect((await desk.serveWithCard('zhao-yulan', session, { service: 'unlocking' })).status).toBe(200);
    // The next loss knows nothing of that one.
    expect(await serveCard(who, 'loss')).toBe('formally-lost');
    expect(await serveCard(who, 'loss-lifting')).toBe('enabled');
  });

  it('does not pay while its loss is being written, and is refused once it is', async () => {
    const { body: session } = await counter.tap('zhao-yulan');
    const [entitlement] = session.entitlements;
    const { id: cardId } = await cardOn(holderOf(counter, 'zhao-yulan'));
    const loss = await Hold.take(counter.database, `update card set state = 'formally-lost' where id = $1`, [
      cardId,
    ]);
    const { id = '', amount = '' } = entitlement ?? {};
    const collecting = counter.collect('zhao-yulan', session, [{ id, amount }]);
    await loss.awaited();
    await loss.commit();
    expect(await collecting).toMatchObject({ status: 409, body: { code: 'card-lost' } });
    expect(await serveCard(holderOf(counter, 'zhao-yulan'), 'loss-lifting')).toBe('enabled');
  });

  it('is replaced for the fee laid down; the new one takes its place as it is enabled', async () => {
    const who = holderOf(counter, 'han-deming');
    const { id: cardId } = await cardOn(who);
    const replacement = { service: 'replacement', ...who, cardId, reason: 'lost' } as const;
    expect((await desk.serve(replacement)).body.code).toBe('card-loss-not-formal');
    await serveCard(who, 'loss');
    expect((await desk.serve(replacement)).body.code).toBe('photo-missing');
    const photoDigest = await desk.photo();
    const { body } = await desk.serve({ ...replacement, photoDigest, fee: '20.00' });
    expect(await desk.rowsOf(body.receiptNumber)).toContainEqual({
      label: { zh: '工本费', en: 'Fee' },
      value: '￥20.00',
    });
    const number = await desk.numberOn(body.receiptNumber);
    expect((await desk.file(who)).body.applications[0]).toMatchObject({ number, fee: '20.00' });
    expect((await desk.serve({ ...replacement, photoDigest })).body.code).toBe('application-open');
    await desk.approve(number);
    const made = await desk.make(number);
    expect(await tapCode('han-deming')).toBe('card-lost');
    expect((await desk.serve({ service: 'enabling', ...who, cardId: made.cardId })).body.code).toBe(
      'no-card',
    );
    const early = await counter.tap(made.image);
    expect(early.body.refusal?.code).toBe('card-sealed');
    expect((await desk.serveWithCard(made.image, early.body, { service: 'enabling' })).body.code).toBe(
      'card-not-handed-over',
    );
    await desk.serve({ service: 'hand-over', ...who, cardId: made.cardId });
    const { body: session } = await counter.tap(made.image);
    expect((await desk.serveWithCard(made.image, session, { service: 'enabling' })).status).toBe(200);
    const states = (await desk.file(who)).body.cards.map(({ id, state }) => [id, state]);
    expect(Object.fromEntries(states)).toEqual({ [made.cardId]: 'enabled', [cardId]: 'replaced' });
    expect([await tapCode('han-deming'), await tapCode(made.image)]).toEqual(['card-cancelled', 'usable']);
  });
});

describe('a card that works', () => {
  it('goes on working until its successor is enabled', async () => {
    const who = holderOf(counter, 'duojie-cairang');
    const { id: cardId } = await cardOn(who);
    const photoDigest = await desk.photo();
    const asked = { service: 'replacement', ...who, cardId, photoDigest } as const;
    expect((await desk.serve(asked)).body).toMatchObject({
      code: 'malformed-request',
      detail: 'reason is missing',
    });
    expect((await desk.serve({ ...asked, reason: 'bored' })).body.code).toBe('malformed-request');
    const { body } = await desk.serve({ ...asked, reason: 'damaged', fee: '20.00' });
    const number = await desk.numberOn(body.receiptNumber);
    await desk.approve(number);
    const made = await desk.make(number);
    await desk.serve({ service: 'hand-over', ...who, cardId: made.cardId });
    expect(await tapCode('duojie-cairang')).toBe('usable');
    const { body: session } = await counter.tap(made.image);
    await desk.serveWithCard(made.image, session, { service: 'enabling' });
    expect(await tapCode('duojie-cairang')).toBe('card-cancelled');
  });

  it('is renewed from the days before its end that the bureau laid down, and after it', async () => {
    const who = holderOf(counter, 'bai-ling');
    expect(await tapCode('bai-ling')).toBe('card-expired');
    const photoDigest = await desk.photo();
    expect(await serveCard(holderOf(counter, 'li-guirong'), 'renewal', { photoDigest })).toBe(
      'renewal-too-early',
    );
    expect(await serveCard(who, 'renewal', { photoDigest, fee: '20.00' })).toBe('enabled');
    const file = (await desk.file(who)).body;
    expect(file.applications[0]).toMatchObject({ reason: { zh: '到期换领' }, state: 'applied' });
  });

  it('is locked by its holder, proves itself still, and is unlocked with it in the reader', async () => {
    const who = holderOf(counter, 'sun-lijuan');
    expect(await serveCard(who, 'locking', { reason: '本人要求' })).toBe('locked');
    expect(await serveCard(who, 'unlocking')).toBe('no-card');
    const { body: session } = await counter.tap('sun-lijuan');
    expect(session).toMatchObject({ refusal: { code: 'card-locked' }, dues: [] });
    expect((await desk.serveWithCard('sun-lijuan', session, { service: 'pin-change' })).body.code).toBe(
      'card-locked',
    );
    expect((await desk.serveWithCard('sun-lijuan', session, { service: 'unlocking' })).status).toBe(200);
    expect(await tapCode('sun-lijuan')).toBe('usable');
  });

  it('is cancelled for a reason, for good', async () => {
    const who = holderOf(counter, 'danba-jiancuo');
    expect(await serveCard(who, 'cancellation')).toBe('malformed-request');
    expect(await serveCard(who, 'cancellation', { reason: '户籍迁出' })).toBe('cancelled');
    expect(await serveCard(who, 'loss')).toBe('card-cancelled');
    expect(await tapCode('danba-jiancuo')).toBe('card-cancelled');
    expect((await desk.file(who)).body.cards[0]?.services).toEqual([]);
  });
});

describe('a sealed card', () => {
  it('is enabled by itself, not by another card, another window’s answer or none', async () => {
    const { body: session } = await counter.tap('yang-fan');
    const key = '11111111-1111-4111-8111-111111111111';
    const body = { service: 'enabling', cardSessionId: session.id } as const;
    const signed = counter.signed('caireng-zhuoma', session, key, body);
    expect((await desk.serve(signed, key)).body.code).toBe('card-swapped');
    // The key was used to find that out.
    expect(
      await counter.query(
        `select detail->>'key' as key, detail->>'keyVersion' as version from audit_event where subject = $1`,
        [key],
      ),
    ).toEqual([{ key: 'irk', version: '1' }]);
    expect((await desk.serve(body)).body).toMatchObject({
      code: 'malformed-request',
      detail: 'cardProof is missing',
    });
    expect((await desk.serve({ ...body, cardSessionId: key, cardProof: '00'.repeat(8) })).body.code).toBe(
      'card-session-ended',
    );
    const other = await cardOn(holderOf(counter, 'caireng-zhuoma'));
    expect(
      (await desk.serveWithCard('yang-fan', session, { service: 'enabling', cardId: other.id })).body.code,
    ).toBe('card-swapped');
    const done = await desk.serveWithCard('yang-fan', session, { service: 'enabling' });
    expect(done.status).toBe(200);
    expect(await tapCode('yang-fan')).toBe('usable');
    expect((await desk.serveWithCard('yang-fan', session, { service: 'enabling' })).body.code).toBe(
      'card-enabled-already',
    );
    expect(
      await counter.query(
        `select card_session_id, detail->>'key' as key from audit_event where action = 'card-service.enabling' and subject = $1`,
        [done.body.receiptNumber],
      ),
    ).toEqual([{ card_session_id: session.id, key: 'irk' }]);
  });

  it('is not handed over before it has come from its maker', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    await desk.approve(number);
    const { cardId } = await desk.make(number);
    await counter.query(`update card set state = 'personalised' where id = $1`, [cardId]);
    expect(await serveCard(who, 'hand-over')).toBe('card-step-out-of-order');
    await counter.query(`update card set state = 'delivered' where id = $1`, [cardId]);
    expect(await serveCard(who, 'hand-over')).toBe('handed-over');
  });

  it('of a minor is collected by somebody grown up; both identities are recorded', async () => {
    const child = newcomer('20160601', '学童');
    const parent = { ...newcomer('19850101', '家长'), relation: 'parent' } as const;
    const { relation: _, ...guardian } = parent;
    const number = await desk.apply(child, { guardian });
    await desk.approve(number);
    const { cardId } = await desk.make(number);
    const handOver = { service: 'hand-over', ...child, cardId } as const;
    expect((await desk.serve(handOver)).body.code).toBe('guardian-missing');
    const { status, body } = await desk.serve({ ...handOver, agent: parent });
    expect(status).toBe(200);
    expect(
      await counter.query('select number, relation from operation_agent where operation_key = $1', [
        body.key,
      ]),
    ).toEqual([{ number: parent.socialSecurityNumber, relation: 'parent' }]);
    expect(await serveCard(child, 'enabling', { agent: parent })).toBe('no-card');
    expect(await serveCard(child, 'loss-lifting', { agent: parent })).toBe('malformed-request');
  });

  it('that expired before it was enabled gives way to a renewal, free of charge', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    await desk.approve(number);
    const made = await desk.make(number, { validUntil: addDays(counter.clock.today(), 30) });
    await desk.serve({ service: 'hand-over', ...who, cardId: made.cardId });
    await waitDays(31);
    const { body: session } = await counter.tap(made.image);
    expect((await desk.serveWithCard(made.image, session, { service: 'enabling' })).body.code).toBe(
      'card-expired',
    );
    expect(await serveCard(who, 'renewal')).toBe('cancelled');
    expect((await desk.file(who)).body.applications[0]).toMatchObject({ state: 'applied', fee: '0.00' });
  });

  it('that is lost costs what it costs to replace it, also when it is cancelled first', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    await desk.approve(number);
    const { cardId } = await desk.make(number);
    await desk.serve({ service: 'hand-over', ...who, cardId });
    expect(await serveCard(who, 'loss')).toBe('formally-lost');
    expect(await serveCard(who, 'cancellation', { reason: '不再需要' })).toBe('cancelled');
    await desk.apply(who, { fee: '20.00' });
    expect((await desk.file(who)).body.applications[0]).toMatchObject({ state: 'applied', fee: '20.00' });
  });

  it('that is lost can be replaced, though it was never used', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    await desk.approve(number);
    const { cardId } = await desk.make(number);
    await desk.serve({ service: 'hand-over', ...who, cardId });
    expect(await serveCard(who, 'loss')).toBe('formally-lost');
    const { body } = await desk.serve({
      service: 'replacement',
      ...who,
      cardId,
      reason: 'lost',
      fee: '20.00',
    });
    const next = await desk.numberOn(body.receiptNumber);
    const lift = async (): Promise<string | undefined> =>
      (await desk.serve({ service: 'loss-lifting', ...who, cardId })).body.code;
    expect(await lift()).toBe('card-being-replaced');
    await desk.approve(next);
    const made = await desk.make(next);
    expect(await lift()).toBe('card-being-replaced');
    await desk.serve({ service: 'hand-over', ...who, cardId: made.cardId });
    const { body: session } = await counter.tap(made.image);
    await desk.serveWithCard(made.image, session, { service: 'enabling' });
    const states = (await desk.file(who)).body.cards.map(({ state }) => state);
    expect(states.toSorted()).toEqual(['enabled', 'replaced']);
  });
});
