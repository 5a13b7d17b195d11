import path from 'node:path';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { assembleParts } from '@ai-teacher/local-mesh/mesh/assemble-parts.ts';
import { runPart } from '@ai-teacher/local-mesh/parts/run-part.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import { stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { RunningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { decodeJwt } from 'jose';
import { ask as askPort, type Reply } from '../gateway/support/ask.ts';
import { readSamples, type Sample } from './exposition.ts';

/**
 * A second chat service with a model, on the parts of the mesh. The chat service of the mesh has no model.
 */
export type ChatWithAModel = {
  /** Sends a request as the gateway would, for the token's user. */
  ask(question: {
    accessToken: string;
    requestId: string;
    body: object;
    /** The media type of the answer; JSON unless given. */
    accept?: string;
  }): Promise<Reply>;
  exposed(): Promise<Sample[]>;
  stop(): Promise<void>;
};

export const startChatWithAModel = async (mesh: RunningMesh, modelUrl: string): Promise<ChatWithAModel> => {
  const state = stateDirectory(mesh.stateDirectory);
  const [service = 0, probe = 0] = await pickFreePorts(2);
  const [part] = assembleParts({
    state,
    addresses: { ...mesh.addresses, ports: { ...mesh.addresses.ports, chat: { service, probe } } },
    secrets: await openSecrets(state.secrets, {}),
    environment: { OPENAI_BASE_URL: modelUrl, OPENAI_API_KEY: 'none', CHAT_MODEL: 'scripted-model' },
    only: ['chat'],
    replicas: 1,
  });
  if (part === undefined) throw new Error('the plan has no chat service');
  const running = await runPart(part, { logFile: path.join(state.logs, 'chat-with-a-model.log') });
  return {
    ask: ({ accessToken, requestId, body, accept = 'application/json' }) => {
      const { sub, role } = decodeJwt<{ role: string }>(accessToken);
      return askPort(service, {
        method: ask.method,
        path: ask.path,
        as: mesh.identity('gateway'),
        token: accessToken,
        headers: {
          'x-user-id': sub,
          'x-user-role': role,
          'x-request-id': requestId,
          'content-type': 'application/json',
          accept,
        },
        body: JSON.stringify(body),
      });
    },
    exposed: () => readSamples(`http://127.0.0.1:${probe}/metrics`),
    stop: async () => {
      await running.stop(part.stopGraceSeconds);
    },
  };
};
