// Builds the pages, clerk, console, kiosk, bench, estimate and prepare, each into its own folder of dist/web with relative addresses.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import vue from '@vitejs/plugin-vue';
import { defineConfig, type EnvironmentOptions } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const repository = resolve(here, '../..');
const outDir = resolve(repository, 'dist/web');

/** One page, built on its own, because each is served by another program and shares no file with the other. */
const page = (name: string): EnvironmentOptions => ({
  consumer: 'client',
  build: {
    outDir,
    emptyOutDir: false,
    assetsDir: `${name}/assets`,
    rolldownOptions: { input: resolve(here, name, 'index.html') },
  },
});

export default defineConfig({
  root: here,
  base: './',
  // Each page's folder is served as the root of its own origin, so its document names its files from there.
  experimental: {
    renderBuiltUrl: (file, { hostType }) =>
      hostType === 'html' ? file.replace(/^[^/]+\//, './') : { relative: true },
  },
  plugins: [vue()],
  resolve: {
    alias: [{ find: /^#libs\/(.*)\.js$/, replacement: `${resolve(repository, 'libs')}/$1.ts` }],
  },
  define: {
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  environments: {
    clerk: page('clerk'),
    console: page('console'),
    bench: page('bench'),
    estimate: page('estimate'),
    kiosk: page('kiosk'),
    prepare: page('prepare'),
  },
  builder: {
    buildApp: async (builder) => {
      const startedMs = Date.now();
      for (const name of ['clerk', 'console', 'kiosk', 'bench', 'estimate', 'prepare']) {
        const environment = builder.environments[name];
        if (environment === undefined) throw new Error(`no such page: ${name}`);
        await builder.build(environment);
      }
      // Only now, so that a page that is being served meanwhile never finds its files gone before there are new ones.
      for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
        const file = resolve(entry.parentPath, entry.name);
        if (entry.isFile() && statSync(file).mtimeMs < startedMs - 1000) rmSync(file);
      }
    },
  },
});
