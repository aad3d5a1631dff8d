/** Durable payments a second over HTTP into one fund, held against pgbench's TPC-B on the same server in the same run. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { originOf } from '../addresses.js';
import { runCentral } from '../central-command.js';
import { startTemporaryCity } from '../temporary-city.js';
import { printFigure, quantile } from './figure.js';
import { enrolAsker, makePayments, type Asker, type ReadyPayment } from './payment-load.js';

const run = promisify(execFile);
const seconds = 8;
const clientCounts = [1, 8, 64] as const;
const paymentsReady = 60_000;

/** Debian keeps pgbench beside the server it came with. */
const findPgbench = (): string => {
  const root = '/usr/lib/postgresql';
  const found = (existsSync(root) ? readdirSync(root) : [])
    .toSorted()
    .map((version) => join(root, version, 'bin', 'pgbench'))
    .findLast(existsSync);
  if (found === undefined) throw new Error('pgbench is missing: apt-get install postgresql-contrib');
  return found;
};

const runPgbench = async (pgbench: string, url: string, clients: number): Promise<number> => {
  const { stdout } = await run(pgbench, ['-n', '-c', String(clients), '-j', '2', '-T', String(seconds), url]);
  const perSecond = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (perSecond === undefined) throw new Error(`pgbench said: ${stdout}`);
  return Number(perSecond);
};

/** Posts one payment and resolves when its answer is in; anything but a success breaks the bench off. */
const post = (agent: Agent, port: number, { headers }: Asker, { key, body }: ReadyPayment): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        path: '/v1/payments',
        method: 'POST',
        agent,
        headers: {
          ...headers,
          'idempotency-key': key,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (part: string) => (text += part))
          .on('end', () =>
            response.statusCode === 200
              ? resolve()
              : reject(new Error(`payment answered ${response.statusCode}: ${text}`)),
          );
      },
    );
    call.on('error', reject).end(body);
  });

type LoadRun = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly paid: number;
};

const runLoad = async (
  port: number,
  asker: Asker,
  ready: ReadyPayment[],
  clients: number,
): Promise<LoadRun> => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latencies: number[] = [];
  const startedMs = performance.now();
  const untilMs = startedMs + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < untilMs) {
        const payment = ready.pop();
        if (payment === undefined) throw new Error('the prepared payments ran out: prepare more');
        const sentMs = performance.now();
        await post(agent, port, asker, payment);
        latencies.push(performance.now() - sentMs);
      }
    }),
  );
  const tookSeconds = (performance.now() - startedMs) / 1000;
  agent.destroy();
  return {
    perSecond: latencies.length / tookSeconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    paid: latencies.length,
  };
};

/** TPC-B runs before and after the payments of each client count, so that a slow spell of the machine hits both. */
export const benchPayments = async (): Promise<void> => {
  const pgbench = findPgbench();
  const { city, addresses, stop } = await startTemporaryCity(true);
  try {
    const { context } = city;
    const asker = await enrolAsker(context, originOf(addresses.central));
    const ready = [...(await makePayments(context, asker, paymentsReady))];
    await run(pgbench, ['-i', '-q', '-s', '1', context.databaseUrl]);
    await runLoad(addresses.central, asker, ready, 8);

    const baselines = new Map<number, number>();
    const loads = new Map<number, LoadRun>();
    for (const clients of clientCounts) {
      const before = await runPgbench(pgbench, context.databaseUrl, clients);
      loads.set(clients, await runLoad(addresses.central, asker, ready, clients));
      const after = await runPgbench(pgbench, context.databaseUrl, clients);
      baselines.set(clients, (before + after) / 2);
    }
    const atEight = baselines.get(8);
    if (atEight === undefined) throw new Error('no baseline at eight clients');
    for (const [clients, load] of loads) {
      const sameClients = baselines.get(clients) ?? atEight;
      const at = { clients, funds: 1, synchronousCommit: 'on' };
      printFigure({
        bench: 'payments',
        figure: 'durable payments',
        at,
        value: load.perSecond,
        unit: '1/s',
        baseline: { name: `pgbench TPC-B, ${clients} clients, scale 1`, value: sameClients },
      });
      if (clients === 64)
        printFigure({
          bench: 'payments',
          figure: 'durable payments',
          at,
          value: load.perSecond,
          unit: '1/s',
          baseline: { name: 'pgbench TPC-B, 8 clients, scale 1', value: atEight },
        });
      const meanMs = (clients / sameClients) * 1000;
      for (const [figure, value] of [
        ['latency p50', load.p50Ms],
        ['latency p99', load.p99Ms],
      ] as const)
        printFigure({
          bench: 'payments',
          figure,
          at,
          value,
          unit: 'ms',
          baseline: { name: `pgbench TPC-B mean latency, ${clients} clients`, value: meanMs },
        });
    }
    const { balanced } = await runCentral<{ balanced: boolean }>(context, ['books']);
    if (!balanced) throw new Error('the books do not balance after the load');
  } finally {
    await stop();
  }
};
