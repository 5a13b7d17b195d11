/**
 * The variables that docker-compose.yml reads from .env. `.env.example` is generated from this list and from
 * the services' own variables. tests/architecture/compose-drift.test.ts compares the list with the `${…}` of
 * the file.
 */
export type ComposeVariable = {
  name: string;
  /**
   * The value in `.env.example`: sufficient for a first `docker compose up`; production refuses it when
   * secret.
   */
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

const secret = (name: string, example: string, description: string): ComposeVariable => ({
  name,
  example,
  description,
  required: true,
  secret: true,
});

const databasePassword = (service: string) =>
  secret(
    `${service.toUpperCase()}_DATABASE_PASSWORD`,
    'change-me',
    `Password of the role ${service}_service. Letters, digits, - and _ only: it becomes part of a URL.`,
  );

export const composeVariables: readonly ComposeVariable[] = [
  setting(
    'DEPLOYMENT_MODE',
    'local',
    '`local` accepts the example secrets below; `production` (the default) refuses them.',
  ),
  setting('GATEWAY_PORT', '8080', 'Port of this machine for the gateway.'),
  setting('JAEGER_UI_PORT', '16686', "Port of this machine, on loopback only, for Jaeger's UI and API."),
  setting(
    'NODE_IMAGE',
    'node:24.21.0-trixie-slim',
    'Base image of our own images; may be a mirror or a hardened image.',
  ),
  setting('LOG_LEVEL', 'info', 'trace, debug, info, warn, error or fatal.'),
  secret(
    'POSTGRES_PASSWORD',
    'change-me',
    "The superuser's password, used once per start to create databases. Letters, digits, - and _ only.",
  ),
  ...['auth', 'user', 'chat', 'rag', 'exam', 'notification'].map(databasePassword),
  secret('QDRANT_API_KEY', 'change-me', 'API key with which the rag service calls Qdrant.'),
  secret(
    'KEY_ENCRYPTION_SECRET',
    'Y2hhbmdlLW1lLWNoYW5nZS1tZS1jaGFuZ2UtbWUtMTI=',
    'At least 32 bytes in base64 (openssl rand -base64 32); encrypts the keys that sign access tokens.',
  ),
  setting(
    'KEY_ENCRYPTION_SECRET_PREVIOUS',
    '',
    'While KEY_ENCRYPTION_SECRET is being changed: the other secret of the two. Otherwise empty.',
  ),
  {
    ...secret('BOOTSTRAP_ADMIN_EMAIL', 'admin@school.example', "The first admin's e-mail address."),
    secret: false,
  },
  secret(
    'BOOTSTRAP_ADMIN_PASSWORD',
    'change-me-change-me',
    "The first admin's password, 15 characters or more.",
  ),
  setting(
    'OPENAI_API_KEY',
    '',
    'Together with CHAT_MODEL it enables generative answers; when empty, answers are extractive.',
  ),
  setting('OPENAI_BASE_URL', '', 'URL of another OpenAI-compatible server (vLLM, Ollama, llama.cpp).'),
  setting('CHAT_MODEL', '', 'Name of the chat model.'),
  setting(
    'MODEL_TOKENS_PER_USER_DAY',
    '',
    'Model tokens that a user may use per day (UTC); empty means no limit.',
  ),
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
