/** Puts the HTTP side around central: Fastify, limits, validation, OpenAPI. */
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BodyPipe } from '../ground/http/body.pipe.js';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { photoLimits } from '#libs/cards/photo.js';
import {
  answerBrokenAddress,
  answerBrokenConnection,
  arrivalLimits,
} from '#libs/contract/broken-requests.js';
import { mostDocumentBytes } from '#libs/contract/claim-documents.js';
import { pieceBytes } from '#libs/contract/production.js';
import { readConfig } from '../ground/config.js';
import { describing } from '../ground/http/described.js';
import { Secrets } from '../ground/secrets.js';
import { hardenAnswers } from './serving/answer-headers.js';
import { servePublicPages } from './serving/public-pages.js';
import { showReceiptsToPeople } from './serving/receipt-for-people.js';
import { refuseForeign } from './serving/own-hosts.js';
import { refuseUnreadable } from './serving/readable-address.js';
import { documentsRoute, piecesRoute, takeBytes } from './serving/incoming-bytes.js';
import { withRefusals } from './serving/described-refusals.js';
import { withSortedEnums } from './serving/sorted-enums.js';
import { CentralModule, type Foundation } from './central.module.js';

const bodyLimitBytes = 64 * 1024;
/** A whole set of parameters, or what a channel answered, as a file. */
const fileBodyLimitBytes = 192 * 1024;
// What is too large is refused with the reason; only what is far beyond it ends the line.
const documentBodyLimitBytes = 2 * mostDocumentBytes;
// Base64 takes four characters for three bytes; the photo's own limit is checked with its own refusal.
const photoBodyLimitBytes = 4 * photoLimits.bytes;

/** Central as an application that does not listen yet; `besides`: controllers beside its own. */
export const createApp = async (
  foundation: Foundation,
  besides: readonly Type[] = [],
): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(
    CentralModule.of(foundation, besides),
    new FastifyAdapter({
      bodyLimit: bodyLimitBytes,
      ...arrivalLimits,
      // Lists of a file travel over lines that are slower than loopback.
      requestTimeout: 30_000,
      trustProxy: [...foundation.config.trustedProxies],
      clientErrorHandler: answerBrokenConnection,
      frameworkErrors: answerBrokenAddress,
      routerOptions: { maxParamLength: 64 },
    }),
    { logger: ['error', 'warn'], abortOnError: false },
  );
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (route.url === '/v1/photos' && route.method === 'POST') route.bodyLimit = photoBodyLimitBytes;
      if (
        route.method === 'POST' &&
        ['/v1/parameters/files', '/v1/channel-orders/:number/answer'].includes(route.url)
      )
        route.bodyLimit = fileBodyLimitBytes;
      if (route.url === piecesRoute) route.bodyLimit = pieceBytes;
      if (route.url === documentsRoute) route.bodyLimit = documentBodyLimitBytes;
    });
  takeBytes(app);
  app.useGlobalPipes(new BodyPipe());
  hardenAnswers(app);
  showReceiptsToPeople(app);
  servePublicPages(app);
  refuseForeign(app, foundation.config);
  refuseUnreadable(app);
  app.enableShutdownHooks();
  return app;
};

/** The OpenAPI description without database or secrets: Nest reads the modules but builds nothing of them. */
export const describeApiOnly = async (): Promise<OpenAPIObject> => {
  const nowhere = 'postgres://nobody@127.0.0.1:1/nowhere';
  const config = readConfig({ DATABASE_URL: nowhere });
  const app = await NestFactory.create<NestFastifyApplication>(
    CentralModule.of({ config, secrets: new Secrets(config.folder) }),
    new FastifyAdapter(),
    { preview: true, logger: ['error'], abortOnError: false },
  );
  return describeApi(app);
};

/** The OpenAPI description of all that central answers. */
export const describeApi = async (app: NestFastifyApplication): Promise<OpenAPIObject> => {
  const { DocumentBuilder, SwaggerModule } = await describing();
  return withRefusals(
    withSortedEnums(
      SwaggerModule.createDocument(
        app,
        new DocumentBuilder()
          .setTitle('Social security card service: central / 社会保障卡服务中心')
          .setDescription(
            'Terminals authenticate with `Authorization: Bearer`; staff acts also carry `X-Staff-Token`; every write of money an `Idempotency-Key`. Each operation names the codes it refuses with.',
          )
          .setVersion('1')
          .addBearerAuth()
          .build(),
      ),
    ),
  );
};
