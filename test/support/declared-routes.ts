/** The routes that a controller of central's declares, with the rules that their bodies keep. */
import { RequestMethod, type Type } from '@nestjs/common';
import {
  METHOD_METADATA,
  PARAMTYPES_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';

/** A route, as `METHOD /path/:parameter`, and the class whose rules its body keeps; null: it takes none. */
export type DeclaredRoute = { readonly name: string; readonly rules: Type | null };

/** The routes a controller declares. */
export const routesOf = (controller: Type): DeclaredRoute[] => {
  const methods = Object.entries(Object.getOwnPropertyDescriptors(controller.prototype as object));
  return methods.flatMap(([key, { value }]: [string, { value?: object }]) => {
    const method: unknown = value === undefined ? undefined : Reflect.getMetadata(METHOD_METADATA, value);
    if (value === undefined || method === undefined) return [];
    const parts = [
      Reflect.getMetadata(PATH_METADATA, controller),
      Reflect.getMetadata(PATH_METADATA, value),
    ].map(String);
    const taken = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, key) ?? {}) as object;
    const body = Object.keys(taken).find((each) => each.startsWith(`${RouteParamtypes.BODY}:`));
    const types = Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype as object, key) as Type[];
    return [
      {
        name: `${RequestMethod[Number(method)] ?? ''} /${parts.filter((part) => part !== '/').join('/')}`,
        rules: body === undefined ? null : (types[Number(body.split(':')[1])] ?? null),
      },
    ];
  });
};
