/** Promises of what others are told: every state in its order, signed, again until it is received, by one process at a time. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NotificationsService } from './notifications.service.js';
import { Secrets } from '../../ground/secrets.js';
import { CardWindow, newcomer } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';

type Told = {
  readonly headers: IncomingMessage['headers'];
  readonly raw: string;
  readonly body: { id: string; applicationNumber: string; state: string; at: string };
};

let told: Told[] = [];
/** What the receiver does with each; it answers 200 unless told otherwise. */
let behave: (told: Told, response: ServerResponse) => void;

const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const raw = await text(request);
  const one: Told = { headers: request.headers, raw, body: JSON.parse(raw) as Told['body'] };
  told.push(one);
  behave(one, response);
};

let receiver: Server;
let counter: Counter;
let desk: CardWindow;
let service: NotificationsService;
let url = '';
beforeAll(async () => {
  receiver = createServer((request, response) => {
    void receive(request, response);
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/states`;
  counter = await Counter.open({
    NOTIFY_URL: url,
    // Long enough for a busy machine: only the one that is to hang takes so long.
    NOTIFY_TIMEOUT_MS: '3000',
    NOTIFY_EVERY_MS: '3600000',
  });
  desk = new CardWindow(counter);
  service = counter.app.get(NotificationsService, { strict: false });
}, 60_000);
afterAll(async () => {
  await counter.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const accept = (_: Told, response: ServerResponse): void => void response.writeHead(204).end();
beforeEach(async () => {
  behave = accept;
  // The demonstration's own applications, and whatever the test before left.
  counter.clock.move(7200_000);
  await service.tellAll(url);
  await counter.authenticate();
  await counter.signIn();
  told = [];
});

const statesOf = (number: string): readonly string[] =>
  told.filter(({ body }) => body.applicationNumber === number).map(({ body }) => body.state);

describe('whoever the bureau named', () => {
  it('is told every state in its order, signed, and nothing about whose it is', async () => {
    const who = newcomer();
    const number = await desk.apply(who);
    await desk.approve(number);
    const { cardId } = await desk.make(number);
    await desk.serve({ service: 'hand-over', ...who, cardId });
    await desk.serve({ service: 'loss', ...who, cardId });
    expect(await service.tellAll(url)).toMatchObject({ received: 7 });
    expect(statesOf(number)).toEqual([
      'applied',
      'approved',
      'in-production',
      'personalised',
      'delivered',
      'handed-over',
      'formally-lost',
    ]);
    const { id, key } = counter.app.get(Secrets, { strict: false }).current('notify', counter.clock.now());
    for (const { headers, raw, body } of told) {
      const signature = createHmac('sha256', Buffer.from(key, 'hex')).update(raw).digest('hex');
      expect(headers['x-signature']).toBe(`sha256=${signature}`);
      expect(headers['x-signature-key']).toBe(id);
      expect(headers['x-notification-id']).toBe(body.id);
      expect(Object.keys(body)).toEqual(['id', 'applicationNumber', 'state', 'at']);
    }
    expect(await service.tellAll(url)).toMatchObject({ received: 0 });
  });

  it('is told again, less often, while it fails, hangs, closes or sends elsewhere, until it accepts', async () => {
    const failures: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(500).end(),
      () => undefined,
      (response) => response.destroy(),
      (response) => response.writeHead(302, { location: url }).end(),
    ];
    const number = await desk.apply(newcomer());
    for (const [index, fail] of failures.entries()) {
      behave = (_, response) => fail(response);
      expect(await service.tellAll(url)).toMatchObject({ received: 0 });
      // Before its time, which comes twice as late each time, nobody asks again.
      counter.clock.move(10_000 * 2 ** index - 1);
      expect(await service.tellAll(url)).toMatchObject({ received: 0 });
      expect(told).toHaveLength(index + 1);
      counter.clock.move(1);
    }
    const faults = await counter.query<{ last_fault: string; attempts: number }>(
      'select last_fault, attempts from notification where next_attempt_at is not null',
    );
    expect(faults).toEqual([{ last_fault: expect.stringContaining('redirect'), attempts: 4 }]);
    behave = accept;
    expect(await service.tellAll(url)).toMatchObject({ received: 1 });
    expect(new Set(told.map(({ body }) => body.id)).size).toBe(1);
    expect(statesOf(number)).toEqual(Array(5).fill('applied'));
  });

  it('is not told a later state before an earlier one was received', async () => {
    const number = await desk.apply(newcomer());
    behave = ({ body }, response) => void response.writeHead(body.state === 'applied' ? 503 : 204).end();
    await service.tellAll(url);
    await desk.approve(number);
    expect(await service.tellAll(url)).toMatchObject({ received: 0 });
    expect(statesOf(number)).toEqual(['applied']);
    behave = accept;
    counter.clock.move(60_000);
    await service.tellAll(url);
    expect(statesOf(number)).toEqual(['applied', 'applied', 'approved']);
  });

  it('is told each state once by several processes that look at the same time', async () => {
    const numbers: string[] = [];
    for (let count = 0; count < 12; count += 1) numbers.push(await desk.apply(newcomer()));
    const received = await Promise.all([service.tellAll(url), service.tellAll(url), service.tellAll(url)]);
    expect(received.reduce((sum, some) => sum + some.received, 0)).toBe(12);
    expect(told.map(({ body }) => body.applicationNumber).toSorted()).toEqual(numbers.toSorted());
  });

  it('is told again what a process took and died with', async () => {
    const number = await desk.apply(newcomer());
    // Taken, as the process that died had: nothing else of it is left.
    await counter.query(
      `update notification set attempts = 1, next_attempt_at = $1 where next_attempt_at is not null`,
      [new Date(counter.clock.instant.getTime() + 10_000).toISOString()],
    );
    expect(await service.tellAll(url)).toMatchObject({ received: 0 });
    counter.clock.move(10_000);
    expect(await service.tellAll(url)).toMatchObject({ received: 1 });
    expect(statesOf(number)).toEqual(['applied']);
  });

  it('does not hold up whoever stops the centre, however much there is to tell', async () => {
    const numbers: string[] = [];
    for (let count = 0; count < 41; count += 1) numbers.push(await desk.apply(newcomer()));
    const stop = new AbortController();
    behave = (one, response) => {
      stop.abort();
      accept(one, response);
    };
    expect(await service.tellAll(url, stop.signal)).toMatchObject({ received: 20 });
    expect(told).toHaveLength(20);
  });
});
