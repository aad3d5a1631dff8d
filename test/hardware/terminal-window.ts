/** An agent with a pcscd and two slots of its own and no centre, and callers of its terminal interface. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { CardImage, ForeignCardImage } from '#libs/cards/card-image.js';
import type { TerminalAnswer } from '#libs/contract/terminal-interface.js';
import { ChipBox } from '#hardware/virtual-card/chip-box.js';
import { startPcscd, type Pcscd } from '#hardware/virtual-card/pcscd.js';
import { VirtualReader } from '#hardware/virtual-card/virtual-reader.js';
import { originOf } from '../../apps/city/src/addresses.js';
import { planAgent } from '../../apps/city/src/program-plans.js';
import { Program } from '../../apps/city/src/supervision/program.js';
import { freeAddresses } from '../../apps/city/src/temporary-city.js';

export const hospital = 'https://his.example';
export const bank = 'https://bank.example';

/** What a POST of another site's page looks like. */
export const ask = async (
  url: string,
  request: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${url}/terminal`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: hospital, ...headers },
    body: typeof request === 'string' ? request : JSON.stringify(request),
  });

/** One connection of a caller. */
export class TerminalConnection {
  private constructor(readonly socket: WebSocket) {}

  /** Rejects with the status the upgrade was refused with. */
  static async open(url: string, origin: string): Promise<TerminalConnection> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/terminal`, { origin });
    await once(socket, 'open');
    return new TerminalConnection(socket);
  }

  async call(request: object | string): Promise<TerminalAnswer> {
    this.socket.send(typeof request === 'string' ? request : JSON.stringify(request));
    const [data] = (await once(this.socket, 'message')) as [Buffer];
    return JSON.parse(data.toString('utf8')) as TerminalAnswer;
  }

  close(): void {
    this.socket.terminate();
  }
}

export class TerminalWindow {
  readonly chips = new ChipBox();
  readonly slots: readonly [VirtualReader, VirtualReader];

  private constructor(
    readonly directory: string,
    readonly pcscd: Pcscd,
    readonly url: string,
    private readonly agent: Program,
    firstPort: number,
  ) {
    this.slots = [
      new VirtualReader({ port: firstPort, chips: this.chips }),
      new VirtualReader({ port: firstPort + 1, chips: this.chips }),
    ];
  }

  /** Starts pcscd and the agent as it was built. */
  static async open(): Promise<TerminalWindow> {
    const directory = mkdtempSync(join(tmpdir(), 'sscard-terminal-'));
    const addresses = await freeAddresses();
    const firstPort = addresses.firstCard;
    const pcscd = await startPcscd({ directory: join(directory, 'pcscd'), firstPort });
    const plan = planAgent({ data: directory, addresses, databaseUrl: '' }, pcscd.socketPath, null);
    const env = { ...plan.env, TERMINAL_ORIGINS: `${hospital},${bank}` };
    const agent = new Program({ ...plan, env });
    await agent.start();
    return new TerminalWindow(directory, pcscd, originOf(addresses.agent), agent, firstPort);
  }

  async call(request: object | string, origin = hospital): Promise<TerminalAnswer> {
    return (await (await ask(this.url, request, { origin })).json()) as TerminalAnswer;
  }

  /** Puts a card in and waits until the agent has it. */
  async insert(image: CardImage | ForeignCardImage, slot: 0 | 1 = 0): Promise<void> {
    await this.slots[slot].insert(image);
    await this.until(async () => !(await this.isEmpty()));
  }

  async pull(): Promise<void> {
    for (const slot of this.slots) await slot.pull();
    await this.until(() => this.isEmpty());
  }

  /** Waits until something holds, twenty seconds at most: a guard, since a busy machine may be late. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    for (let left = 1000; !(await holds()); left -= 1) {
      if (left === 0) throw new Error('it did not come about');
      await new Promise((settle) => {
        setTimeout(settle, 20);
      });
    }
  }

  /** A step 2 without a step 1 says whether a card is in, and sends it nothing. */
  private async isEmpty(): Promise<boolean> {
    const probe = { function: 'iReadCardBas_HSM_Step2', pKey: '00'.repeat(16) };
    return (await this.call(probe, bank)).errorCode !== -22;
  }

  async readerState(): Promise<string> {
    const health = (await (await fetch(`${this.url}/health`)).json()) as { readonly reader: string };
    return health.reader;
  }

  log(): string {
    return readFileSync(join(this.directory, 'logs', 'agent.log'), 'utf8');
  }

  async close(): Promise<void> {
    for (const slot of this.slots) await slot.pull();
    await this.agent.stop();
    await this.pcscd.stop();
    rmSync(this.directory, { recursive: true });
  }
}
