/** A kiosk as its page sees it: the agent's loopback origin with the page's cookie and the stream of states. */
import { randomUUID } from 'node:crypto';
import type { Act } from '#libs/contract/desk.js';
import type { OwnMoneyRequest, PinRequest, SelfServiceState } from '#libs/contract/self-service.js';
import { CookieJar } from './cookie-jar.js';
import { requestJson, requestResponse } from './json-request.js';
import { StateFeed } from './state-feed.js';

export class KioskWindow {
  readonly #page = randomUUID();

  private constructor(
    private readonly origin: string,
    private readonly cookies: CookieJar,
    private readonly feed: StateFeed<SelfServiceState>,
  ) {}

  /** Opens the page as a browser does: a cookie comes with it, the states with the event stream. */
  static async open(origin: string): Promise<KioskWindow> {
    const cookies = new CookieJar();
    const page = await requestResponse(`${origin}/kiosk/`, { headers: { cookie: cookies.header } });
    await page.arrayBuffer();
    cookies.take(page.headers);
    const kiosk = new KioskWindow(origin, cookies, new StateFeed('the kiosk'));
    await kiosk.feed.follow(`${origin}/self-service/events?page=${kiosk.#page}`, kiosk.#headers());
    return kiosk;
  }

  close(): void {
    this.feed.close();
  }

  /** Waits until the kiosk shows what is looked for, and returns it; throws after `timeoutMs` saying what never came. */
  until<T>(
    what: string,
    timeoutMs: number,
    look: (state: SelfServiceState) => T | null | undefined,
  ): Promise<T> {
    return this.feed.until(what, timeoutMs, look);
  }

  /** Waits until the kiosk is enrolled at central, with a reader and a printer that are ready. */
  async ready(): Promise<void> {
    await this.until('a reader, a printer and the centre, all ready', 30_000, (state) => {
      const { reader, printer, central, terminalName } = state;
      const all = reader.state === 'ready' && printer.state === 'ready' && central.state === 'online';
      return all && terminalName !== '' ? true : null;
    });
  }

  async givePin(request: PinRequest): Promise<void> {
    await requestResponse(this.#address('pin'), { body: request, headers: this.#headers() });
  }

  pay(request: OwnMoneyRequest): Promise<Act> {
    return requestJson<Act>(this.#address('payments'), { body: request, headers: this.#headers() });
  }

  collect(request: OwnMoneyRequest): Promise<Act> {
    return requestJson<Act>(this.#address('collections'), { body: request, headers: this.#headers() });
  }

  async end(insertionId: string): Promise<void> {
    await requestResponse(this.#address('end'), { body: { insertionId }, headers: this.#headers() });
  }

  #address(path: string): string {
    return `${this.origin}/self-service/${path}?page=${this.#page}`;
  }

  #headers(): Record<string, string> {
    return { cookie: this.cookies.header, origin: this.origin };
  }
}
