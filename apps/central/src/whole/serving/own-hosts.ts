/** Refuses whoever reaches central under a foreign name or from another site's page. */
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { foreignHeader, hostsNamed, loopbackHosts } from '#libs/contract/own-origin.js';
import { describeProblem } from '#libs/contract/problems.js';
import type { CentralConfig } from '../../ground/config.js';

/** Answers `foreign-origin` before anything else looks at the request. */
export const refuseForeign = (app: NestFastifyApplication, { hosts, publicUrl }: CentralConfig): void => {
  const server = app.getHttpAdapter().getInstance();
  // The port is known once the server listens; it does not change after that.
  let own: readonly string[] | null = null;
  server.addHook('onRequest', async (request, reply) => {
    own ??= [
      ...loopbackHosts((server.server.address() as AddressInfo).port),
      new URL(publicUrl).host,
      ...hosts,
    ];
    const { origin, 'sec-fetch-site': fetchSite, 'sec-fetch-mode': mode } = request.headers;
    // Links to the API's description and to a receipt's verification are followed from anywhere.
    const navigatesToPage = request.method === 'GET' && mode === 'navigate';
    const foreign = foreignHeader(
      { hosts: hostsNamed(request.raw), origin, fetchSite, navigatesToPage },
      own,
    );
    if (foreign === null) return undefined;
    const problem = describeProblem('foreign-origin', foreign);
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
};
