/** Lets bytes come in where the console hands over pieces of a file or documents of a claim, and nowhere else. */
import type { FastifyInstance } from 'fastify';
import { mostDocumentBytes } from '#libs/contract/claim-documents.js';
import { type ConsoleAct, findConsoleDoor } from '#libs/contract/console.js';
import { pieceBytes } from '#libs/contract/production.js';
import { refusal } from '../ground/refusal.js';

/** The acts that take bytes, and how many: a document that is too large is the centre's to refuse, with the reason. */
const mostBytes: Partial<Record<ConsoleAct, number>> = {
  'production-files.add-piece': pieceBytes,
  'claim-documents.hand-in': 2 * mostDocumentBytes,
};

export const takeBytes = (server: FastifyInstance): void => {
  server.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: Math.max(...Object.values(mostBytes)) },
    (request, body: Buffer, done) => {
      const door = findConsoleDoor(request.method, request.url.split('?', 1)[0] ?? '');
      const most = door === null ? undefined : mostBytes[door.act];
      if (most === undefined) done(refusal('malformed-request', 'content-type'));
      else if (body.length > most) done(refusal('body-too-large'));
      else done(null, body);
    },
  );
};
