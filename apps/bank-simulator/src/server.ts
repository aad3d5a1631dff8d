/** The bank's HTTP side: instructions, accounts and the fault switches. */
import { setTimeout as wait } from 'node:timers/promises';
import Fastify, { LogController } from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { BankAccount, BankAnswer, BankInstruction, PayoutBehaviour } from '#libs/contract/bank.js';
import type { BankFault } from '#libs/contract/bench.js';
import { codeOfFault } from '#libs/contract/faults.js';
import {
  answerBrokenAddress,
  answerBrokenConnection,
  arrivalLimits,
} from '#libs/contract/broken-requests.js';
import { describeProblem } from '#libs/contract/problems.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { accountBody, behaviourBody, faultBody, faultInAmounts, instructionBody } from './bodies.js';
import { ReferenceReused } from './books.js';
import type { Books } from './books.js';
import { UnreadablePayouts } from './payout-forms.js';
import type { Payouts } from './payouts.js';

/** How long a bank with the `slow` switch takes to answer, unless it is switched meanwhile. */
const slowAnswerMs = 8000;

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

const sendProblem = (reply: FastifyReply, code: ProblemCode, detail?: string): FastifyReply => {
  const problem = describeProblem(code, detail, reply.request.id);
  return reply.code(problem.status).type('application/problem+json').send(problem);
};

/** Cuts the connection without a byte of answer, as a dead line would. */
const cutLine = (reply: FastifyReply): FastifyReply => {
  reply.hijack();
  reply.raw.socket?.destroy();
  return reply;
};

/** An answer as the switches make it sound: what is on the books stays as it is. */
const worded = (answer: BankAnswer, fault: BankFault): unknown => {
  if (fault === 'nonsense') return { ok: true, reason: { zh: '成功', en: 'done' } };
  if (fault === 'pending')
    return { ...answer, outcome: 'pending', reason: { code: 'declined', zh: '处理中', en: 'in hand' } };
  return answer;
};

/** A city's pensioners a hundred times, as ISO 20022. */
const mostPayoutBytes = 2 ** 30;

/** The bank as an HTTP server over its books and its files of payouts; the caller listens and closes. `logged` writes one JSON line an instruction. */
export const createBankServer = (books: Books, payouts: Payouts, logged: boolean): FastifyInstance => {
  let fault: BankFault = 'normal';
  let untilSwitched = new AbortController();
  const server = Fastify({
    logger: logged,
    // Request lines would carry account numbers in their paths.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    ...arrivalLimits,
    clientErrorHandler: answerBrokenConnection,
    frameworkErrors: answerBrokenAddress,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });

  server.setErrorHandler<Error>((error, request, reply) => {
    if (error instanceof UnreadablePayouts) return sendProblem(reply, 'malformed-request', error.message);
    if (error instanceof ReferenceReused) return sendProblem(reply, 'reference-reused', error.message);
    const code = codeOfFault(error);
    if (code === 'internal-fault') request.log.error(error);
    return sendProblem(reply, code, code === 'malformed-request' ? error.message : undefined);
  });
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not-found'));

  server.addHook('onRequest', async (request, reply) => {
    if (!loopback.test(request.headers.host ?? '') || request.headers.origin !== undefined)
      return sendProblem(reply, 'foreign-origin');
    // The switches and the health check stand beside the bank: they answer also while its line is down.
    const besideTheBank = ['/faults', '/health', '/payouts/behaviour'].includes(request.url);
    if (besideTheBank) return undefined;
    if (fault === 'down') return cutLine(reply);
    return fault === 'locked-out' ? sendProblem(reply, 'not-permitted') : undefined;
  });

  server.get('/health', () => ({ status: 'up' }));
  server.get('/faults', () => ({ fault }));
  server.post<{ Body: { fault: BankFault } }>('/faults', { schema: { body: faultBody } }, (request) => {
    fault = request.body.fault;
    untilSwitched.abort();
    untilSwitched = new AbortController();
    return { fault };
  });

  server.post<{ Body: BankAccount }>('/accounts', { schema: { body: accountBody } }, (request) =>
    books.open(request.body),
  );
  server.get<{ Params: { account: string } }>(
    '/accounts/:account',
    (request, reply) => books.account(request.params.account) ?? sendProblem(reply, 'not-found'),
  );

  for (const type of ['text/csv', 'application/xml'])
    server.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.get('/payouts/behaviour', () => ({ behaviour: payouts.behaviour }));
  server.post<{ Body: { behaviour: PayoutBehaviour } }>(
    '/payouts/behaviour',
    { schema: { body: behaviourBody } },
    (request) => {
      payouts.behaviour = request.body.behaviour;
      return { behaviour: payouts.behaviour };
    },
  );
  server.post<{ Body: string; Querystring: { account?: string } }>(
    '/payouts',
    { bodyLimit: mostPayoutBytes },
    (request) => payouts.accept(request.body, request.query.account ?? ''),
  );
  server.post<{ Params: { reference: string } }>(
    '/payouts/:reference/answers',
    (request, reply) =>
      payouts.answer(request.params.reference, new Date()) ?? sendProblem(reply, 'not-found'),
  );
  server.get<{ Params: { reference: string; number: string } }>(
    '/payouts/:reference/answers/:number',
    (request, reply) => {
      const content = payouts.read(request.params.reference, Number(request.params.number));
      return content === null
        ? sendProblem(reply, 'not-found')
        : reply.type(content.startsWith('<') ? 'application/xml' : 'text/csv; charset=utf-8').send(content);
    },
  );

  server.post<{ Body: BankInstruction }>(
    '/instructions',
    { schema: { body: instructionBody } },
    async (request, reply) => {
      const instruction = request.body;
      const wrong = fault === 'rejects' ? 'not taken, by its switch' : faultInAmounts(instruction);
      if (wrong !== null) return sendProblem(reply, 'malformed-request', wrong);
      const switched = fault;
      const answer = books.carryOut(instruction, switched === 'refuse', new Date());
      request.log.info({ reference: answer.reference, outcome: answer.outcome, fault: switched });
      // Called off by the switch: it answers at once.
      if (switched === 'slow')
        await wait(slowAnswerMs, undefined, { signal: untilSwitched.signal }).catch(() => undefined);
      return switched === 'answer-lost' ? cutLine(reply) : worded(answer, switched);
    },
  );
  server.get<{ Params: { reference: string } }>('/instructions/:reference', (request, reply) => {
    const answer = books.answer(request.params.reference);
    return answer === null ? sendProblem(reply, 'not-found') : worded(answer, fault);
  });
  return server;
};
