/** Does the jobs in a process that serves nobody: its own event loop and its own connections, so that counters wait for none of it. */
import { createServer, type Server } from 'node:http';
import type { CentralConfig } from '../ground/config.js';
import { Database } from '../ground/database/database.js';
import { createApp } from './create-app.js';
import type { Foundation } from './central.module.js';

/** Answers GET /health on loopback while the database answers, for whoever keeps this process running. */
const answerHealth = (database: Database): Server =>
  createServer((_request, response) => {
    database.ping().then(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}'),
      () => response.writeHead(503).end(),
    );
  });

/** Begins doing the jobs and returns; it ends, with its jobs, when the process is told to. */
export const startWork = async (foundation: Foundation): Promise<void> => {
  const config: CentralConfig = { ...foundation.config, jobs: 'work' };
  const app = await createApp({ ...foundation, config });
  await app.init();
  const health = answerHealth(app.get(Database, { strict: false }));
  await new Promise<void>((resolve, reject) => {
    health.once('error', reject);
    health.listen(config.workPort, '127.0.0.1', resolve);
  });
};
