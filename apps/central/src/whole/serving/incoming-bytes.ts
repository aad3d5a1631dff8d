/** Lets bytes come in on the routes that take pieces of files or documents of claims; on any other they are refused as a kind of body nobody asked for. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Refused } from '../../ground/http/refused.js';

export const piecesRoute = '/v1/production-files/:id/pieces';
export const documentsRoute = '/v1/people/:id/claim-documents';

export const takeBytes = (app: NestFastifyApplication): void => {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer' },
      (request, body: Buffer, done) => {
        if ([piecesRoute, documentsRoute].some((route) => route === request.routeOptions.url))
          done(null, body);
        else done(new Refused('malformed-request', 'content-type'));
      },
    );
};
