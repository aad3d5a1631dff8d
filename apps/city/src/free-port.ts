/** A loopback port that nothing listens on. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Asks the operating system for one; it stays free unless another program asks for exactly that one meanwhile. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const closed = once(server, 'close');
  server.close();
  await closed;
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};
