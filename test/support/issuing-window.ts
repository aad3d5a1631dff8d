/** A window that makes cards: the real agent over a real pcscd, before the central of a counter, on a line that can be cut. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { startPcscd } from '#hardware/virtual-card/pcscd.js';
import { VirtualReader } from '#hardware/virtual-card/virtual-reader.js';
import { originOf } from '../../apps/city/src/addresses.js';
import { planAgent } from '../../apps/city/src/program-plans.js';
import { Program } from '../../apps/city/src/supervision/program.js';
import { freeAddresses } from '../../apps/city/src/temporary-city.js';
import { Database } from '../../apps/central/src/ground/database/database.js';
import { TerminalsService } from '../../apps/central/src/access/terminals/terminals.service.js';
import { Counter } from './counter.js';
import { DeskPage } from './desk-page.js';
import { eventually } from './window.js';

/** What happens to the next request whose path fits: it never arrives, or its answer never does. */
export type Loss = { readonly path: RegExp; readonly what: 'request' | 'answer' };

/** The line to central; it passes everything on but what it was told to lose. */
class Line {
  private loss: Loss | null = null;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async to(target: string): Promise<Line> {
    const server = createServer();
    const line = new Line(server, new URL(target));
    server.on('request', (asked, reply) => {
      // Central, or whoever asked, has gone: whoever waits is told so.
      line.pass(asked, reply).catch(() => asked.socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Whether what was to be lost has been. */
  get lost(): boolean {
    return this.loss === null;
  }

  lose(loss: Loss): void {
    this.loss = loss;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((settle) => this.server.close(settle));
  }

  private async pass(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const body = await buffer(asked);
    const lost = this.loss?.path.test(`${asked.method ?? ''} ${asked.url ?? ''}`) === true ? this.loss : null;
    if (lost !== null) this.loss = null;
    if (lost?.what === 'request') return void asked.socket.destroy();
    const { hostname, port, host } = this.target;
    const onward = request({
      hostname,
      port,
      path: asked.url,
      method: asked.method,
      headers: { ...asked.headers, host },
    });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const content = await buffer(answer);
    if (lost !== null) return void asked.socket.destroy();
    reply.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
  }
}

export class IssuingWindow {
  private constructor(
    readonly counter: Counter,
    readonly reader: VirtualReader,
    readonly line: Line,
    private readonly agent: Program,
    private readonly closers: readonly (() => Promise<unknown> | void)[],
    public page: DeskPage,
  ) {}

  /** Window 2 of depot D01, with the clerk signed in. */
  static async open(): Promise<IssuingWindow> {
    const folder = mkdtempSync(join(tmpdir(), 'sscard-issuing-'));
    const closers: (() => Promise<unknown> | void)[] = [
      () => rmSync(folder, { recursive: true, force: true }),
    ];
    const addresses = await freeAddresses();
    const pcscd = await startPcscd({ directory: join(folder, 'pcscd'), firstPort: addresses.firstCard });
    closers.push(() => pcscd.stop());
    const counter = await Counter.open();
    closers.push(() => counter.close());
    // The agent's clock is the machine's own.
    counter.clock.go();
    const line = await Line.to(await counter.app.getUrl());
    closers.push(() => line.close());
    const terminals = counter.app.get(TerminalsService, { strict: false });
    const code = await terminals.prepare('W02', '二号窗口');
    await counter.app
      .get(Database, { strict: false })
      .transaction((tx) => terminals.assignDepot(tx, 'W02', 'D01'));
    const reader = new VirtualReader({ port: addresses.firstCard });
    closers.push(() => reader.pull());
    const agent = new Program(
      planAgent(
        { data: folder, addresses: { ...addresses, central: line.port }, databaseUrl: '' },
        pcscd.socketPath,
        code,
      ),
    );
    closers.push(() => agent.stop());
    await agent.start();
    const page = await DeskPage.open(originOf(addresses.agent));
    const window = new IssuingWindow(counter, reader, line, agent, closers, page);
    await window.signIn();
    return window;
  }

  async close(): Promise<void> {
    this.page.close();
    for (const close of this.closers.toReversed()) await close();
  }

  /** Ends the agent as a power cut would; its supervisor starts it again on the same folder. */
  async killAgent(): Promise<void> {
    const { pid } = this.agent;
    this.page.close();
    this.agent.kill();
    await eventually('another agent', () => this.agent.pid !== null && this.agent.pid !== pid);
    this.page = await DeskPage.open(this.page.origin);
    await this.signIn();
  }

  private async signIn(): Promise<void> {
    await this.page.until('a window that is ready', ({ reader, central, terminalName }) =>
      reader.state === 'ready' && central.state === 'online' && terminalName !== '' ? true : null,
    );
    await this.page.post('/desk/sign-in', { staffNumber: '0001', password: 'delingha-2017' });
  }
}
