/** The page of a window in a test's hands: asks the agent as the page does, and waits for what the window shows. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Act, CardOnDesk, DeskState } from '#libs/contract/desk.js';
import { isProblem, type Problem } from '#libs/contract/problems.js';
import { CookieJar } from '../../apps/city/src/main-job/cookie-jar.js';
import { DeskWindow } from '../../apps/city/src/main-job/desk-window.js';

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

export class DeskPage {
  private constructor(
    readonly origin: string,
    private readonly cookies: CookieJar,
    private readonly window: DeskWindow,
  ) {}

  /** What this page sends as its cookies. */
  get cookie(): string {
    return this.cookies.header;
  }

  /** Opens the page; waits for an agent that is only just starting. */
  static async open(origin: string): Promise<DeskPage> {
    for (let tries = 100; ; tries -= 1) {
      try {
        const cookies = new CookieJar();
        return new DeskPage(origin, cookies, await DeskWindow.open(origin, cookies));
      } catch (error) {
        if (tries === 0) throw error;
        await delay(100);
      }
    }
  }

  close(): void {
    this.window.close();
  }

  async ask(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (headers['cookie'] === undefined) this.cookies.take(response.headers);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** What a POST is answered with when it is taken. Throws when it is refused. */
  async post<T = null>(path: string, body: unknown = {}): Promise<T> {
    const key: Record<string, string> = path.startsWith('/desk/central/')
      ? { 'idempotency-key': randomUUID() }
      : {};
    const { status, text } = await this.ask('POST', path, body, key);
    if (status >= 300) throw new Error(`POST ${path} was answered ${status}: ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  /** The problem a POST is refused with. Throws when it is taken. */
  async refused(path: string, body: unknown): Promise<Problem> {
    const { status, text } = await this.ask('POST', path, body);
    const problem: unknown = JSON.parse(text);
    if (status < 400 || !isProblem(problem)) throw new Error(`POST ${path} was answered ${status}: ${text}`);
    return problem;
  }

  async state(): Promise<DeskState> {
    return JSON.parse((await this.ask('GET', '/desk/state')).text) as DeskState;
  }

  /** Waits until the window shows what is looked for; failing that, says what it shows instead. */
  async until<T>(
    what: string,
    look: (state: DeskState) => T | null | undefined,
    timeoutMs = 20_000,
  ): Promise<T> {
    try {
      return await this.window.until(what, timeoutMs, look);
    } catch (error) {
      const { card, acts, staff, central, reader, printer } = await this.state();
      const shown = {
        staff: staff !== null,
        devices: [central.state, reader.state, printer.state],
        card: card && [card.stage, card.problem?.code],
        acts: acts.map(({ key, state, problem, print }) => [
          key,
          state,
          problem?.code,
          problem?.detail,
          print?.outcome,
          print?.problem?.code,
        ]),
      };
      throw new Error(`it shows ${JSON.stringify(shown)}`, { cause: error });
    }
  }

  /** The card of the desk once it is open, refused, or known as a blank. */
  card(): Promise<CardOnDesk> {
    return this.until('a card', ({ card }) =>
      card !== null && ['open', 'refused', 'blank'].includes(card.stage) ? card : null,
    );
  }

  /** An act once it is in one of these states. */
  act(key: string, states: readonly Act['state'][], timeoutMs = 60_000): Promise<Act> {
    return this.until(
      `${states.join(' or ')} of ${key}`,
      ({ acts }) => acts.find((act) => act.key === key && states.includes(act.state)),
      timeoutMs,
    );
  }

  /** An act once its print has one of these outcomes. */
  print(
    key: string,
    outcomes: readonly NonNullable<Act['print']>['outcome'][],
    copy = 1,
    timeoutMs = 60_000,
  ): Promise<Act> {
    return this.until(
      `print ${outcomes.join(' or ')} of ${key}`,
      ({ acts }) =>
        acts.find(
          ({ key: other, print }) =>
            other === key && print !== null && print.copy === copy && outcomes.includes(print.outcome),
        ),
      timeoutMs,
    );
  }
}

/** What a page sends to pay all of a card's dues; tiers are paid at the one given. */
export const allDues = (card: CardOnDesk, tier = '200.00'): { id: string; amount: string }[] =>
  card.dues.map(({ id, amount }) => ({ id, amount: amount ?? tier }));
