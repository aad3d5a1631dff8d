/** Talks to the centre: authenticates the terminal, passes the clerk's token, and knows whether the centre answers. */
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { Inject, Injectable, StreamableFile, type BeforeApplicationShutdown } from '@nestjs/common';
import createClient from 'openapi-fetch';
import type { components, paths } from '#libs/contract/central-api.js';
import { centreTimeHeader } from '#libs/contract/centre-time.js';
import type { ConsoleDoor } from '#libs/contract/console.js';
import { programVersion } from '#libs/contract/program-version.js';
import { usualPurpose } from '#libs/contract/purposes.js';
import type { AgentConfig } from '../ground/config.js';
import { CentreClock } from '../ground/centre-clock.js';
import { AGENT_CONFIG } from '../ground/tokens.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { answerOf, unreachable, type CallResult } from './answers.js';
import { StaffToken, type SignIn } from './staff-token.js';
import { loadIdentity, saveIdentity, type TerminalIdentity } from './terminal-identity.js';
import { loadTerminalKey } from './terminal-key.js';
import { TimedFetch } from './timed-fetch.js';
import { TerminalToken } from './terminal-token.js';

export type Schemas = components['schemas'];

type Headers = Readonly<Record<string, string>>;
type Call<T> = (headers: Headers) => Promise<CallResult<T>>;

/** Who asks, and what for: the centre keeps it of every look at somebody's data. */
const namesOf = ({ token, role }: SignIn): Headers => ({
  'X-Staff-Token': token,
  'X-Purpose': usualPurpose[role],
});

@Injectable()
export class CentralClient implements BeforeApplicationShutdown {
  /** The typed calls themselves; use them inside {@link asTerminal} or {@link asStaff}, which supply the headers. */
  readonly http;
  private readonly key;
  private readonly token: TerminalToken;
  private readonly calls: TimedFetch;
  private readonly linkWatchers = new Set<(online: boolean) => void>();
  private enrolled: TerminalIdentity | null;

  constructor(
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    private readonly staff: StaffToken,
    /** Learns from every answer of the centre's. */
    readonly clock: CentreClock,
  ) {
    this.calls = new TimedFetch(undefined, ({ headers }, tookMs) => {
      const said = headers.get(centreTimeHeader);
      if (said !== null) clock.learn(Number(said), tookMs);
    });
    this.key = loadTerminalKey(config.directory);
    this.enrolled = loadIdentity(config.directory);
    this.http = createClient<paths>({
      baseUrl: config.centralUrl,
      fetch: this.calls.fetch,
    });
    this.token = new TerminalToken(
      this.key,
      (assertion) =>
        this.call(() =>
          this.http.POST('/v1/terminals/tokens', {
            body: { assertion, programVersion, ownTime: clock.own().toISOString() },
          }),
        ),
      clock,
    );
  }

  /** Nothing waits for an answer any more: what was sent is asked about after the next start. */
  beforeApplicationShutdown(): void {
    this.calls.stop(new Error('the agent is stopping'));
  }

  get identity(): TerminalIdentity | null {
    return this.enrolled;
  }

  /** Whether people serve themselves here, with nobody of the staff. */
  get isKiosk(): boolean {
    return this.enrolled?.kind === 'kiosk';
  }

  /** Calls the watcher with every answer (true) and every failure to get one (false). */
  watchLink(watcher: (online: boolean) => void): void {
    this.linkWatchers.add(watcher);
  }

  /** Enrols this terminal with its one-time code, unless it is enrolled. Throws Refusal. */
  async enrol(): Promise<TerminalIdentity> {
    if (this.enrolled !== null) return this.enrolled;
    const { enrolmentCode } = this.config;
    if (enrolmentCode === null) throw refusal('terminal-unknown', 'ENROLMENT_CODE is not set');
    const answer = await this.call(() =>
      this.http.POST('/v1/terminals/enrolments', { body: { enrolmentCode, publicKey: this.key.publicX } }),
    );
    const identity = {
      terminalId: answer.terminalId,
      terminalName: answer.terminalName,
      kind: answer.kind === 'kiosk' ? ('kiosk' as const) : ('window' as const),
      agency: { zh: answer.agencyZh, en: answer.agencyEn },
    };
    saveIdentity(this.config.directory, identity);
    this.enrolled = identity;
    return identity;
  }

  /** One call without a token, such as the health check. Throws Refusal. */
  async call<T>(perform: () => Promise<CallResult<T>>): Promise<T> {
    let result: CallResult<T>;
    try {
      result = await perform();
    } catch (error) {
      this.tellLink(false);
      throw unreachable(error);
    }
    this.tellLink(true);
    return answerOf(result);
  }

  /** One call with the terminal's token; a token that was refused is replaced once. Throws Refusal. */
  async asTerminal<T>(perform: Call<T>): Promise<T> {
    const identity = this.enrolled;
    if (identity === null) throw refusal('terminal-unknown');
    for (let attempt = 1; ; attempt += 1) {
      const token = await this.token.get(identity.terminalId);
      try {
        return await this.call(() => perform({ Authorization: `Bearer ${token}` }));
      } catch (error) {
        const refused = error instanceof Refusal && error.problem.code === 'terminal-token-invalid';
        if (!refused || attempt > 1) throw error;
        this.token.drop(token);
      }
    }
  }

  /** One call for whoever is signed in: the window's clerk, or at a console. Throws Refusal, `sign-in-expired` when there is nobody. */
  async asStaff<T>(perform: Call<T>, staff: StaffToken = this.staff): Promise<T> {
    const signIn = staff.require();
    const { token } = signIn;
    try {
      return await this.asTerminal((headers) => perform({ ...headers, ...namesOf(signIn) }));
    } catch (error) {
      if (error instanceof Refusal && error.problem.code === 'sign-in-expired') staff.refuse(token);
      throw error;
    }
  }

  /** One call for whoever is at this terminal: the window's clerk, or at a kiosk the holder, whose card session says who they are. Throws Refusal. */
  asAttendant<T>(perform: Call<T>): Promise<T> {
    return this.isKiosk ? this.asTerminal(perform) : this.asStaff(perform);
  }

  /** What a console asked for, as it was asked, for whoever is signed in there. Throws Refusal. */
  passOn(
    { method, route, path }: ConsoleDoor,
    query: string,
    body: unknown,
    staff: StaffToken,
    /** The Idempotency-Key it came with. */
    key?: string | readonly string[],
  ): Promise<unknown> {
    // Which route has which parts is the table's to know: the client is only asked for one of them by name here.
    const request = this.http.request as (
      method: string,
      route: string,
      init: object,
    ) => Promise<CallResult<unknown>>;
    return this.asStaff(
      (headers) =>
        request(method, route, {
          params: { path },
          querySerializer: () => query,
          ...(body === undefined ? {} : { body }),
          // A piece of a file goes as it came.
          ...(Buffer.isBuffer(body) ? { bodySerializer: (bytes: Buffer) => bytes } : {}),
          headers: {
            ...headers,
            ...(typeof key === 'string' ? { 'Idempotency-Key': key } : {}),
            ...(Buffer.isBuffer(body) ? { 'Content-Type': 'application/octet-stream' } : {}),
          },
        }),
      staff,
    );
  }

  /** A file of the centre's, handed on as it comes, however large. Throws Refusal. */
  async openFile({ route, path }: ConsoleDoor, query: string, staff: StaffToken): Promise<StreamableFile> {
    const request = this.http.request as (
      method: string,
      route: string,
      init: object,
    ) => Promise<CallResult<ReadableStream>>;
    let answered: Headers = {};
    const content = await this.asStaff(async (headers) => {
      const result = await request('get', route, {
        params: { path },
        querySerializer: () => query,
        headers,
        parseAs: 'stream',
        fetch: this.calls.open,
      });
      answered = Object.fromEntries(result.response.headers);
      return result;
    }, staff);
    const length = Number(answered['content-length']);
    return new StreamableFile(Readable.fromWeb(content as WebStream), {
      type: answered['content-type'] ?? 'application/octet-stream',
      disposition: answered['content-disposition'] ?? 'attachment',
      ...(Number.isInteger(length) ? { length } : {}),
    });
  }

  /** One call with the terminal's token, and the clerk's where one is signed in, which lets the terminal ask for more. Throws Refusal. */
  asTerminalOrStaff<T>(perform: Call<T>): Promise<T> {
    const { current } = this.staff;
    return this.asTerminal((headers) =>
      perform(current === null ? headers : { ...headers, ...namesOf(current) }),
    );
  }

  private tellLink(online: boolean): void {
    for (const watcher of this.linkWatchers) watcher(online);
  }
}
