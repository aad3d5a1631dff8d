/** The agent's log: JSON lines through pino, without personal data, secrets or PINs. */
import type { LoggerService } from '@nestjs/common';
import { destination, pino, stdTimeFunctions, type Logger } from 'pino';

/** Nothing that is passed by these names is ever written, wherever it stands. */
const secretNames = ['pin', 'password', 'token', 'assertion', 'authorization', 'cookie', 'name', 'cardProof'];

/** Lines that wait for a log that takes none: more are dropped, since a log is no reason to stop, nor to fill the memory. */
const longestBacklogBytes = 1024 * 1024;

/** The log, to standard output or the file of `to`. What cannot be written, such as to a full disk, stops nothing. */
export const createLog = (level: string, to: string | number = 1): Logger => {
  const output = destination({ dest: to, sync: true, maxLength: longestBacklogBytes });
  output.on('error', () => undefined);
  return pino(
    {
      level,
      base: { program: 'agent' },
      timestamp: stdTimeFunctions.isoTime,
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
    },
    output,
  );
};

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
