/** The OpenAPI plugin of the build, in a folder of any name: TypeScript escapes what is not ASCII in a path, and the plugin takes the escape for a folder. */
import { before as write } from '@nestjs/swagger/plugin';

const unescaped = (text) =>
  text.replaceAll(/\\u([0-9A-Fa-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));

/** The same compiler, whose names of types have their paths as they are on the disk. */
const withPlainPaths = (program) => {
  const checker = program.getTypeChecker();
  const plain = Object.create(checker, {
    typeToString: { value: (...type) => unescaped(checker.typeToString(...type)) },
  });
  return Object.create(program, { getTypeChecker: { value: () => plain } });
};

/** What nest-cli.json's compiler calls for each file; options as in the documents of @nestjs/swagger. */
export const before = (options, program) => write(options, withPlainPaths(program));
