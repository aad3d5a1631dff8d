/** Answers a person's browser at the address of a receipt or another paper with a page, whatever the answer is; programs are answered JSON as ever. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isProblem } from '#libs/contract/problems.js';
import { documentPage } from '../../counter/documents/document-page.js';
import type { DocumentVerificationDto } from '../../counter/documents/documents.dto.js';
import { refusedPage, verifiedPage } from '../../records/receipts/receipt-page.js';
import type { ReceiptVerificationDto } from '../../records/receipts/receipts.dto.js';
import { receiptPageStyle } from '../../records/receipts/verification-page.js';
import { policy } from './answer-headers.js';

/** Addresses that stand on paper, each with the page of what was found. */
const pages = new Map<string, (answer: unknown) => string>([
  ['/v1/receipts/:number', (answer) => verifiedPage(answer as ReceiptVerificationDto)],
  ['/v1/documents/:number', (answer) => documentPage(answer as DocumentVerificationDto)],
]);

/** A browser says first that it takes a page; a program that takes anything is given data. */
const asksForPage = (accept: string | undefined): boolean =>
  accept !== undefined && /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(accept);

/** Looks at the finished answer, so that refusals of every kind, such as of too many questions, are pages as well. */
export const showReceiptsToPeople = (app: NestFastifyApplication): void => {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', async (request, reply, payload) => {
    const show = pages.get(request.routeOptions.url ?? '');
    if (request.method !== 'GET' || show === undefined) return payload;
    reply.header('Vary', 'Accept');
    if (!asksForPage(request.headers.accept) || typeof payload !== 'string') return payload;
    const answer: unknown = JSON.parse(payload);
    reply.removeHeader('content-length');
    reply.type('text/html; charset=utf-8');
    reply.header('Content-Security-Policy', policy([`style-src ${receiptPageStyle}`]));
    return isProblem(answer) ? refusedPage(answer) : show(answer);
  });
};
