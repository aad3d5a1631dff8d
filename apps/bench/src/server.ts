/** The bench's HTTP side: state, event stream, switches, pictures of the paper, and the page. */
import Fastify, { LogController } from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sheetPng, sheetSvg } from '#hardware/virtual-printer/paper-picture.js';
import { sheetText } from '#hardware/virtual-printer/paper-text.js';
import type { Sheet } from '#hardware/virtual-printer/paper.js';
import { bankFaults, type BankFault, type BenchState, type PrinterSwitches } from '#libs/contract/bench.js';
import { codeOfFault } from '#libs/contract/faults.js';
import { foreignHeader, hostsNamed, loopbackHosts } from '#libs/contract/own-origin.js';
import {
  answerBrokenAddress,
  answerBrokenConnection,
  arrivalLimits,
} from '#libs/contract/broken-requests.js';
import { heartbeatMs } from '#libs/contract/heartbeats.js';
import { describeProblem } from '#libs/contract/problems.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { Result } from '#libs/kernel/result.js';
import type { Bench, BenchRefusal, Place, Slot } from './bench.js';
import type { BenchConfig } from './config.js';

const slotParams = {
  type: 'object',
  properties: { slot: { type: 'integer', enum: [0, 1, 2] } },
  required: ['slot'],
} as const;
const insertBody = {
  type: 'object',
  properties: { cardId: { type: 'string', minLength: 1, maxLength: 100 } },
  required: ['cardId'],
  additionalProperties: false,
} as const;
const printerBody = {
  type: 'object',
  properties: {
    paperOut: { type: 'boolean' },
    coverOpen: { type: 'boolean' },
    offline: { type: 'boolean' },
    linesLeft: { type: ['integer', 'null'], minimum: 0, maximum: 10_000 },
  },
  additionalProperties: false,
} as const;
const pagesBody = {
  type: 'object',
  properties: { paperOut: { type: 'boolean' } },
  required: ['paperOut'],
  additionalProperties: false,
} as const;
const scanBody = {
  type: 'object',
  properties: { code: { type: 'string', minLength: 1, maxLength: 2000 } },
  required: ['code'],
  additionalProperties: false,
} as const;
const bankBody = {
  type: 'object',
  properties: { fault: { enum: bankFaults } },
  required: ['fault'],
  additionalProperties: false,
} as const;

/** Bytes of what is printed at once. */
const pagesAtMost = 20 * 1024 * 1024;

/** Headers of every answer: nothing is guessed, framed, or loaded from elsewhere. */
const headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
};

const sendProblem = (reply: FastifyReply, code: ProblemCode, detail?: string): FastifyReply => {
  const problem = describeProblem(code, detail, reply.request.id);
  return reply.code(problem.status).type('application/problem+json').send(problem);
};

const answer = (reply: FastifyReply, result: Result<null, BenchRefusal>): FastifyReply =>
  result.ok ? reply.code(204).send() : sendProblem(reply, result.refusal.code, result.refusal.detail);

/** Refuses a Host that is not this port on loopback (DNS rebinding) and whatever another page sends. */
const guardLoopback = (server: FastifyInstance, port: () => number): void => {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    const { origin, 'sec-fetch-site': fetchSite, 'sec-fetch-mode': mode } = request.headers;
    const navigatesToPage = request.method === 'GET' && mode === 'navigate';
    const hosts = hostsNamed(request.raw);
    const foreign = foreignHeader({ hosts, origin, fetchSite, navigatesToPage }, loopbackHosts(port()));
    return foreign === null ? undefined : sendProblem(reply, 'foreign-origin', foreign);
  });
};

/** Pictures of sheets that can no longer change are kept; the newest few are what the page asks for. */
class SheetPictures {
  private readonly made = new Map<number, Promise<Buffer>>();

  png(sheet: Sheet): Promise<Buffer> {
    if (!sheet.complete) return sheetPng(sheet);
    const known = this.made.get(sheet.id);
    if (known !== undefined) return known;
    const making = sheetPng(sheet);
    this.made.set(sheet.id, making);
    making.catch(() => this.made.delete(sheet.id));
    for (const id of this.made.keys()) {
      if (this.made.size <= 20) break;
      this.made.delete(id);
    }
    return making;
  }
}

/** The bench over HTTP; the caller listens and closes. `logged` writes one JSON line an event. */
export const createBenchServer = (bench: Bench, config: BenchConfig, logged: boolean): FastifyInstance => {
  const server = Fastify({
    logger: logged,
    // The page asks every second or so; only faults are worth a line.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    ...arrivalLimits,
    clientErrorHandler: answerBrokenConnection,
    frameworkErrors: answerBrokenAddress,
    forceCloseConnections: true,
    // A switch that is misspelt is refused, not dropped.
    ajv: { customOptions: { removeAdditional: false } },
  });
  server.setErrorHandler<Error>((error, request, reply) => {
    const code = codeOfFault(error);
    if (code === 'internal-fault') request.log.error(error);
    return sendProblem(reply, code, code === 'malformed-request' ? error.message : undefined);
  });
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not-found'));
  guardLoopback(server, () => {
    const address = server.server.address();
    return typeof address === 'object' && address !== null ? address.port : config.port;
  });

  server.get('/health', () => ({ status: 'up' }));
  server.get('/bench/links', () => ({ clerk: config.clerkUrl, kiosk: config.kioskUrl }));
  server.get('/bench/state', async (_request, reply) =>
    reply.header('Cache-Control', 'no-store').send(await bench.state()),
  );

  server.get('/bench/events', async (request, reply) => {
    const first = await bench.state();
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const send = (state: BenchState): void => {
      stream.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`);
    };
    send(first);
    const unwatch = bench.watch(send);
    const heartbeat = setInterval(() => stream.write('event: beat\ndata: 1\n\n'), heartbeatMs);
    request.raw.once('close', () => {
      unwatch();
      clearInterval(heartbeat);
    });
  });

  server.post<{ Params: { slot: Slot }; Body: { cardId: string } }>(
    '/bench/readers/:slot/insert',
    { schema: { params: slotParams, body: insertBody } },
    async (request, reply) => answer(reply, await bench.insert(request.params.slot, request.body.cardId)),
  );
  server.post<{ Params: { slot: Slot } }>(
    '/bench/readers/:slot/pull',
    { schema: { params: slotParams } },
    async (request, reply) => {
      await bench.pull(request.params.slot);
      return reply.code(204).send();
    },
  );
  server.post<{ Body: PrinterSwitches }>(
    '/bench/printer',
    { schema: { body: printerBody } },
    (request, reply) => answer(reply, bench.switchPrinter(request.body)),
  );
  server.post<{ Body: PrinterSwitches }>(
    '/bench/kiosk-printer',
    { schema: { body: printerBody } },
    (request, reply) => answer(reply, bench.switchPrinter(request.body, 'kiosk')),
  );
  server.post<{ Body: { paperOut: boolean } }>(
    '/bench/page-printer',
    { schema: { body: pagesBody } },
    (request, reply) => answer(reply, bench.switchPages(request.body.paperOut)),
  );
  server.post<{ Body: { code: string } }>(
    '/bench/code-reader',
    { schema: { body: scanBody } },
    (request, reply) => answer(reply, bench.scan(request.body.code)),
  );
  server.post<{ Body: { code: string } }>(
    '/bench/kiosk-code-reader',
    { schema: { body: scanBody } },
    (request, reply) => answer(reply, bench.scan(request.body.code, 'kiosk')),
  );
  server.post<{ Body: { fault: BankFault } }>(
    '/bench/bank',
    { schema: { body: bankBody } },
    async (request, reply) => answer(reply, await bench.switchBank(request.body.fault)),
  );

  const paperOf = (path: string, place: Place, pictures: SheetPictures): void => {
    server.get<{ Params: { file: string } }>(`${path}/:file`, async (request, reply) => {
      const [, id, kind] = /^(\d{1,9})\.(png|svg|txt)$/.exec(request.params.file) ?? [];
      const sheet = id === undefined ? null : bench.sheet(Number(id), place);
      if (sheet === null) return sendProblem(reply, 'not-found', request.params.file);
      reply.header('Cache-Control', 'no-store');
      if (kind === 'txt') return reply.type('text/plain; charset=utf-8').send(sheetText(sheet));
      if (kind === 'svg') return reply.type('image/svg+xml').send(await sheetSvg(sheet));
      return reply.type('image/png').send(await pictures.png(sheet));
    });
  };
  paperOf('/bench/paper', 'window', new SheetPictures());
  paperOf('/bench/kiosk-paper', 'kiosk', new SheetPictures());

  server.get<{ Params: { file: string } }>('/bench/pages/:file', (request, reply) => {
    const [, id] = /^(\d{1,9})\.pdf$/.exec(request.params.file) ?? [];
    const found = id === undefined ? null : bench.pages(Number(id));
    if (found === null) return sendProblem(reply, 'not-found', request.params.file);
    return reply.header('Cache-Control', 'no-store').type('application/pdf').send(found.pdf);
  });
  const { pagePrinter } = bench;
  server.addContentTypeParser('application/ipp', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  if (pagePrinter !== null)
    server.post<{ Body: Buffer }>('/ipp/print', { bodyLimit: pagesAtMost }, (request, reply) =>
      reply.type('application/ipp').send(pagePrinter.answer(request.body)),
    );

  return server;
};
