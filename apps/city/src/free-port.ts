/** Loopback ports that nothing listens on. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

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
