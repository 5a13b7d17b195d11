/**
 * Loaded before the program that reads a file. Its sources arrive from the parent as JavaScript, so this
 * process loads no compiler. A source that did not arrive is read and compiled as usual.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** The pipe from the parent, beside the standard streams and the pipe of the messages. */
const sourcePipe = 4;

const sources = JSON.parse(readFileSync(sourcePipe, 'utf8'));

registerHooks({
  load: (address, context, next) => {
    const source = Object.hasOwn(sources, address) ? sources[address] : undefined;
    return source === undefined ? next(address, context) : { format: 'module', source, shortCircuit: true };
  },
});
