/** Keeps the window to its own page: refuses foreign hosts and origins, the desk to the browser that holds it, and hardens every answer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DeskSeat } from '../desk-state/desk-seat.js';
import { foreignHeader, hostsNamed, loopbackHosts, type Sender } from '#libs/contract/own-origin.js';
import { refusal } from '../ground/refusal.js';
import type { DeskCookies } from './desk-cookies.js';
import { isPageAddress } from './page-paths.js';

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Components place themselves by style attributes; scripts and sheets stay our own.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), geolocation=(), microphone=(), usb=(), serial=()',
};

const senderOf = ({ headers, method, raw, url }: FastifyRequest): Sender => ({
  hosts: hostsNamed(raw),
  origin: headers.origin,
  fetchSite: headers['sec-fetch-site'],
  navigatesToPage: method === 'GET' && isPageAddress(url) && headers['sec-fetch-dest'] === 'document',
});

/** What a browser may ask of the window that does not hold it. What it is shown is another matter: see `fromElsewhere`. */
const forEveryBrowser = new Set(['/desk/state', '/desk/events', '/desk/sign-in', '/desk/first-passwords']);

/** What belongs to the console has a sign-in of its own, which its controller asks for. */
const isOfConsole = (route: string): boolean =>
  route.startsWith('/desk/console/') || route.startsWith('/desk/central/');

/** A path of this server that is not the page's own, and who may reach it. */
export type SidePath = {
  readonly path: string;
  /** Whether the request is one of those the path is there for; if so, the answer is told whose it is. */
  readonly admits: (request: FastifyRequest, reply: FastifyReply, hosts: readonly string[]) => boolean;
};

/**
 * Refuses with `foreign-origin`: a Host that is not this port on loopback (DNS rebinding), a foreign Origin or fetch
 * site (other pages of the browser), and `/desk/` and `/self-service/` without the page's cookie; with `desk-elsewhere` whatever a browser asks of a desk that another one holds; with `not-found` the desk of a kiosk, which has none. Whom a side path admits reaches that and nothing
 * else, and nobody else reaches it. `port` is asked for at each request, since it is only known once the server listens.
 */
export const guardLoopback = (
  server: FastifyInstance,
  cookies: DeskCookies,
  seat: DeskSeat,
  isKiosk: () => boolean,
  port: () => number,
  sidePaths: readonly SidePath[],
): void => {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    const hosts = loopbackHosts(port());
    if (sidePaths.some(({ admits }) => admits(request, reply, hosts))) return;
    const foreign = foreignHeader(senderOf(request), hosts);
    if (foreign !== null) throw refusal('foreign-origin', foreign);
    if (sidePaths.some(({ path }) => path === request.routeOptions.url))
      throw refusal('foreign-origin', 'Origin');
    // The route that was found, not the address as it was spelt, so that no other spelling of it slips past.
    const { url: route = '' } = request.routeOptions;
    if (route.startsWith('/self-service/')) {
      if (cookies.browserOf(request) === null) throw refusal('foreign-origin', 'cookie');
      reply.header('Cache-Control', 'no-store');
    }
    // A kiosk has no desk: what a clerk is shown of a card is more than its holder's PIN has given leave to.
    if (route.startsWith('/desk/') && !isOfConsole(route) && isKiosk()) throw refusal('not-found', 'desk');
    if (route.startsWith('/desk/')) {
      if (cookies.browserOf(request) === null) throw refusal('foreign-origin', 'cookie');
      const isFree = forEveryBrowser.has(route) || isOfConsole(route);
      if (!isFree && !seat.admits(cookies.seatOf('clerk', request))) throw refusal('desk-elsewhere');
      reply.header('Cache-Control', 'no-store');
    }
  });
};
