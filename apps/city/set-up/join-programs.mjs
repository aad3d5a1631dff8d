/** Joins built programs with all they load into a few files in dist/joined: loading three thousand took most of a command's time. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';

const dist = resolve('dist');
const out = join(dist, 'joined');

/** What each program begins with (libs/kernel/joined.ts). */
const input = {
  central: 'dist/apps/central/src/whole/start-central.js',
  'command-line': 'dist/apps/central/src/whole/command-line/run-command.js',
  demonstration: 'dist/apps/central/src/whole/demonstration/fill-demonstration.js',
  agent: 'dist/apps/agent/src/start-agent.js',
};

/** Left where they are: of machine code, finding files beside their own, or chosen from by a library that works without. */
const apart =
  /^(?:@node-rs\/argon2|@resvg\/resvg-js|libsql|pkcs11js|nfc-pcsc|pcsc-mini|serialport|pdfkit|pino|thread-stream|swagger-ui-dist|@fastify\/(?:static|multipart|view)|@nestjs\/(?:websockets|microservices|platform-express)(?:\/.*)?)$/;

/** Databases that TypeORM could work with. */
const otherDatabases =
  /^(?:@google-cloud\/spanner|@sap\/hana-client(?:\/.*)?|better-sqlite3|expo-sqlite|hdb-pool|ioredis|mongodb|mssql|mysql2?|oracledb|pg-native|pg-query-stream|react-native-sqlite-storage|redis|sql\.js|sqlite3|typeorm-aurora-data-api-driver)$/;

/** A module of ours says where it lies as before it was joined, and keeps the lines of its source. */
const ofOurs = {
  name: 'of-ours',
  load(id) {
    if (!id.startsWith(dist + sep) || !id.endsWith('.js')) return null;
    const place = JSON.stringify(relative(out, id).split(sep).join('/'));
    const code = readFileSync(id, 'utf8')
      .replace(/\n\/\/# sourceMappingURL=.*/u, '')
      .replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`);
    return { code, map: readFileSync(`${id}.map`, 'utf8') };
  },
};

/** A package that asks for another by name as it runs would load it a second time, from its own files. */
const onceOnly = {
  name: 'once-only',
  load(id) {
    if (!id.endsWith('/@nestjs/typeorm/dist/common/typeorm-compat.js')) return null;
    const code = readFileSync(id, 'utf8')
      .replace(/^import \{ createRequire \} .*$/mu, "import * as typeorm from 'typeorm';")
      .replace(/^const require = createRequire\(.*$/mu, 'const require = () => typeorm;');
    return { code, map: { mappings: '' } };
  },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const bundle = await rolldown({
  input,
  platform: 'node',
  external: (id) => apart.test(id) || otherDatabases.test(id) || id.endsWith('.node'),
  plugins: [ofOurs, onceOnly],
  // How long it took says something of the machine, and nothing of the programs.
  checks: { bundlerTimings: false, pluginTimings: false },
  onLog: (level, log) => {
    if (level === 'warn') throw new Error(log.message);
  },
});
await bundle.write({
  dir: out,
  format: 'esm',
  keepNames: true,
  sourcemap: true,
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: { groups: [{ name: 'packages', test: /node_modules/, entriesAware: true }] },
});
await bundle.close();
// Nobody looks for a line of a package's sources, and Node reads maps of twenty megabytes at each start.
for (const file of readdirSync(out).filter((name) => /^packages.*\.js$/u.test(name))) {
  rmSync(join(out, `${file}.map`));
  const code = readFileSync(join(out, file), 'utf8');
  writeFileSync(join(out, file), code.replace(/\n\/\/# sourceMappingURL=.*/u, ''));
}
// Last: without it they count as not joined. Of which build they are, and which they are.
const built = createHash('sha256')
  .update(readFileSync(join(dist, '.tsbuildinfo')))
  .digest('hex');
const files = readdirSync(out).filter((file) => file.endsWith('.js'));
writeFileSync(join(out, 'build'), [built, ...files].join('\n'));
