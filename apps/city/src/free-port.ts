/** Loopback ports that nothing listens on, and which of the wanted ones are such. */
import { randomInt } from 'node:crypto';
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

/** Throws ProgramFailed in one line, naming the variable that moves it, when a port is taken or closed to us. */
export const demandFree = (port: number, variable: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const why = new Map([
        ['EADDRINUSE', `is taken by another program; free it or set ${variable}`],
        ['EACCES', `may not be opened by this user, as most below 1024; set ${variable} to another`],
      ]).get(code ?? '');
      reject(new ProgramFailed(`port ${port} ${why ?? `cannot be opened: ${message}; set ${variable}`}`));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
