/** Starts the bank simulator and stops it cleanly on SIGINT and SIGTERM. */
import { Books } from './books.js';
import { readBankConfig } from './config.js';
import { Payouts } from './payouts.js';
import { createBankServer } from './server.js';

try {
  const config = readBankConfig(process.env);
  const books = new Books(config.directory);
  const payouts = new Payouts(books, config.directory);
  const server = createBankServer(books, payouts, true);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await server.close();
    payouts.close();
    books.close();
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  await server.listen({ host: '127.0.0.1', port: config.port });
} catch (error) {
  console.error(`bank simulator: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
