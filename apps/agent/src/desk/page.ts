/** Serves the built pages from this window's own origin, so that no browser rule stands between page and agent. */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { refusal } from '../ground/refusal.js';
import type { DeskCookies } from './desk-cookies.js';
import { pagePaths, type PagePath } from './page-paths.js';

/**
 * The address of each page marks the browser with the cookie; all else in its folder is the page's own, by its hashed
 * names. Registering is not awaited: that would have the server made ready before Nest has given it its error handler.
 */
export const servePages = (
  app: NestFastifyApplication,
  roots: Readonly<Record<PagePath, string>>,
  cookies: DeskCookies,
  /** Whether people serve themselves here: then the machine opens with the page for them. */
  isKiosk: () => boolean,
): void => {
  const server = app.getHttpAdapter().getInstance();
  for (const path of pagePaths) {
    const root = roots[path];
    void server.register(fastifyStatic, {
      root,
      prefix: path,
      // One reply has one `sendFile`, and nobody uses it.
      decorateReply: false,
      index: false,
      cacheControl: false,
      setHeaders: (response, file) => {
        const isHashed = file.includes('/assets/');
        response.header('Cache-Control', isHashed ? 'max-age=31536000, immutable' : 'no-cache');
      },
    });
    server.get(path, async (request, reply) => {
      if (path === '/' && isKiosk()) return reply.redirect('/kiosk/');
      const index = join(root, 'index.html');
      // The cookie is set also where the page is not built: the desk can be used by other programs of this machine.
      cookies.mark(request, reply);
      reply.header('Cache-Control', 'no-store');
      try {
        await access(index);
      } catch (error) {
        throw Object.assign(refusal('not-found', `index.html of the page ${path}`), { cause: error });
      }
      return reply.type('text/html; charset=utf-8').send(createReadStream(index));
    });
  }
  // As people type it.
  server.get('/console', async (_, reply) => reply.redirect('/console/'));
  server.get('/kiosk', async (_, reply) => reply.redirect('/kiosk/'));
};
