/** Starts the agent of one window on loopback, and stops it cleanly on SIGINT and SIGTERM. */
import { warmGlyphs } from '#hardware/virtual-printer/warm-up.js';
import { withoutProxyForLoopback } from '#libs/kernel/settings.js';
import { receiptWords } from '#libs/contract/receipt-words.js';
import { createAgent } from './agent.js';
import { CentralClient } from './central/central.client.js';
import { isFullDisk } from './ground/full-disk.js';
import { readAgentConfig } from './ground/config.js';
import { createLog, errorFields } from './ground/logging.js';

/** Serves until it is told to stop; a fault at the start is told in one line, with exit code 1. */
export const startAgent = async (): Promise<void> => {
  // Its centre may run on this machine.
  Object.assign(process.env, withoutProxyForLoopback(process.env));
  try {
    const config = readAgentConfig(process.env);
    const log = createLog(config.logLevel);
    const app = await createAgent(config, log);
    // Whatever runs beside a request and meets a full disk is tried again at its next occasion. Anything else is a bug, and ends us.
    process.on('unhandledRejection', (error) => {
      if (!isFullDisk(error)) throw error;
      log.error(errorFields(error), 'disk full');
    });
    app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
    await app.listen(config.port, '127.0.0.1');
    log.info({ url: await app.getUrl() }, 'agent ready');
    const central = app.get(CentralClient);
    // A kiosk shows no picture of a receipt. Which it is, a first start knows once it is enrolled.
    warmGlyphs(receiptWords(), () => !central.isKiosk).catch((error: unknown) =>
      log.warn(errorFields(error), 'glyphs not prepared'),
    );
  } catch (error) {
    console.error(`agent: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
};
