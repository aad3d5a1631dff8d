/** Serves the built bench page at the root of the bench's own origin. */
import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The page is built apart from the programs; without it the devices work all the same, and `/` is not found. */
export const servePage = async (server: FastifyInstance, webRoot: string): Promise<void> => {
  if (existsSync(webRoot)) await server.register(fastifyStatic, { root: webRoot });
};
