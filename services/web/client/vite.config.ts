import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compressAssets } from './build/compress-assets.ts';
import { preloadFirstPage } from './build/preload-first-page.ts';
import { sharedChunks } from './build/shared-chunks.ts';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The gateway that `npm run dev:web` and `vite preview` send API calls to. */
const gateway = process.env['GATEWAY_URL'] ?? 'http://localhost:8080';
const proxy = { '/api': { target: gateway, changeOrigin: true } };

/** Builds the client into `services/web/dist`, with a compressed form beside each file. */
export default defineConfig({
  root: folder('.'),
  base: '/',
  build: {
    outDir: folder('../dist'),
    emptyOutDir: true,
    // Browsers from 2023 on: contracts use regular expressions with the flag `v`.
    target: ['chrome112', 'firefox116', 'safari17'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: sharedChunks } },
  },
  plugins: [preloadFirstPage(), compressAssets()],
  server: { proxy },
  preview: { proxy },
});
