/** Durable payments a second over HTTP into one fund, held in the same run against what its way takes without the act, and against the database alone. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { originOf } from '../addresses.js';
import { runAsStaff } from '../central-command.js';
import { startTemporaryCity } from '../temporary-city.js';
import { printFigure, quantile } from './figure.js';
import { BareHttpClient } from './http-client.js';
import { makeBareAccounts, runBareTransfers } from './bare-transfers.js';
import { emptyPost, enrolAsker, makePayments } from './payment-load.js';

const run = promisify(execFile);
const seconds = 8;
const baselineSeconds = 4;
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
  const { stdout } = await run(pgbench, [
    '-n',
    '-c',
    String(clients),
    '-j',
    '2',
    '-T',
    String(baselineSeconds),
    url,
  ]);
  const perSecond = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (perSecond === undefined) throw new Error(`pgbench said: ${stdout}`);
  return Number(perSecond);
};

type LoadRun = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number };

/** Clients that each send one request after another; anything but a success breaks the bench off. */
const runLoad = async (
  port: number,
  next: () => Buffer,
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
        const request = next();
        const sentMs = performance.now();
        const { status, body } = await client.send(request);
        if (status !== 200) throw new Error(`a request was answered ${status}: ${body}`);
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

/** What payments are held against, each with the same number of clients: requests or transactions a second. */
const baselineNames = {
  'empty POST': 'empty POST with the same tokens',
  'bare transfer': 'bare two-row transfers into one account, same driver',
  pgbench: 'pgbench TPC-B, scale 1',
} as const;
type Baseline = keyof typeof baselineNames;

/** Each baseline runs before and after the payments of each client count, so that a slow spell of the machine hits all. */
export const benchPayments = async (): Promise<void> => {
  const pgbench = findPgbench();
  const { city, addresses, stop } = await startTemporaryCity(true, 'measured');
  try {
    const { context } = city;
    const asker = await enrolAsker(context, originOf(addresses.central));
    const ready = [...(await makePayments(context, asker, paymentsReady))];
    const nextPayment = (): Buffer => {
      const payment = ready.pop();
      if (payment === undefined) throw new Error('the prepared payments ran out: prepare more');
      return payment;
    };
    const empty = emptyPost(asker);
    await run(pgbench, ['-i', '-q', '-s', '1', context.databaseUrl]);
    await makeBareAccounts(context.databaseUrl);
    // Compiled code and warm caches, as a service has them that runs all day.
    await runLoad(addresses.central, nextPayment, 64, warmUpSeconds);
    await runLoad(addresses.central, () => empty, 64, baselineSeconds);

    const measure: Readonly<Record<Baseline, (clients: number) => Promise<number>>> = {
      'empty POST': async (clients) =>
        (await runLoad(addresses.central, () => empty, clients, baselineSeconds)).perSecond,
      'bare transfer': (clients) => runBareTransfers(context.databaseUrl, clients, baselineSeconds),
      pgbench: (clients) => runPgbench(pgbench, context.databaseUrl, clients),
    };
    const names = Object.keys(baselineNames) as Baseline[];
    for (const clients of clientCounts) {
      const rounds: Partial<Record<Baseline, number>>[] = [];
      const measureAll = async (): Promise<void> => {
        const round: Partial<Record<Baseline, number>> = {};
        for (const name of names) round[name] = await measure[name](clients);
        rounds.push(round);
      };
      await measureAll();
      const load = await runLoad(addresses.central, nextPayment, clients, seconds);
      await measureAll();
      const at = { clients, funds: 1, synchronousCommit: 'on' };
      for (const name of names)
        printFigure({
          bench: 'payments',
          figure: 'durable payments',
          at,
          value: load.perSecond,
          unit: '1/s',
          baseline: {
            name: `${baselineNames[name]}, ${clients} clients`,
            value: rounds.reduce((all, round) => all + (round[name] ?? 0), 0) / rounds.length,
          },
        });
      const pgbenchPerSecond = rounds.reduce((all, { pgbench: one = 0 }) => all + one, 0) / rounds.length;
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
          baseline: {
            name: `pgbench TPC-B mean latency, ${clients} clients`,
            value: (clients / pgbenchPerSecond) * 1000,
          },
        });
    }
    const { balanced } = await runAsStaff<{ balanced: boolean }>(context, '0501', ['books', '--all']);
    if (!balanced) throw new Error('the books do not balance after the load');
  } finally {
    await stop();
  }
};
