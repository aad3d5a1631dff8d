/** Lets bytes come in where the console hands over pieces of a file, and nowhere else. */
import type { FastifyInstance } from 'fastify';
import { pieceBytes } from '#libs/contract/production.js';
import { findConsoleDoor } from '#libs/contract/console.js';
import { refusal } from '../ground/refusal.js';

export const takePieces = (server: FastifyInstance): void => {
  server.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: pieceBytes },
    (request, body: Buffer, done) => {
      const door = findConsoleDoor(request.method, request.url.split('?', 1)[0] ?? '');
      if (door?.act === 'production-files.add-piece') done(null, body);
      else done(refusal('malformed-request', 'content-type'));
    },
  );
};
