/** Card readers over PC/SC: starts the reader process, watches it, starts it anew, and speaks for it. */
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import {
  CardReaderError,
  type CardAnswer,
  type CardFault,
  type CardReaderEvents,
  type CardReaders,
  type TransmitOptions,
} from './card-reader.js';
import { pcscdSocketPath, readerNameVariable, type FromProcess, type ToProcess } from './pcsc-messages.js';

const defaultTimeoutMs = 5000;

/** How long another program's transaction is waited for. */
const holdTimeoutMs = 3000;

/** Delay before another reader process: doubles while they die young, never above the last. */
const restartMs = { first: 50, most: 5000 } as const;
const grownUpAfterMs = 10_000;

/** Insertions that ended are remembered, so that a late exchange is told `removed` and not `no-card`. */
const remembered = 64;

export type PcscReadersOptions = {
  /** pcscd's client socket; by default PCSCLITE_CSOCK_NAME, or the host's pcscd. */
  readonly socketPath?: string;
  /** Readers whose names do not match are not touched; all are where it is left out. */
  readonly readerName?: RegExp;
  /** How often the reader process is asked for a sign of life, and how late it may be before it is replaced. */
  readonly heartbeatMs?: number;
  readonly hungAfterMs?: number;
};

type Pending = {
  readonly settle: (answer: CardAnswer) => void;
  readonly reject: (error: CardReaderError) => void;
};

/** The compiled process: beside this file, or below dist when this file runs from its source. */
const processFile = (): string => {
  const file = fileURLToPath(
    import.meta.url.endsWith('.ts')
      ? new URL('../../dist/hardware/card-reader/pcsc-process.js', import.meta.url)
      : new URL('./pcsc-process.js', import.meta.url),
  );
  if (!existsSync(file)) throw new Error(`${file} is missing: build first`);
  return file;
};

export class PcscReaders implements CardReaders {
  readonly #events = new EventEmitter();
  readonly #socketPath: string;
  readonly #readerName: string | undefined;
  readonly #hungAfterMs: number;
  readonly #watchdog: NodeJS.Timeout;
  readonly #processFile = processFile();
  readonly #pending = new Map<number, Pending>();
  /** Cards that are in: insertion to reader name. */
  readonly #present = new Map<string, string>();
  readonly #left = new Set<string>();
  #process: ChildProcess | null = null;
  #restart: NodeJS.Timeout | undefined;
  #youngDeaths = 0;
  #request = 0;
  #pings = { sent: 0, answered: 0, oldestUnansweredAt: 0 };
  #service: { readonly running: boolean; readonly readers: readonly string[] } | null = null;
  #closed = false;

  /** Starts at once; listeners added before the next turn of the event loop miss nothing. */
  constructor({
    socketPath = pcscdSocketPath(process.env),
    readerName,
    heartbeatMs = 500,
    hungAfterMs = 2000,
  }: PcscReadersOptions = {}) {
    this.#socketPath = socketPath;
    this.#readerName = readerName?.source;
    this.#hungAfterMs = hungAfterMs;
    this.#start();
    this.#watchdog = setInterval(() => this.#watch(), heartbeatMs);
  }

  /** Process id of the reader process, for operations and tests; null between two of them. */
  get processId(): number | null {
    return this.#process?.pid ?? null;
  }

  on<E extends keyof CardReaderEvents>(event: E, listener: CardReaderEvents[E]): void {
    this.#events.on(event, listener);
  }

  transmit(insertionId: string, command: Uint8Array, options: TransmitOptions = {}): Promise<CardAnswer> {
    return this.#ask(insertionId, (request) => ({
      kind: 'transmit',
      request,
      insertionId,
      command: toHex(command),
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      leaveResponse: options.leaveResponse ?? false,
    }));
  }

  verifyOnPad(insertionId: string): Promise<CardAnswer> {
    return this.#ask(insertionId, (request) => ({ kind: 'verify-on-pad', request, insertionId }));
  }

  async hold(insertionId: string): Promise<void> {
    await this.#ask(insertionId, (request) => ({
      kind: 'hold',
      request,
      insertionId,
      timeoutMs: holdTimeoutMs,
    }));
  }

  async release(insertionId: string): Promise<void> {
    await this.#ask(insertionId, (request) => ({ kind: 'release', request, insertionId }));
  }

  async reset(insertionId: string): Promise<void> {
    await this.#ask(insertionId, (request) => ({ kind: 'reset', request, insertionId }));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watchdog);
    clearTimeout(this.#restart);
    const child = this.#process;
    if (child === null) return;
    await new Promise<void>((settle) => {
      child.once('exit', () => settle());
      // It holds nothing that outlives it: pcscd resets the cards of a client that leaves.
      child.kill('SIGKILL');
    });
  }

  #emit<E extends keyof CardReaderEvents>(event: E, ...parts: Parameters<CardReaderEvents[E]>): void {
    this.#events.emit(event, ...parts);
  }

  #start(): void {
    const startedAt = steadyNowMs();
    const child = fork(this.#processFile, [], {
      // Not the flags of whoever started us, such as a debugger's port.
      execArgv: [],
      env: {
        ...process.env,
        PCSCLITE_CSOCK_NAME: this.#socketPath,
        [readerNameVariable]: this.#readerName,
        UV_THREADPOOL_SIZE: '8',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process = child;
    this.#pings = { sent: 0, answered: 0, oldestUnansweredAt: 0 };
    child.on('message', (message) => this.#hear(message as FromProcess));
    child.once('exit', () => this.#ended(steadyNowMs() - startedAt));
    // A process that could not start or be written to also exits or is found hung; both are dealt with there.
    child.on('error', () => child.kill('SIGKILL'));
  }

  #ended(livedMs: number): void {
    this.#process = null;
    const fault: CardFault = this.#service?.running === false ? 'service-stopped' : 'reader-gone';
    for (const pending of this.#pending.values())
      pending.reject(new CardReaderError(fault, 'the reader process ended during the exchange'));
    this.#pending.clear();
    for (const [insertionId, readerName] of this.#present) this.#leave(insertionId, readerName);
    if (this.#closed) return;
    if (this.#service?.running === true) this.#serve({ running: false, readers: [] });
    this.#youngDeaths = livedMs >= grownUpAfterMs ? 0 : this.#youngDeaths + 1;
    const delay = Math.min(restartMs.most, restartMs.first * 2 ** Math.max(0, this.#youngDeaths - 1));
    this.#restart = setTimeout(() => this.#start(), delay);
  }

  #watch(): void {
    const child = this.#process;
    if (child === null) return;
    const { sent, answered, oldestUnansweredAt } = this.#pings;
    if (sent > answered && performance.now() - oldestUnansweredAt > this.#hungAfterMs) {
      // If it was we who were late, its answers are waiting to be read in this turn: look again after them.
      setImmediate(() =>
        setImmediate(() => {
          if (this.#process === child && this.#pings.answered === answered) child.kill('SIGKILL');
        }),
      );
      return;
    }
    if (sent === answered) this.#pings.oldestUnansweredAt = performance.now();
    this.#pings.sent = sent + 1;
    this.#tell(child, { kind: 'ping', number: sent + 1 });
  }

  #tell(child: ChildProcess, message: ToProcess): void {
    // A failed write means a process on its way out: its `exit` answers everything that is pending.
    child.send(message, () => undefined);
  }

  #ask(insertionId: string, message: (request: number) => ToProcess): Promise<CardAnswer> {
    const child = this.#process;
    if (child === null || !this.#present.has(insertionId)) {
      const fault = this.#left.has(insertionId) ? 'removed' : 'no-card';
      return Promise.reject(new CardReaderError(fault, `insertion ${insertionId} is not in any reader`));
    }
    this.#request += 1;
    const request = this.#request;
    return new Promise((settle, reject) => {
      this.#pending.set(request, { settle, reject });
      this.#tell(child, message(request));
    });
  }

  #hear(message: FromProcess): void {
    switch (message.kind) {
      case 'pong':
        this.#pings.answered = message.number;
        this.#pings.oldestUnansweredAt = performance.now();
        return;
      case 'service':
        this.#serve({ running: message.running, readers: message.readers });
        return;
      case 'inserted': {
        const { insertionId, readerName, atr, atMs, hasPad } = message;
        this.#present.set(insertionId, readerName);
        this.#emit('inserted', { insertionId, readerName, atr: fromHex(atr), atMs, hasPad });
        return;
      }
      case 'removed':
        this.#leave(message.insertionId, message.readerName);
        return;
      case 'unreadable':
        this.#emit('unreadable', message);
        return;
      case 'freed':
        this.#emit('freed', message);
        return;
      case 'answer': {
        const { data, statusWord, exchanges } = message;
        this.#take(message.request)?.settle({ data: fromHex(data), statusWord, exchanges });
        return;
      }
      case 'failure':
        this.#take(message.request)?.reject(new CardReaderError(message.fault, message.detail));
    }
  }

  #take(request: number): Pending | undefined {
    const pending = this.#pending.get(request);
    this.#pending.delete(request);
    return pending;
  }

  #leave(insertionId: string, readerName: string): void {
    // One that could not be read was never among them, and leaves as well.
    this.#present.delete(insertionId);
    this.#left.add(insertionId);
    for (const oldest of this.#left) {
      if (this.#left.size <= remembered) break;
      this.#left.delete(oldest);
    }
    this.#emit('removed', { insertionId, readerName });
  }

  #serve(service: { readonly running: boolean; readonly readers: readonly string[] }): void {
    const unchanged =
      this.#service?.running === service.running &&
      this.#service.readers.join('\n') === service.readers.join('\n');
    if (unchanged) return;
    this.#service = service;
    this.#emit('service', service);
  }
}
