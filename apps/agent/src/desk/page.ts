/** Serves the built clerk page from this window's own origin, so that no browser rule stands between page and agent. */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { refusal } from '../refusal.js';
import { setCookie } from './loopback.js';

/** `GET /` marks the browser with the cookie; all else in the folder is the page's own, by its hashed names. */
export const servePage = async (
  app: NestFastifyApplication,
  webRoot: string,
  secret: string,
): Promise<void> => {
  await app.register(fastifyStatic, {
    root: webRoot,
    index: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      const isHashed = path.includes('/assets/');
      response.header('Cache-Control', isHashed ? 'max-age=31536000, immutable' : 'no-cache');
    },
  });
  const index = join(webRoot, 'index.html');
  app
    .getHttpAdapter()
    .getInstance()
    .get('/', async (_, reply) => {
      // The cookie is set also where the page is not built: the desk can be used by other programs of this machine.
      setCookie(reply, secret).header('Cache-Control', 'no-store');
      try {
        await access(index);
      } catch (error) {
        throw Object.assign(refusal('not-found', 'index.html of the clerk page'), { cause: error });
      }
      return reply.type('text/html; charset=utf-8').send(createReadStream(index));
    });
};
