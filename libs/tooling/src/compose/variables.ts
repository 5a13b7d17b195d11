/**
 * The variables that docker-compose.yml reads from .env. `.env.example` is generated from this list and from
 * the services' own variables. tests/architecture/compose-drift.test.ts compares the list with the `${…}` of
 * the file.
 */
export type ComposeVariable = {
  name: string;
  /** The value in `.env.example`. Empty when secret: `npm run secrets` makes one. */
  example: string;
  description: string;
  /** Whether compose refuses to start without it. */
  required: boolean;
  /** Whether production requires a random value of the installation. */
  secret: boolean;
};

const setting = (name: string, example: string, description: string): ComposeVariable => ({
  name,
  example,
  description,
  required: false,
  secret: false,
});

const secret = (name: string, description: string): ComposeVariable => ({
  name,
  example: '',
  description,
  required: true,
  secret: true,
});

const databasePassword = (service: string) =>
  secret(
    `${service.toUpperCase()}_DATABASE_PASSWORD`,
    `Password of the role ${service}_service. Letters, digits, - and _ only: it becomes part of a URL.`,
  );

export const composeVariables: readonly ComposeVariable[] = [
  setting(
    'DEPLOYMENT_MODE',
    'local',
    '`local` is for one machine; `production` (the default) refuses weak, default and missing secrets.',
  ),
  setting(
    'PUBLISH_ADDRESS',
    '127.0.0.1',
    'Address of this machine for the gateway; in production an address that clients reach, or 0.0.0.0 for all.',
  ),
  setting('GATEWAY_PORT', '8080', 'Port of this machine for the gateway.'),
  setting(
    'REQUIRE_TLS',
    'false',
    'Whether the gateway refuses requests in clear text. Compose itself defaults to true.',
  ),
  setting('JAEGER_UI_PORT', '16686', "Port of this machine, on loopback only, for Jaeger's UI and API."),
  setting(
    'NODE_IMAGE',
    'node:24.21.0-trixie-slim',
    'Base image of our own images; may be a mirror or a hardened image.',
  ),
  setting('LOG_LEVEL', 'info', 'trace, debug, info, warn, error or fatal.'),
  secret(
    'POSTGRES_PASSWORD',
    "The superuser's password, used once per start to create databases. Letters, digits, - and _ only.",
  ),
  ...['auth', 'user', 'chat', 'rag', 'exam', 'notification'].map(databasePassword),
  secret('REDIS_PASSWORD', 'Password of Redis. Letters, digits, - and _ only: it becomes part of a URL.'),
  secret('QDRANT_API_KEY', 'API key with which the rag service calls Qdrant.'),
  secret('KEY_ENCRYPTION_SECRET', 'At least 32 bytes in base64; encrypts the keys that sign access tokens.'),
  setting(
    'KEY_ENCRYPTION_SECRET_PREVIOUS',
    '',
    'While KEY_ENCRYPTION_SECRET is being changed: the other secret of the two. Otherwise empty.',
  ),
  {
    ...setting('BOOTSTRAP_ADMIN_EMAIL', 'admin@school.example', "The first admin's e-mail address."),
    required: true,
  },
  secret('BOOTSTRAP_ADMIN_PASSWORD', "The first admin's password, 15 characters or more."),
  setting(
    'REGISTRATION',
    '',
    'Who may register: open, invited, or domains (invited people and those of REGISTRATION_DOMAINS). Empty: open while DEPLOYMENT_MODE is local, otherwise invited.',
  ),
  setting(
    'REGISTRATION_DOMAINS',
    '',
    'With REGISTRATION=domains: domains of e-mail addresses, separated by commas. Subdomains need their own entry.',
  ),
  setting(
    'REGISTRATION_LOCKED',
    '',
    'true: admins cannot change who may register, and REGISTRATION applies whatever they set before. Empty means false.',
  ),
  setting(
    'REGISTRATIONS_PER_ADDRESS_HOUR',
    '',
    'Registrations without an invitation per client address and hour; empty means 10000 in local mode, otherwise 60.',
  ),
  setting(
    'REGISTRATIONS_PER_HOUR',
    '',
    'Registrations without an invitation in all per hour; empty means 100000 in local mode, otherwise 2000.',
  ),
  setting(
    'INSTITUTION_NAME',
    '',
    'Name of the school. A password that is little more than this name is refused.',
  ),
  setting(
    'PLATFORM_ADDRESS',
    '',
    'Address at which people register, with https:// or http://. It is printed on invitations of a class.',
  ),
  setting(
    'TRACES_URL',
    'http://localhost:16686',
    "Address of Jaeger's pages, as admins open it in their browsers. It becomes a link beside each request id; empty means no link.",
  ),
  setting(
    'OPENAI_API_KEY',
    '',
    'Together with CHAT_MODEL it enables generative answers, and with EXAM_MODEL a model writes exams.',
  ),
  setting('OPENAI_BASE_URL', '', 'URL of another OpenAI-compatible server (vLLM, Ollama, llama.cpp).'),
  setting('CHAT_MODEL', '', 'Name of the chat model.'),
  setting('EXAM_MODEL', '', 'Name of the model that writes exam items; when empty, rules write them.'),
  setting('EXAM_GRADER_MODEL', '', 'Name of the language model that judges short answers; empty means none.'),
  setting(
    'EXAM_GRADER_MEASURED_MODEL',
    '',
    'The same name, once figures of npm run bench grading justify its marks; otherwise no answer is marked by it.',
  ),
  setting(
    'EXAM_GRADER_MIN_CONFIDENCE',
    '',
    'Judgements below this confidence are left to the teacher; empty means 0.9.',
  ),
  setting(
    'MODEL_TOKENS_PER_USER_DAY',
    '',
    'Model tokens that a user may use per day (UTC) in chat, and as many again in exam; empty means no limit.',
  ),
  setting(
    'EMBEDDING_MODEL',
    '',
    'Model whose vectors find passages by meaning, beside the words; when empty, words alone find passages.',
  ),
  setting(
    'EMBEDDING_BASE_URL',
    '',
    'URL of an OpenAI-compatible server with /embeddings, on the network `embedding` of docker-compose.yml.',
  ),
  setting('EMBEDDING_API_KEY', '', 'Key of the embedding server.'),
  setting('EMBEDDING_DIMENSIONS', '', 'Numbers of each vector; required with EMBEDDING_MODEL.'),
  setting('EMBEDDING_QUERY_PREFIX', '', 'Text before each question, if the model expects one ("query: ").'),
  setting(
    'EMBEDDING_PASSAGE_PREFIX',
    '',
    'Text before each passage, if the model expects one ("passage: ").',
  ),
  setting('RERANK_BASE_URL', '', 'URL of a server with /rerank, on the same network; empty means none.'),
  setting('RERANK_MODEL', '', 'Model of the reranker, if its server needs a name.'),
  setting('RERANK_API_KEY', '', 'Key of the reranker.'),
  setting(
    'VECTOR_QUANTIZATION',
    '',
    'Compression of vectors in memory: none, int8 or binary; empty means none.',
  ),
  setting('VECTORS_ON_DISK', '', 'Whether uncompressed vectors stay on the disk; empty means false.'),
  setting('QDRANT_SHARDS', '', 'Shards of a new collection of vectors; empty means 1.'),
  setting('QDRANT_REPLICAS', '', 'Copies of each shard, in a cluster of Qdrant; empty means 1.'),
  setting('AUDIT_RETENTION_DAYS', '', 'Days for which the audit trail is retained; empty means 400.'),
  setting(
    'CHAT_RETENTION_DAYS',
    '',
    'Days for which a chat is retained after its last message; empty means 400.',
  ),
  setting(
    'RESULT_RETENTION_DAYS',
    '',
    'Days for which graded attempts are retained; empty means without end.',
  ),
  setting(
    'TRACE_SHARE_PERCENT',
    '100',
    'Share of ordinary traces to store. Traces with errors, slow traces and calls of a model are always stored.',
  ),
  setting(
    'TRACE_DECISION_WAIT',
    '1s',
    'Time from the first span of a trace to that decision. With a share below 100 use 30s, longer than most requests.',
  ),
];
