/** Puts the headers on every answer that keep it with whoever asked (nothing is stored on the way, guessed, framed or run), and the time. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { centreTimeHeader } from '#libs/contract/centre-time.js';
import { Clock } from '../../ground/clock.js';

/** A content security policy that allows nothing but what is named. */
export const policy = (allowed: readonly string[]): string =>
  ["default-src 'none'", ...allowed, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"].join(
    '; ',
  );

const headers: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': policy([]),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The pages of the API's description run the scripts that lie beside them; their styles stand in the page itself. */
const descriptionPolicy = policy([
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
]);

/** To be asked before whatever may refuse a request, so that refusals carry them too. */
export const hardenAnswers = (app: NestFastifyApplication): void => {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (request.routeOptions.url?.startsWith('/docs') === true)
      reply.header('Content-Security-Policy', descriptionPolicy);
  });
  const clock = app.get(Clock);
  // As late as can be: whoever asked reckons with what lies between this and its arrival.
  server.addHook('onSend', async (_, reply) => {
    reply.header(centreTimeHeader, clock.now().getTime());
  });
};
