/** A centre that gives tokens to whoever asks and answers all else as a test says: for what an agent does at one that is ill. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { centreTimeHeader } from '#libs/contract/centre-time.js';
import { describeProblem, type ProblemCode } from '#libs/contract/problems.js';
import { saveIdentity } from '../../apps/agent/src/central/terminal-identity.js';
import { readAgentConfig, type AgentConfig } from '../../apps/agent/src/ground/config.js';

export type IllCentre = {
  /** Of an agent that is enrolled at it, with a folder of its own. */
  readonly config: AgentConfig;
  /** From now on nobody answers. */
  readonly stop: () => void;
  readonly close: () => void;
};

/** `answer`: the problem a request is refused with; null: it is taken, and nothing is said of it. */
export const openIllCentre = async (
  answer: (request: IncomingMessage) => ProblemCode | null,
): Promise<IllCentre> => {
  const server = createServer((request, response) => {
    response.setHeader(centreTimeHeader, Date.now());
    request.resume();
    if (request.url === '/v1/terminals/tokens') {
      const expiresAt = new Date(Date.now() + 600_000).toISOString();
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ token: 'token', expiresAt }));
      return;
    }
    const code = answer(request);
    if (code === null) {
      response.writeHead(204).end();
      return;
    }
    const problem = describeProblem(code);
    response.writeHead(problem.status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'sscard-ill-centre-'));
  const config = readAgentConfig({
    SSCARD_DATA: folder,
    CENTRAL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  mkdirSync(config.directory, { recursive: true });
  saveIdentity(config.directory, {
    terminalId: '00000000-0000-4000-8000-000000000001',
    kind: 'window',
    terminalName: '1',
    agency: { zh: '中心', en: 'Centre' },
  });
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return {
    config,
    stop,
    close: () => {
      stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
