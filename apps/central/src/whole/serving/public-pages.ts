/** Serves the public pages (the estimate of a pension, and what somebody prepares at home) from central's own origin, so that no browser rule stands between them and the estimates. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { policy } from './answer-headers.js';

/** Folder of the built page, and its name in the address. */
const pages = ['estimate', 'prepare'] as const;

/** Its own scripts and styles, and the estimates beside it; Element Plus writes styles of its own into the page. */
const pagePolicy = policy([
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
]);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/**
 * Reads the few files of a page once and answers each at its own address. The pages are built apart from central; without one its
 * address is not found, and the estimates answer all the same.
 */
const servePage = (app: NestFastifyApplication, page: (typeof pages)[number]): void => {
  const root = resolve('dist/web', page);
  if (!existsSync(root)) return;
  const server = app.getHttpAdapter().getInstance();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    // Names of assets say what is in them.
    const kept = entry.name === 'index.html' ? 'no-cache' : 'max-age=31536000, immutable';
    const path = entry.name === 'index.html' ? `/${page}/` : `/${page}/${relative(root, file)}`;
    server.get(path, async (_, reply) =>
      reply
        .headers({ 'Cache-Control': kept, 'Content-Security-Policy': pagePolicy })
        .type(type)
        .send(content),
    );
  }
  // As people type it.
  server.get(`/${page}`, async (_, reply) => reply.redirect(`/${page}/`));
};

export const servePublicPages = (app: NestFastifyApplication): void => {
  for (const page of pages) servePage(app, page);
};
