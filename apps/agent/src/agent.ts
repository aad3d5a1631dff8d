/** Puts the agent's HTTP server together: guards first, then the page, then the desk. */
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  answerBrokenAddress,
  answerBrokenConnection,
  arrivalLimits,
  isNestedTooDeep,
} from '#libs/contract/broken-requests.js';
import { DeskSeat } from './desk-state/desk-seat.js';
import { AgentModule } from './agent.module.js';
import { CentralClient } from './central/central.client.js';
import type { AgentConfig } from './ground/config.js';
import { DeskCookies } from './desk/desk-cookies.js';
import { guardLoopback } from './desk/loopback.js';
import { malformed } from './desk/malformed.js';
import { servePages } from './desk/page.js';
import { ProblemFilter } from './desk/problem.filter.js';
import { refusal } from './ground/refusal.js';
import { nestLogger, type Logger } from './ground/logging.js';
import { takeBytes } from './desk/incoming-bytes.js';
import { serveTerminal } from './terminal-interface/serve-terminal.js';
import { admitsTerminal, terminalPath } from './terminal-interface/terminal-origins.js';

/** A photo of 100 KB in base64, and a little. */
const bodyLimitBytes = 192 * 1024;

/** The agent, ready to listen on loopback. */
export const createAgent = async (config: AgentConfig, log: Logger): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(
    AgentModule.of(config, log),
    // Open event streams would otherwise keep a stopping agent waiting.
    new FastifyAdapter({
      bodyLimit: bodyLimitBytes,
      forceCloseConnections: true,
      ...arrivalLimits,
      clientErrorHandler: answerBrokenConnection,
      frameworkErrors: answerBrokenAddress,
    }),
    { logger: nestLogger(log), abortOnError: false },
  );
  const server = app.getHttpAdapter().getInstance();
  const cookies = app.get(DeskCookies);
  const port = (): number => {
    const address = server.server.address();
    return typeof address === 'object' && address !== null ? address.port : config.port;
  };
  const central = app.get(CentralClient);
  const isKiosk = (): boolean => central.isKiosk;
  guardLoopback(server, cookies, app.get(DeskSeat), isKiosk, port, [
    {
      path: terminalPath,
      admits: (request, reply, hosts) => admitsTerminal(request, reply, hosts, config.terminalOrigins),
    },
  ]);
  server.addHook('preValidation', async ({ body }) => {
    if (!Buffer.isBuffer(body) && isNestedTooDeep(body))
      throw refusal('malformed-request', 'nested too deep');
  });
  server.addHook('onResponse', async (request, reply) => {
    log.debug(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalPipes(
    new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, exceptionFactory: malformed }),
  );
  takeBytes(server);
  servePages(
    app,
    { '/': config.webRoot, '/console/': config.consoleRoot, '/kiosk/': config.kioskRoot },
    cookies,
    () => central.isKiosk,
  );
  serveTerminal(app, config.terminalOrigins);
  return app;
};
