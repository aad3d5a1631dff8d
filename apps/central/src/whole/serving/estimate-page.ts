/** Serves the public page that estimates a pension, from central's own origin, so that no browser rule stands between page and estimates. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { policy } from './answer-headers.js';

/** Where people find it. */
export const estimatePath = '/estimate/';

/** Its own scripts and styles, and the estimates beside it; Element Plus writes styles of its own into the page. */
const pagePolicy = policy([
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
]);

/** The page is built apart from central; without it the address is not found, and the estimates answer all the same. */
export const serveEstimatePage = (app: NestFastifyApplication): void => {
  const root = resolve('dist/web/estimate');
  if (!existsSync(root)) return;
  const server = app.getHttpAdapter().getInstance();
  void server.register(fastifyStatic, {
    root,
    prefix: estimatePath,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (response, file) => {
      const isHashed = file.includes('/assets/');
      response.header('Cache-Control', isHashed ? 'max-age=31536000, immutable' : 'no-cache');
      response.header('Content-Security-Policy', pagePolicy);
    },
  });
  // As people type it.
  server.get('/estimate', async (_, reply) => reply.redirect(estimatePath));
};
