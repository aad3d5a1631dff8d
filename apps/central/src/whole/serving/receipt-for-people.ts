/** Answers a person's browser at a receipt's address with a page, whatever the answer is; programs are answered JSON as ever. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isProblem } from '#libs/contract/problems.js';
import { receiptPageStyle, refusedPage, verifiedPage } from '../../records/receipts/receipt-page.js';
import type { ReceiptVerificationDto } from '../../records/receipts/receipts.dto.js';
import { policy } from './answer-headers.js';

const route = '/v1/receipts/:number';

/** A browser says first that it takes a page; a program that takes anything is given data. */
const asksForPage = (accept: string | undefined): boolean =>
  accept !== undefined && /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(accept);

/** Looks at the finished answer, so that refusals of every kind, such as of too many questions, are pages as well. */
export const showReceiptsToPeople = (app: NestFastifyApplication): void => {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || request.routeOptions.url !== route) return payload;
    reply.header('Vary', 'Accept');
    if (!asksForPage(request.headers.accept) || typeof payload !== 'string') return payload;
    const answer: unknown = JSON.parse(payload);
    reply.removeHeader('content-length');
    reply.type('text/html; charset=utf-8');
    reply.header('Content-Security-Policy', policy([`style-src ${receiptPageStyle}`]));
    return isProblem(answer) ? refusedPage(answer) : verifiedPage(answer as ReceiptVerificationDto);
  });
};
