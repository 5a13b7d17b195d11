/**
 * Loaded before a service: `node --import ./libs/service-kit/src/register-telemetry.ts services/<name>/src/main.ts`.
 * The order below matters, and is why this file has effects and no exports.
 */
import { createRequire, enableCompileCache, flushCompileCache, syncBuiltinESMExports } from 'node:module';
import { register } from 'import-in-the-middle/register-hooks.mjs';
import { registerRuntime } from './telemetry/runtime.ts';
import { startTelemetry, telemetrySettings } from './telemetry/sdk.ts';

const compileCacheDelayMilliseconds = 15_000;

/** Compiled code is kept between starts; written early, because a killed process writes nothing at its end. */
enableCompileCache();
setTimeout(flushCompileCache, compileCacheDelayMilliseconds).unref();

/**
 * Lets the instrumentations see modules that are imported. Only those that they patch are intercepted: to wrap each
 * module of the graph costs seconds over six processes. http and https stay out, because a wrapped module beside the
 * patched one gives two nested client spans for each request of got.
 */
register({
  include: ['pg', 'pg-pool', 'ioredis'],
  exclude: ['http', 'https', 'node:http', 'node:https'],
});

registerRuntime(startTelemetry(telemetrySettings(process.env)));

/** http is patched when it is required; the names that modules import are then brought up to date. */
const require = createRequire(import.meta.url);
require('node:http');
require('node:https');
syncBuiltinESMExports();
