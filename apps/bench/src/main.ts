/** Starts the bench and stops it cleanly on SIGINT and SIGTERM: cards pulled, printer unplugged. */
import { warmGlyphs } from '#hardware/virtual-printer/warm-up.js';
import { receiptWords } from '#libs/contract/receipt-words.js';
import { Bench } from './bench.js';
import { readBenchConfig } from './config.js';
import { servePage } from './page.js';
import { createBenchServer } from './server.js';

try {
  const config = readBenchConfig(process.env);
  const bench = new Bench(config, (line) => console.error(`bench: ${line}`));
  const server = createBenchServer(bench, config, true);
  await servePage(server, config.webRoot);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await server.close();
    await bench.stop();
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  try {
    await bench.start();
    await server.listen({ host: '127.0.0.1', port: config.port });
    warmGlyphs(receiptWords()).catch((error: unknown) => server.log.warn(error, 'glyphs not prepared'));
  } catch (error) {
    await stop();
    throw error;
  }
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
