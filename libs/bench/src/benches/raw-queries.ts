import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import { z } from 'zod';
import { questions } from '../datasets/questions.ts';
import { runProgram } from '../machine/run-program.ts';
import type { HttpRequests } from '../session/http-round.ts';

/** Prints the bodies that rag would send to Qdrant. */
const program = 'services/rag/bench/raw-query.ts';

/** The queries of `searches`, sent to Qdrant without the gateway and rag. */
export const rawQueries: HttpRequests = {
  kind: 'raw',
  limits: [],
  targetsOf: async ({ mesh }, [reader]) => {
    if (reader === undefined) throw new Error('a query needs a reader');
    const { userId, institutionId } = reader;
    const input = { reader: { userId, institutionId }, questions };
    const { path, bodies } = z
      .object({ path: z.string(), bodies: z.array(z.unknown()) })
      .parse(await runProgram(program, input));
    const secrets = await openSecrets(mesh.state.secrets, process.env);
    return bodies.map((body) => ({
      method: 'POST',
      url: `http://127.0.0.1:${portOf(mesh.addresses, 'qdrant', 'http')}${path}`,
      headers: {
        'content-type': 'application/json',
        // Qdrant sends a compressed answer in two writes, and the second one waits for an acknowledgement. Go
        // asks for gzip beside a header that is not spelled like this.
        'Accept-Encoding': 'identity',
        'api-key': secrets.QDRANT_API_KEY,
      },
      body: JSON.stringify(body),
    }));
  },
};
