/** The cookies of the desk: which browser it is, given with the page; that it holds the window, or its console, given with a sign-in there. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AgentConfig } from '../ground/config.js';
import { privateFolder, readIfThere, writePrivateFile } from '../ground/private-files.js';
import { AGENT_CONFIG } from '../ground/tokens.js';

/** The secret that marks of browsers are signed with. It is kept, so that an open page goes on after a restart of the agent. */
const loadSecret = (directory: string): string => {
  privateFolder(directory);
  const path = join(directory, 'desk-cookie');
  const stored = readIfThere(path);
  if (stored !== null && /^[\w-]{43}$/.test(stored)) return stored;
  const secret = randomBytes(32).toString('base64url');
  writePrivateFile(path, secret);
  return secret;
};

/** What somebody can be signed in at: the window (its clerk), and the console of a browser. */
export type Place = 'clerk' | 'console';
type Kind = 'desk' | Place;

/** Cookies know no ports (RFC 6265, 8.5): without it in the name, another window's agent on this machine would be sent ours. */
const nameOf = (kind: Kind, { socket }: FastifyRequest): string => `${kind}-${socket.localPort ?? 0}`;

const valueOf = (kind: Kind, request: FastifyRequest): string => {
  const name = `${nameOf(kind, request)}=`;
  const found = (request.headers.cookie ?? '').split(';').find((each) => each.trim().startsWith(name));
  return found?.trim().slice(name.length) ?? '';
};

const attributes = 'Path=/; HttpOnly; SameSite=Strict';

@Injectable()
export class DeskCookies {
  private readonly secret: string;

  constructor(@Inject(AGENT_CONFIG) config: AgentConfig) {
    this.secret = loadSecret(config.directory);
  }

  /** Which browser asks; null for one that did not get the page from us. */
  browserOf(request: FastifyRequest): string | null {
    const [browser = '', signature = ''] = valueOf('desk', request).split('.');
    const expected = Buffer.from(this.sign(browser));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected) ? browser : null;
  }

  /** The secret a browser was given with its sign-in; empty for none. */
  seatOf(place: Place, request: FastifyRequest): string {
    return valueOf(place, request);
  }

  /** Marks a browser that fetched the page, unless it is marked. */
  mark(request: FastifyRequest, reply: FastifyReply): void {
    if (this.browserOf(request) !== null) return;
    const browser = randomBytes(16).toString('base64url');
    const value = `${browser}.${this.sign(browser)}`;
    void reply.header('Set-Cookie', `${nameOf('desk', request)}=${value}; ${attributes}`);
  }

  /** Gives the secret of the window or of its console to the browser that signed in there. */
  seat(place: Place, request: FastifyRequest, reply: FastifyReply, secret: string): void {
    void reply.header('Set-Cookie', `${nameOf(place, request)}=${secret}; ${attributes}`);
  }

  /** Takes it back. */
  unseat(place: Place, request: FastifyRequest, reply: FastifyReply): void {
    void reply.header('Set-Cookie', `${nameOf(place, request)}=; ${attributes}; Max-Age=0`);
  }

  private sign(browser: string): string {
    return createHmac('sha256', this.secret).update(browser).digest('base64url');
  }
}
