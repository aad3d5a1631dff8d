/** Collections at windows, over HTTP with card and PIN, without a run of pensions and while one goes, by its steps: what the counter waits for, and how many were paid twice. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import type { CardImage } from '#libs/cards/card-image.js';
import { internalResult } from '#libs/cards/key-diversification.js';
import { digestBody, writeChallenge } from '#libs/cards/write-challenge.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { originOf } from '../addresses.js';
import { runAsStaff } from '../central-command.js';
import { endWindow, startTemporaryCity } from '../temporary-city.js';
import { printFigure, quantile } from './figure.js';
import { BareHttpClient } from './http-client.js';
import { connect, count, monthBefore, Run } from './monthly-run.js';
import { fill, scheme } from './monthly-run-rows.js';
import { type Asker, enrolAsker } from './payment-load.js';

const pensioners = 24_784;
const windows = 8;
/** Between two people at a window. */
const restMs = 100;
const aloneSeconds = 15;
const collectorsReady = 8000;
const nonce = '00112233445566778899AABBCCDDEEFF';

type Collection = { readonly entitlement: string; readonly request: Buffer };
type Phase = 'alone' | 'due list' | 'review' | 'last approval' | 'file for the bank' | 'answer';

const write = ({ headers }: Asker, path: string, key: string, body: object): Buffer => {
  const text = JSON.stringify(body);
  const head = Object.entries({
    ...headers,
    'idempotency-key': key,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${text}`);
};

/** Cash for more people than come to one window in a year: no limit of one till is what is measured. */
const liftLimits = (client: Client) =>
  client.query(
    // Its guards number it.
    `set session_replication_role = origin;
     insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     select key || '@2014-01-02', key, '2014-01-02', 'fen', '9999999999.00', '假定：测量用', 'assumed'
     from unnest(array['counter.draw-at-most', 'counter.imprest-at-most']) key on conflict do nothing;
     set session_replication_role = replica`,
  );

/** People in a random order with an open session each, and their month signed by a card; all sessions share one real card. */
const makeCollections = async (
  client: Client,
  data: string,
  asker: Asker,
  month: string,
): Promise<Collection[]> => {
  const card = JSON.parse(readFileSync(join(data, 'cards', 'caireng-zhuoma.json'), 'utf8')) as CardImage;
  const cardNumber = Buffer.from(card.files.ef05['07'] ?? '', 'hex').toString('latin1');
  const { rows } = await client.query<{ session: string; entitlement: string; amount: string }>(
    `with owed as materialized (select e.id, e.person_id, e.amount_fen, uuidv7() as session from entitlement e
         where e.period = $1 and e.state = 'open' and e.person_id in (select id from run_person) order by random() limit $2),
       opened as (insert into card_session (id, card_id, person_id, terminal_id, staff_number, state, process_factor, source, nonce, started_at)
         select session, (select id from card where card_number = $4), person_id, $3, '0001', 'open', repeat('0', 16), repeat('0', 16), $5, now() from owed)
     select session, id as entitlement, (amount_fen / 100) || '.' || lpad((amount_fen % 100)::text, 2, '0') as amount from owed`,
    [month, collectorsReady, asker.terminalId, cardNumber, nonce],
  );
  await client.query('analyze card_session');
  const irk = fromHex(card.keys.irk);
  return rows.map(({ session, entitlement, amount }) => {
    const key = randomUUID();
    const body = {
      cardSessionId: session,
      channel: 'cash',
      entitlements: [{ id: entitlement, amount }],
      pinVerified: true,
    };
    const challenge = writeChallenge({
      sessionNonce: nonce,
      idempotencyKey: key,
      bodyDigest: digestBody(body),
    });
    const cardProof = toHex(internalResult(irk, challenge, card.algorithm));
    return { entitlement, request: write(asker, '/v1/collections', key, { ...body, cardProof }) };
  });
};

/** What a window is told of a month that the bank has in hand, or has paid. */
const ofBank: ReadonlySet<string> = new Set(['entitlement-in-payment', 'entitlement-paid']);

/** Windows that go on until they are told to stop, and what each phase had them wait. */
class Windows {
  phase: Phase = 'alone';
  readonly waited = new Map<Phase, number[]>();
  readonly paid: string[] = [];
  readonly refused = new Map<string, number>();
  private isOver = false;

  constructor(
    private readonly port: number,
    private readonly ready: Collection[],
  ) {}

  async work(): Promise<void> {
    const client = await BareHttpClient.open(this.port);
    while (!this.isOver) {
      const next = this.ready.pop();
      if (next === undefined) throw new Error('the prepared collections ran out: prepare more');
      const { phase } = this;
      const sentMs = performance.now();
      const { status, body } = await client.send(next.request);
      const list = this.waited.get(phase) ?? [];
      this.waited.set(phase, list);
      list.push(performance.now() - sentMs);
      if (status === 200) this.paid.push(next.entitlement);
      else {
        const { code = String(status) } = JSON.parse(body) as { code?: string };
        if (!ofBank.has(code)) throw new Error(`a collection was answered ${status}: ${body}`);
        this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
      }
      await wait(restMs);
    }
    client.close();
  }

  end(): void {
    this.isOver = true;
  }
}

/** How many lines a window and the bank both paid, by the rows of both; throws Error where what was answered is not on record. */
const paidTwice = async (client: Client, windowsPaid: readonly string[]): Promise<number> => {
  const both = await count(
    client,
    `select count(*) as n from pay_run_line l join pay_run_item i on i.id = l.item_id and i.state in ('sent', 'paid', 'doubt')
     join operation_line h on h.subject_id = l.entitlement_id join operation o on o.key = h.operation_key and o.kind = 'collection'
       and o.state = 'succeeded'`,
  );
  const ofWindows = await count(
    client,
    `select count(distinct h.subject_id) as n from operation_line h join operation o on o.key = h.operation_key
     where o.kind = 'collection' and o.state = 'succeeded' and h.subject_id = any('{${windowsPaid.join(',')}}'::uuid[])`,
  );
  if (ofWindows !== windowsPaid.length)
    throw new Error(`${windowsPaid.length} were answered as paid, ${ofWindows} are on record`);
  return both;
};

/** What left the fund for benefits by its books, less what its lines say is paid; fen. */
const booksLessLines = (client: Client): Promise<number> =>
  count(
    client,
    `select (select coalesce(sum(amount_fen), 0) from transfer where scheme = '${scheme}' and kind in ('benefit', 'benefit-cash'))
       - (select coalesce(sum(amount_fen), 0) from entitlement where scheme = '${scheme}' and state = 'paid') as n`,
  );

/** In their order. */
const steps = ['due list', 'review', 'last approval', 'file for the bank', 'answer'] as const;

export const benchCollectDuringRun = async (): Promise<void> => {
  const { city, data, addresses, stop } = await startTemporaryCity(true);
  const { context } = city;
  const client = await connect(context.databaseUrl);
  try {
    await endWindow(city);
    await city.program('work').stop();
    await liftLimits(client);
    const [before, now] = [monthBefore(1), monthBefore(0)];
    await fill(client, pensioners, before);
    // A list that nobody approves leaves everybody's month open.
    const first = new Run(context, client, data, before);
    await first.reject((await first.begin()).run);
    const asker = await enrolAsker(context, originOf(addresses.central));
    const ready = await makeCollections(client, data, asker, before);
    const drawing = await BareHttpClient.open(addresses.central);
    const drawn = await drawing.send(
      write(asker, '/v1/tills/own/draws', randomUUID(), { scheme, amount: '9000000.00' }),
    );
    drawing.close();
    if (drawn.status !== 200) throw new Error(`the draw was answered ${drawn.status}: ${drawn.body}`);

    const lessBefore = await booksLessLines(client);
    const counter = new Windows(addresses.central, ready);
    const working = Promise.all(Array.from({ length: windows }, () => counter.work()));
    await Promise.race([working, wait(aloneSeconds * 1000)]);
    const run = new Run(context, client, data, now);
    const going = (async () => {
      counter.phase = 'due list';
      const { run: number } = await run.begin();
      counter.phase = 'review';
      const approval = await run.ask(number);
      counter.phase = 'last approval';
      await run.approve(approval);
      counter.phase = 'file for the bank';
      const { answer } = await run.file(number);
      counter.phase = 'answer';
      await run.answer(number, answer);
      counter.end();
      return number;
    })();
    const [number] = await Promise.all([going, working]);
    const twice = await paidTwice(client, counter.paid);
    const more = (await booksLessLines(client)) - lessBefore;
    if (more !== 0) throw new Error(`${more} fen left the fund of which no line says so`);
    const { agrees } = await runAsStaff<{ agrees: boolean }>(context, '0501', [
      'payouts',
      'check',
      String(number),
    ]);
    const { balanced } = await runAsStaff<{ balanced: boolean }>(context, '0501', ['books', '--all']);
    if (!agrees || !balanced) throw new Error(`agrees: ${agrees}, balanced: ${balanced}`);

    const alone = counter.waited.get('alone') ?? [];
    const beside = steps.flatMap((phase) => counter.waited.get(phase) ?? []);
    const refused = [...counter.refused.values()].reduce((all, each) => all + each, 0);
    const at = { windows, heads: pensioners };
    const print = (figure: string, waited: readonly number[], share: number): void =>
      printFigure({
        bench: 'collect-during-run',
        figure,
        at: { ...at, collections: waited.length },
        value: quantile(waited, share),
        unit: 'ms',
        baseline: { name: 'the same without a run', value: quantile(alone, share) },
      });
    for (const [name, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      print(`without a run, ${name}`, alone, share);
      print(`while it goes, ${name}`, beside, share);
      for (const phase of steps) {
        const waited = counter.waited.get(phase) ?? [];
        if (waited.length > 0) print(`${phase}, ${name}`, waited, share);
      }
    }
    printFigure({
      bench: 'collect-during-run',
      figure: 'paid twice',
      at: { ...at, atWindows: counter.paid.length, refusedAsOfTheBank: refused },
      value: twice,
      unit: 'lines',
      baseline: { name: 'collected at windows', value: counter.paid.length },
    });
  } finally {
    await client.end();
    await stop();
  }
};
