/**
 * `npm run secrets`: makes `.env` from `.env.example` and fills every empty secret with 32 random bytes.
 * Never changes a value that is set. Runs on Node 20 and newer without installed packages.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Names of the secrets: the empty variables below a comment that ends with this word. */
const secretMark = 'Secret.';

/**
 * Letters, digits, - and _: valid in a URL, and 32 bytes for a reader of base64. No command takes it for an
 * option.
 */
const randomSecret = () => {
  const secret = randomBytes(32).toString('base64url');
  return /^[A-Za-z0-9]/.test(secret) ? secret : randomSecret();
};

const blocksOf = (text) => text.trim().split(/\n\n+/);
const assignmentOf = (block) => /^([A-Z][A-Z0-9_]*)=(.*)$/m.exec(block);

const isSecret = (block) => {
  const comment = block.split('\n').filter((line) => line.startsWith('#'));
  return assignmentOf(block) !== null && (comment.at(-1) ?? '').trimEnd().endsWith(secretMark);
};

/** The secrets that an example names. */
const secretNames = (example) =>
  blocksOf(example)
    .filter(isSecret)
    .map((block) => assignmentOf(block)?.[1]);

/**
 * The text of `.env` with every secret set, and with every variable of the example.
 *
 * @param current the present text; empty when there is no file.
 * @returns the text, and the names that were filled and added.
 */
const fillSecrets = (example, current) => {
  const filled = [];
  let text = current === '' ? example : current;
  for (const block of blocksOf(example)) {
    const [, name] = assignmentOf(block) ?? [];
    if (name !== undefined && !new RegExp(`^${name}=`, 'm').test(text))
      text = `${text.trimEnd()}\n\n${block}\n`;
  }
  for (const name of secretNames(example)) {
    text = text.replace(new RegExp(`^${name}=[ \\t]*$`, 'm'), () => {
      filled.push(name);
      return `${name}=${randomSecret()}`;
    });
  }
  return { text, filled };
};

const writeEnvironment = () => {
  const file = path.resolve('.env');
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { text, filled } = fillSecrets(readFileSync('.env.example', 'utf8'), current);
  if (text !== current) {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  chmodSync(file, 0o600);
  const done = filled.length === 0 ? 'Every secret was set already' : `Made ${filled.length} secrets`;
  console.log(`${done}: .env, readable by you alone. Next: docker compose up --build`);
  console.log('The first admin signs in with BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD of .env.');
};

writeEnvironment();
