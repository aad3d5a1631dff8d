/** Durable payments a second over HTTP into one fund, held against pgbench's TPC-B on the same server in the same run. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { originOf } from '../addresses.js';
import { runAsStaff } from '../central-command.js';
import { startTemporaryCity } from '../temporary-city.js';
import { printFigure, quantile } from './figure.js';
import { BareHttpClient } from './http-client.js';
import { enrolAsker, makePayments, type ReadyPayment } from './payment-load.js';

const run = promisify(execFile);
const seconds = 8;
const clientCounts = [1, 8, 64] as const;
const warmUpSeconds = 15;
const paymentsReady = 110_000;

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

type LoadRun = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number };

/** Clients that each pay one due after another; anything but a success breaks the bench off. */
const runLoad = async (
  port: number,
  ready: ReadyPayment[],
  clientCount: number,
  durationSeconds: number,
): Promise<LoadRun> => {
  const clients = await Promise.all(Array.from({ length: clientCount }, () => BareHttpClient.open(port)));
  const latencies: number[] = [];
  const startedMs = performance.now();
  const untilMs = startedMs + durationSeconds * 1000;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < untilMs) {
        const payment = ready.pop();
        if (payment === undefined) throw new Error('the prepared payments ran out: prepare more');
        const sentMs = performance.now();
        const { status, body } = await client.send(payment);
        if (status !== 200) throw new Error(`a payment was answered ${status}: ${body}`);
        latencies.push(performance.now() - sentMs);
      }
    }),
  );
  const tookSeconds = (performance.now() - startedMs) / 1000;
  for (const client of clients) client.close();
  return {
    perSecond: latencies.length / tookSeconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
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
    // Compiled code and warm caches, as a service has them that runs all day.
    await runLoad(addresses.central, ready, 64, warmUpSeconds);

    const baselines = new Map<number, number>();
    const loads = new Map<number, LoadRun>();
    for (const clients of clientCounts) {
      const before = await runPgbench(pgbench, context.databaseUrl, clients);
      loads.set(clients, await runLoad(addresses.central, ready, clients, seconds));
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
    const { balanced } = await runAsStaff<{ balanced: boolean }>(context, '0501', ['books']);
    if (!balanced) throw new Error('the books do not balance after the load');
  } finally {
    await stop();
  }
};
