import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** Writes each file's gzip twin beside it, which the server sends to who takes it. */
function gzip(): Plugin {
  return {
    name: 'gzip',
    apply: 'build',
    writeBundle({ dir }) {
      for (const name of readdirSync(dir!, { recursive: true }) as string[]) {
        if (/\.(html|js|css|svg)$/.test(name)) {
          const path = join(dir!, name);
          writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
        }
      }
    },
  };
}

/** Where a running server answers while the pages are worked on: `npm run dev`. */
const server = process.env['TRAMONTANE_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte(), gzip()],
  build: {
    target: 'es2022',
    // Every browser that reads these pages preloads modules by itself.
    modulePreload: { polyfill: false },
    // No file becomes a `data:` address: the content security policy takes none.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: Object.fromEntries(
      ['/predict', '/tokenize', '/explain', '/compare', '/evaluations', '/predictions', '/models', '/chat', '/conversations', '/course', '/tutor', '/health', '/metrics', '/security', '/problems', '/docs', '/openapi.yaml'].map(
        (route) => [`^${route}($|[/?])`, server],
      ),
    ),
  },
});
