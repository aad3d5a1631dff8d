/**
 * Decorators that describe the API, under the names of @nestjs/swagger's. They are applied once somebody asks for the description: the
 * library is five hundred modules, which nothing that central does for people needs.
 */
import type * as swagger from '@nestjs/swagger';

type Library = typeof swagger;
type Names =
  | 'ApiBody'
  | 'ApiConsumes'
  | 'ApiExtension'
  | 'ApiHeader'
  | 'ApiOkResponse'
  | 'ApiOperation'
  | 'ApiParam'
  | 'ApiProduces'
  | 'ApiQuery'
  | 'ApiResponse';
type Decorated = MethodDecorator & ClassDecorator;
type Described<Name extends Names> = (...args: Parameters<Library[Name]>) => Decorated;

/** In the order in which the decorators stand. */
const waiting: ((library: Library) => void)[] = [];

const later =
  <Name extends Names>(name: Name): Described<Name> =>
  (...args) =>
    ((...place: Parameters<MethodDecorator>) => {
      waiting.push((library) => {
        const decorator = library[name] as (...args: unknown[]) => MethodDecorator;
        decorator(...args)(...place);
      });
    }) as Decorated;

export const ApiBody = later('ApiBody');
export const ApiConsumes = later('ApiConsumes');
export const ApiExtension = later('ApiExtension');
export const ApiHeader = later('ApiHeader');
export const ApiOkResponse = later('ApiOkResponse');
/** Written by the build's plugin alone. @public */
export const ApiOperation = later('ApiOperation');
export const ApiParam = later('ApiParam');
export const ApiProduces = later('ApiProduces');
export const ApiQuery = later('ApiQuery');
/** Written by the build's plugin alone. @public */
export const ApiResponse = later('ApiResponse');

/** The library, with everything described that was loaded so far. */
export const describing = async (): Promise<Library> => {
  const library = await import('@nestjs/swagger');
  for (const describe of waiting.splice(0)) describe(library);
  return library;
};
