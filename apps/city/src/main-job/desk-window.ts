/** A clerk's window as its page sees it: the agent's loopback origin with the desk cookie and the stream of states. */
import type { IssuanceRequest } from '#libs/contract/card-window.js';
import type {
  Act,
  CollectionRequest,
  DeskState,
  PaymentRequest,
  SignInRequest,
} from '#libs/contract/desk.js';
import { CookieJar } from './cookie-jar.js';
import { requestJson, requestResponse } from './json-request.js';

export class DeskWindow {
  #state: DeskState | null = null;
  #lost: Error | null = null;
  #wake: () => void = () => undefined;
  readonly #closing = new AbortController();

  private constructor(
    private readonly origin: string,
    private readonly cookies: CookieJar,
  ) {}

  /** Opens the page as a browser does: a cookie comes with `/`, another with the sign-in, the states with the event stream. */
  static async open(origin: string, cookies = new CookieJar()): Promise<DeskWindow> {
    const page = await requestResponse(`${origin}/`, { headers: { cookie: cookies.header } });
    await page.arrayBuffer();
    cookies.take(page.headers);
    const window = new DeskWindow(origin, cookies);
    const events = await fetch(`${origin}/desk/events`, {
      headers: window.#headers(),
      signal: window.#closing.signal,
    });
    if (!events.ok || events.body === null)
      throw new Error(`the event stream of ${origin} answered ${events.status}`);
    void window.#listen(events.body);
    return window;
  }

  close(): void {
    this.#closing.abort();
  }

  /** Waits until the window shows what is looked for, and returns it; throws after `timeoutMs` saying what never came. */
  async until<T>(
    what: string,
    timeoutMs: number,
    look: (state: DeskState) => T | null | undefined,
  ): Promise<T> {
    const deadlineMs = performance.now() + timeoutMs;
    for (;;) {
      const found = this.#state === null ? null : look(this.#state);
      if (found !== null && found !== undefined) return found;
      if (this.#lost !== null) throw this.#lost;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new Error(`the window did not show ${what} within ${timeoutMs / 1000} s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Waits until the window is enrolled at central, with a reader and a printer that are ready. */
  async ready(): Promise<void> {
    await this.until('a reader, a printer and the centre, all ready', 30_000, (state) => {
      const { reader, printer, central, terminalName } = state;
      const all = reader.state === 'ready' && printer.state === 'ready' && central.state === 'online';
      return all && terminalName !== '' ? true : null;
    });
  }

  async signIn(request: SignInRequest): Promise<void> {
    const { headers } = await requestResponse(`${this.origin}/desk/sign-in`, {
      body: request,
      headers: this.#headers(),
    });
    this.cookies.take(headers);
  }

  pay(request: PaymentRequest): Promise<Act> {
    return requestJson<Act>(`${this.origin}/desk/payments`, { body: request, headers: this.#headers() });
  }

  collect(request: CollectionRequest): Promise<Act> {
    return requestJson<Act>(`${this.origin}/desk/collections`, { body: request, headers: this.#headers() });
  }

  /** Makes a card of the blank in the reader; how far it is, the window shows. */
  async issue(request: IssuanceRequest): Promise<void> {
    await requestResponse(`${this.origin}/desk/issuances`, { body: request, headers: this.#headers() });
  }

  #headers(): Record<string, string> {
    return { cookie: this.cookies.header, origin: this.origin };
  }

  async #listen(body: ReadableStream<Uint8Array>): Promise<void> {
    try {
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) this.#take(event);
      }
      this.#lost = new Error('the agent ended the event stream');
    } catch (error) {
      this.#lost = new Error('the event stream of the agent broke off', { cause: error });
    }
    this.#wake();
  }

  #take(event: string): void {
    const fields = event.split('\n');
    if (!fields.includes('event: state')) return;
    const data = fields.filter((field) => field.startsWith('data:')).map((field) => field.slice(5));
    this.#state = JSON.parse(data.join('\n')) as DeskState;
    this.#wake();
  }
}
