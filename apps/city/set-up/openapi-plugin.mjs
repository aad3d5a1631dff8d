/** The OpenAPI plugin of the build, in a folder of any name: TypeScript escapes what is not ASCII in a path, and the plugin takes the escape for a folder. */
import { dirname, join, relative, resolve, sep } from 'node:path';
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

const central = resolve('apps/central/src');
const described = join(central, 'ground/http/described.js');

/** What the plugin has written, with its decorators from central's own module, which loads the library when it is needed. */
const withDeferred = (file, { factory }) => {
  const path = relative(dirname(file.fileName), described).split(sep).join('/');
  const from = path.startsWith('.') ? path : `./${path}`;
  return factory.updateSourceFile(
    file,
    file.statements.map((statement) =>
      statement.importClause?.namedBindings?.name?.text === 'openapi'
        ? factory.updateImportDeclaration(
            statement,
            statement.modifiers,
            statement.importClause,
            factory.createStringLiteral(from),
            statement.attributes,
          )
        : statement,
    ),
  );
};

/** What nest-cli.json's compiler calls for each file; options as in the documents of @nestjs/swagger. Nobody else's API is described. */
export const before = (options, program) => {
  const writing = write(options, withPlainPaths(program));
  return (context) => {
    const writeInto = writing(context);
    return (file) =>
      resolve(file.fileName).startsWith(central + sep) ? withDeferred(writeInto(file), context) : file;
  };
};
