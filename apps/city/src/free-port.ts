/** Loopback ports that nothing listens on, and which of the wanted ones are such. */
import { randomInt } from 'node:crypto';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { ProgramFailed } from './supervision/program.js';

const isFree = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle(true)));
  });

// Each process looks in a stretch of its own: two that start programs at once do not find the same port.
const [lowest, stretches, length] = [20_000, 100, 100];

/**
 * The first of `count` ports in a row. Below the ports that the operating system gives to outgoing connections, so that
 * none of those takes it before it is used.
 */
export const freePorts = async (count: number): Promise<number> => {
  const stretch = lowest + (process.pid % stretches) * length;
  for (;;) {
    const first = randomInt(stretch, stretch + length - count + 1);
    const free = await Promise.all(Array.from({ length: count }, (_, at) => isFree(first + at)));
    if (free.every(Boolean)) return first;
  }
};

/** One line of /proc/net/tcp or tcp6: a socket that listens, with its port in hexadecimal and its inode. */
const listening = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ 0A (?:\S+\s+){5}(\d+)/gm;

/** What is read of /proc; nothing of what has gone meanwhile or is closed to us. */
const lookInto = <T>(look: () => T, otherwise: T): T => {
  try {
    return look();
  } catch {
    return otherwise;
  }
};

/** The program that listens on a port, such as `node (process 4711)`; null for one of another user's, which is not shown to us. */
const holderOfPort = (port: number): string | null => {
  const sockets = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((table) => [...lookInto(() => readFileSync(table, 'utf8'), '').matchAll(listening)])
      .filter(([, hexadecimal = '']) => parseInt(hexadecimal, 16) === port)
      .map(([, , inode]) => `socket:[${inode}]`),
  );
  const holder = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) =>
      lookInto(() => readdirSync(`/proc/${pid}/fd`), []).some((descriptor) =>
        sockets.has(lookInto(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`), '')),
      ),
    );
  if (holder === undefined) return null;
  return `${lookInto(() => readFileSync(`/proc/${holder}/comm`, 'utf8').trim(), 'a program')} (process ${holder})`;
};

/** Throws ProgramFailed in one line, naming the variable that moves it, when a port is taken or closed to us. */
export const demandFree = (port: number, variable: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const why = new Map([
        ['EADDRINUSE', `is taken by ${holderOfPort(port) ?? 'another program'}; free it or set ${variable}`],
        ['EACCES', `may not be opened by this user, as most below 1024; set ${variable} to another`],
      ]).get(code ?? '');
      reject(new ProgramFailed(`port ${port} ${why ?? `cannot be opened: ${message}; set ${variable}`}`));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
