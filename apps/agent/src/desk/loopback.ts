/** Keeps the window to its own page: refuses foreign hosts and origins, sets the cookie, and hardens every answer. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { foreignHeader, loopbackHosts, type Sender } from '#libs/contract/own-origin.js';
import { readIfThere, writePrivateFile } from '../private-files.js';
import { refusal } from '../refusal.js';
import { isPageAddress } from './page-paths.js';
import { admitsTerminal, terminalPath } from '../terminal-interface/terminal-origins.js';

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
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), usb=(), serial=()',
};

/** The secret of this window's cookie. It is kept, so that an open page goes on after a restart of the agent. */
export const loadCookieSecret = (directory: string): string => {
  const path = join(directory, 'desk-cookie');
  const stored = readIfThere(path);
  if (stored !== null && /^[\w-]{43}$/.test(stored)) return stored;
  const secret = randomBytes(32).toString('base64url');
  writePrivateFile(path, secret);
  return secret;
};

const isSame = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const senderOf = ({ headers, method, url }: FastifyRequest): Sender => ({
  host: headers.host,
  origin: headers.origin,
  fetchSite: headers['sec-fetch-site'],
  navigatesToPage: method === 'GET' && isPageAddress(url) && headers['sec-fetch-dest'] === 'document',
});

const cookieOf = (request: FastifyRequest): string =>
  /(?:^|;\s*)desk=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';

/** Marks the browser that fetched the page from us. */
export const setCookie = (reply: FastifyReply, secret: string): FastifyReply =>
  reply.header('Set-Cookie', `desk=${secret}; Path=/; HttpOnly; SameSite=Strict`);

/**
 * Refuses with `foreign-origin`: a Host that is not this port on loopback (DNS rebinding), a foreign Origin or fetch
 * site (other pages of the browser), and `/desk/` without the cookie. The origins of `terminalOrigins` reach the terminal
 * interface and nothing else, and nobody else reaches that. `port` is asked for at each request, since it is only known
 * once the server listens.
 */
export const guardLoopback = (
  server: FastifyInstance,
  secret: string,
  port: () => number,
  terminalOrigins: readonly string[],
): void => {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    const hosts = loopbackHosts(port());
    if (admitsTerminal(request, reply, hosts, terminalOrigins)) return;
    const foreign = foreignHeader(senderOf(request), hosts);
    if (foreign !== null) throw refusal('foreign-origin', foreign);
    if (request.routeOptions.url === terminalPath) throw refusal('foreign-origin', 'Origin');
    // The route that was found, not the address as it was spelt, so that no other spelling of it slips past.
    if (request.routeOptions.url?.startsWith('/desk/') === true) {
      if (!isSame(cookieOf(request), secret)) throw refusal('foreign-origin', 'cookie');
      reply.header('Cache-Control', 'no-store');
    }
  });
};
