import type { MakeBench } from './bench-plan.ts';
import { chatBench } from './chat.ts';
import { examBench } from './exam.ts';
import { gatewayBench } from './gateway.ts';
import { ingestBench } from './ingest.ts';
import { loginBench } from './login.ts';
import { rosterBench } from './roster.ts';
import { searchBench } from './search.ts';

/** The benches in the order of `npm run bench all`. */
export const everyBench: Readonly<Record<string, MakeBench>> = {
  gateway: gatewayBench,
  search: searchBench,
  chat: chatBench,
  exam: examBench,
  login: loginBench,
  ingest: ingestBench,
  roster: rosterBench,
};
