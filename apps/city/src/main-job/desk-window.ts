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
import { StateFeed } from './state-feed.js';

export class DeskWindow {
  readonly #feed = new StateFeed<DeskState>('the window');

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
    await window.#feed.follow(`${origin}/desk/events`, window.#headers());
    return window;
  }

  close(): void {
    this.#feed.close();
  }

  /** Waits until the window shows what is looked for, and returns it; throws after `timeoutMs` saying what never came. */
  until<T>(what: string, timeoutMs: number, look: (state: DeskState) => T | null | undefined): Promise<T> {
    return this.#feed.until(what, timeoutMs, look);
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
}
