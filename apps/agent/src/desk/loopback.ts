/** Keeps the window to its own page: refuses foreign hosts and origins, sets the cookie, and hardens every answer. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { foreignHeader, loopbackHosts, type Sender } from '#libs/contract/own-origin.js';
import { readIfThere, writePrivateFile } from '../ground/private-files.js';
import { refusal } from '../ground/refusal.js';
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

/** A path of this server that is not the page's own, and who may reach it. */
export type SidePath = {
  readonly path: string;
  /** Whether the request is one of those the path is there for; if so, the answer is told whose it is. */
  readonly admits: (request: FastifyRequest, reply: FastifyReply, hosts: readonly string[]) => boolean;
};

/**
 * Refuses with `foreign-origin`: a Host that is not this port on loopback (DNS rebinding), a foreign Origin or fetch
 * site (other pages of the browser), and `/desk/` without the cookie. Whom a side path admits reaches that and nothing
 * else, and nobody else reaches it. `port` is asked for at each request, since it is only known once the server listens.
 */
export const guardLoopback = (
  server: FastifyInstance,
  secret: string,
  port: () => number,
  sidePaths: readonly SidePath[],
): void => {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    const hosts = loopbackHosts(port());
    if (sidePaths.some(({ admits }) => admits(request, reply, hosts))) return;
    // Two of them name two servers, and whoever reads the other one is deceived.
    if ((request.raw.headersDistinct['host'] ?? []).length > 1) throw refusal('foreign-origin', 'Host');
    const foreign = foreignHeader(senderOf(request), hosts);
    if (foreign !== null) throw refusal('foreign-origin', foreign);
    if (sidePaths.some(({ path }) => path === request.routeOptions.url))
      throw refusal('foreign-origin', 'Origin');
    // The route that was found, not the address as it was spelt, so that no other spelling of it slips past.
    if (request.routeOptions.url?.startsWith('/desk/') === true) {
      if (!isSame(cookieOf(request), secret)) throw refusal('foreign-origin', 'cookie');
      reply.header('Cache-Control', 'no-store');
    }
  });
};
