/** Refuses addresses that name a parameter twice, or hold what no text of the database can: once, before any route reads them. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeProblem } from '#libs/contract/problems.js';
import { isDatabaseText } from '../../ground/http/database-text.js';

/** The name of the first parameter that is not one text; null when all are. */
const unreadable = (parameters: unknown): string | null => {
  if (typeof parameters !== 'object' || parameters === null) return null;
  for (const [name, value] of Object.entries(parameters) as [string, unknown][])
    // Given twice, a parameter arrives as a list.
    if (typeof value !== 'string' || !isDatabaseText(value) || !isDatabaseText(name)) return name;
  return null;
};

/** Answers `malformed-request` with the parameter's name. */
export const refuseUnreadable = (app: NestFastifyApplication): void => {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', async ({ params, query }, reply) => {
    const name = unreadable(params) ?? unreadable(query);
    if (name === null) return undefined;
    const problem = describeProblem('malformed-request', JSON.stringify(name));
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
};
