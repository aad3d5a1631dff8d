/** The route of a kind of estimate: asked by anyone, so often a minute, answered and kept nowhere. */
import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import { Performs } from '../../ground/http/identity.js';
import type { EstimateKind } from './estimate-kinds.js';

/** Enough for a page that reckons while somebody types. */
const mostPerMinute = 120;

/** Serves a kind of estimate under its own name. */
export const Estimate = (kind: EstimateKind): MethodDecorator =>
  applyDecorators(Post(kind), HttpCode(200), AskedPerMinute(mostPerMinute), Performs(`estimates.${kind}`));
