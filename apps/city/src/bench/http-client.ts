/** A bare HTTP/1.1 client for measuring: one connection, one request at a time, as little work on our side as can be. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type BareAnswer = { readonly status: number; readonly body: string };

const headEnd = Buffer.from('\r\n\r\n');

/** The answer that the bytes hold, or null while it is not complete. Only answers with a content length. */
const readAnswer = (bytes: Buffer): BareAnswer | null => {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without content length: ${head}`);
  const from = end + headEnd.length;
  return bytes.length < from + Number(length)
    ? null
    : { status: Number(head.slice(9, 12)), body: bytes.toString('utf8', from, from + Number(length)) };
};

export class BareHttpClient {
  private received: Buffer = Buffer.alloc(0);
  private waiting: {
    readonly resolve: (answer: BareAnswer) => void;
    readonly reject: (fault: Error) => void;
  } | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.take(bytes));
    socket.on('error', (fault) => this.waiting?.reject(fault));
    socket.on('close', () => this.waiting?.reject(new Error('the connection was closed')));
  }

  static async open(port: number): Promise<BareHttpClient> {
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    return new BareHttpClient(socket);
  }

  /** Sends a whole request, made beforehand, and resolves with its answer. */
  send(request: Buffer): Promise<BareAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }

  private take(bytes: Buffer): void {
    this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
    const answer = readAnswer(this.received);
    if (answer === null) return;
    this.received = Buffer.alloc(0);
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve(answer);
  }
}
