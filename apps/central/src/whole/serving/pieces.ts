/** Lets bytes come in on the one route that takes pieces of files; on any other they are refused as a kind of body nobody asked for. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Refused } from '../../ground/http/refused.js';

export const piecesRoute = '/v1/production-files/:id/pieces';

export const takePieces = (app: NestFastifyApplication): void => {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer' },
      (request, body: Buffer, done) => {
        if (request.routeOptions.url === piecesRoute) done(null, body);
        else done(new Refused('malformed-request', 'content-type'));
      },
    );
};
