/** What a request asks of a list: search, sorting, page; the same words for every list. */
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '../http/described.js';
import type { FastifyRequest } from 'fastify';
import { isDatabaseText } from '../http/database-text.js';
import { Refused } from '../http/refused.js';
import type { ListAsk } from './list-page.js';

const usualLimit = 100;
const mostAtOnce = 1000;
const longest = { search: 100, sort: 40, after: 600 } as const;

/** One value of the query; null: it is not there, or empty. Throws Refused `malformed-request`. */
const textOf = (query: Readonly<Record<string, unknown>>, name: keyof typeof longest): string | null => {
  const value = query[name];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string' || value.length > longest[name] || !isDatabaseText(value))
    throw new Refused('malformed-request', name);
  return value.trim() === '' ? null : value.trim();
};

const readListAsk = (query: Readonly<Record<string, unknown>>): ListAsk => {
  const { falling = '', limit = String(usualLimit) } = query;
  if (falling !== '' && falling !== 'true' && falling !== 'false')
    throw new Refused('malformed-request', 'falling');
  if (
    typeof limit !== 'string' ||
    !/^\d{1,4}$/.test(limit) ||
    Number(limit) < 1 ||
    Number(limit) > mostAtOnce
  )
    throw new Refused('malformed-request', `limit: 1 to ${mostAtOnce}`);
  return {
    search: textOf(query, 'search'),
    sort: textOf(query, 'sort'),
    falling: falling === '' ? null : falling === 'true',
    after: textOf(query, 'after'),
    limit: Number(limit),
  };
};

/** What is asked of a list. */
export const AskedList = createParamDecorator((_: unknown, context: ExecutionContext): ListAsk =>
  readListAsk((context.switchToHttp().getRequest<FastifyRequest>().query ?? {}) as Record<string, unknown>),
);

/** Describes what every list may be asked, and its own filters. */
export const ListQueries = (...filters: readonly string[]): MethodDecorator =>
  applyDecorators(
    ApiQuery({ name: 'search', required: false, type: String }),
    ApiQuery({ name: 'sort', required: false, type: String }),
    ApiQuery({ name: 'falling', required: false, type: Boolean }),
    ApiQuery({ name: 'after', required: false, type: String }),
    ApiQuery({ name: 'limit', required: false, type: Number }),
    ...filters.map((name) => ApiQuery({ name, required: false, type: String })),
  );
