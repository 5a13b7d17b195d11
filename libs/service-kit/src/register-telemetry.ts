/**
 * Loaded before a service: `node --import ./libs/service-kit/src/register-telemetry.ts
 * services/<name>/src/main.ts`. The order of the statements matters. Therefore this file has effects and no
 * exports.
 */
import { createRequire, enableCompileCache, flushCompileCache, syncBuiltinESMExports } from 'node:module';
import { register } from 'import-in-the-middle/register-hooks.mjs';
import { registerRuntime } from './telemetry/runtime.ts';
import { startTelemetry, telemetrySettings } from './telemetry/sdk.ts';

const compileCacheDelayMilliseconds = 15_000;

/**
 * Stores compiled code for the next start. It is written early, because a killed process writes nothing at
 * its end.
 */
enableCompileCache();
setTimeout(flushCompileCache, compileCacheDelayMilliseconds).unref();

/**
 * Lets the instrumentations intercept imported modules. Only the modules that they patch are intercepted,
 * because wrapping every module of the graph costs seconds over six processes. http and https are excluded:
 * wrapping them in addition to patching them creates two nested client spans for each request of got.
 */
register({
  include: ['pg', 'pg-pool', 'ioredis'],
  exclude: ['http', 'https', 'node:http', 'node:https'],
});

registerRuntime(startTelemetry(telemetrySettings(process.env)));

/** Requiring http patches it. Then the bindings that modules import are updated. */
const require = createRequire(import.meta.url);
require('node:http');
require('node:https');
syncBuiltinESMExports();
