/** Lets listed origins, and nobody else, reach `/terminal`, and nothing but `/terminal`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foreignHeader, hostsNamed } from '#libs/contract/own-origin.js';

/** The only path other origins may ask for. */
export const terminalPath = '/terminal';

/**
 * Whether a request is one of a listed origin to the terminal interface; if so, the answer says to the browser that this
 * origin may read it, from a public site too (private network access). A foreign Host is refused whatever the origin.
 */
export const admitsTerminal = (
  request: FastifyRequest,
  reply: FastifyReply,
  hosts: readonly string[],
  origins: readonly string[],
): boolean => {
  const { origin } = request.headers;
  if (request.routeOptions.url !== terminalPath || origin === undefined || !origins.includes(origin))
    return false;
  const own = {
    hosts: hostsNamed(request.raw),
    origin: undefined,
    fetchSite: undefined,
    navigatesToPage: false,
  };
  if (foreignHeader(own, hosts) !== null) return false;
  reply
    .header('Access-Control-Allow-Origin', origin)
    .header('Vary', 'Origin')
    .header('Cache-Control', 'no-store');
  // What is sent here is for that origin, which the policy for our own pages would keep out.
  reply.header('Cross-Origin-Resource-Policy', 'cross-origin');
  if (request.method === 'OPTIONS') {
    reply
      .header('Access-Control-Allow-Methods', 'POST')
      .header('Access-Control-Allow-Headers', 'Content-Type');
    if (request.headers['access-control-request-private-network'] === 'true')
      reply.header('Access-Control-Allow-Private-Network', 'true');
  }
  return true;
};
