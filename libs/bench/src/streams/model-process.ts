import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Companion, SecondPlan } from '../session/second-way.ts';

const program = fileURLToPath(new URL('./model-main.ts', import.meta.url));

/** Starts the scripted model in a process of its own, so that its work delays no client. */
const startModel = async (): Promise<Companion> => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the scripted model ended with ${code}`);
  });
  const started = once(createInterface({ input: child.stdout }), 'line');
  const [url] = (await Promise.race([started, ended])) as [string];
  ended.catch(() => undefined);
  const chat = { OPENAI_BASE_URL: url, OPENAI_API_KEY: 'scripted', CHAT_MODEL: 'scripted-model' };
  return { overrides: { chat }, stop: () => void child.kill('SIGKILL') };
};

/** A second gateway and a second chat that asks the scripted model. */
export const modelPlan: SecondPlan = {
  name: 'model',
  doubled: ['gateway', 'chat'],
  overrides: {},
  traced: true,
  companion: startModel,
};
