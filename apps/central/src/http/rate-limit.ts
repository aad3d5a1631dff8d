/** Slows down whoever tries out numbers where no sign-in is asked for. */
import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeProblem } from '#libs/contract/problems.js';

/** Routes for anyone that answer about one person, and how often one address may ask in a minute. */
const askedPerMinute: Readonly<Record<string, number>> = { '/v1/card-applications/track': 30 };

/** Counts in this process: with several centrals behind one address, each allows as many. Answers `too-many-requests`. */
export const limitRates = async (app: NestFastifyApplication): Promise<void> => {
  const server = app.getHttpAdapter().getInstance();
  await server.register(rateLimit, { global: false });
  const limits = new Map(
    Object.entries(askedPerMinute).map(([url, max]) => [
      url,
      server.createRateLimit({ max, timeWindow: 60_000 }),
    ]),
  );
  server.addHook('onRequest', async (request, reply) => {
    const outcome = await limits.get(request.routeOptions.url ?? '')?.(request);
    if (outcome === undefined || outcome.isAllowed || !outcome.isExceeded) return undefined;
    const problem = describeProblem('too-many-requests');
    return reply
      .code(problem.status)
      .header('retry-after', outcome.ttlInSeconds)
      .type('application/problem+json')
      .send(problem);
  });
};
