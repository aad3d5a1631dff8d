/** Serves the terminal interface at `/terminal`: POST over HTTP, messages over WebSocket; both speak the same JSON. */
import websocket from '@fastify/websocket';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { WebSocket } from 'ws';
import { Turns } from '#libs/kernel/turns.js';
import { refusal } from '../ground/refusal.js';
import { terminalPath } from './terminal-origins.js';
import type { Caller } from './terminal-reading.service.js';
import { TerminalService } from './terminal.service.js';

const messageLimitBytes = 8 * 1024;
/** Connections at once, and messages of one that wait for their turn: more is a program that went wild. */
const connectionsAtMost = 20;
const waitingAtMost = 20;

/** WebSocket close codes (RFC 6455, 7.4.1). */
const policyViolation = 1008;
const tryAgainLater = 1013;

/** Answers messages one after another, in their order. */
const converse = (socket: WebSocket, terminal: TerminalService, caller: Caller): void => {
  const turns = new Turns('terminal interface');
  const answer = async (text: string): Promise<void> => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(await terminal.answer(text, caller)));
  };
  socket.on('message', (data, isBinary) => {
    if (isBinary || turns.size >= waitingAtMost || !(data instanceof Buffer)) {
      socket.close(policyViolation);
      return;
    }
    void turns.take(() => answer(data.toString('utf8')));
  });
  // A connection that breaks closes, and its caller connects anew.
  socket.on('error', () => undefined);
};

/** Nothing is served without origins to serve it to; the guard of the window lets only those through. */
export const serveTerminal = (app: NestFastifyApplication, origins: readonly string[]): void => {
  if (origins.length === 0) return;
  const terminal = app.get(TerminalService);
  const callers = new Map(origins.map((origin): [string, Caller] => [origin, { origin }]));
  const server = app.getHttpAdapter().getInstance();
  let connections = 0;
  // Not awaited: that would have the server made ready before Nest has given it its error handler. Listening waits for both.
  void server.register(websocket, { options: { maxPayload: messageLimitBytes } });
  void server.register(async (scope) => {
    // Whatever it is called, it is our JSON: browsers send text/plain without asking first.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: messageLimitBytes }, (_, body, done) =>
      done(null, body),
    );
    scope.post(terminalPath, async ({ body, headers }) => {
      const caller = callers.get(headers.origin ?? '');
      if (caller === undefined) throw refusal('foreign-origin', 'Origin');
      return terminal.answer(typeof body === 'string' ? body : '', caller);
    });
    scope.options(terminalPath, async (_, reply) => reply.status(204).send());
    scope.get(terminalPath, { websocket: true }, (socket, { headers }) => {
      connections += 1;
      socket.once('close', () => {
        connections -= 1;
      });
      if (connections > connectionsAtMost) socket.close(tryAgainLater);
      else converse(socket, terminal, { origin: headers.origin ?? '' });
    });
  });
};
