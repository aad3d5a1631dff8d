/** The agent's log: JSON lines through pino, without personal data, secrets or PINs. */
import type { LoggerService } from '@nestjs/common';
import { pino, stdTimeFunctions, type Logger } from 'pino';

/** Nothing that is passed by these names is ever written, wherever it stands. */
const secretNames = ['pin', 'password', 'token', 'assertion', 'authorization', 'cookie', 'name', 'cardProof'];

export const createLog = (level: string): Logger =>
  pino({
    level,
    base: { program: 'agent' },
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
  });

export type { Logger };

/** Injection token of the log. */
export const LOG = Symbol('log');

/** What an error says of itself: its kind and message, with the message of its cause. */
export const errorFields = (error: unknown): { readonly error: string; readonly cause?: string } => {
  if (!(error instanceof Error)) return { error: String(error) };
  const said = `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? { error: said, cause: error.cause.message } : { error: said };
};

/** Nest's own lines in the same log; its start-up chatter is for debugging. */
export const nestLogger = (log: Logger): LoggerService => ({
  log: (message: unknown) => log.debug(String(message)),
  debug: (message: unknown) => log.debug(String(message)),
  verbose: (message: unknown) => log.trace(String(message)),
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown, stack?: unknown) => log.error({ stack }, String(message)),
  fatal: (message: unknown) => log.fatal(String(message)),
});
