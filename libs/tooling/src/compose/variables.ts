/**
 * The variables that docker-compose.yml reads from .env. `.env.example` is generated from this list and the
 * services' own variables. tests/architecture/compose-drift.test.ts compares the list with the `${…}` of the
 * file.
 */
export type ComposeVariable = {
  name: string;
  /**
   * The value in `.env.example`: enough for a first `docker compose up`; a secret one is refused in
   * production.
   */
  example: string;
  description: string;
  /** Compose refuses to start without it. */
  required: boolean;
  /** In production it must be a random value of the installation's own. */
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
    '`local` accepts the example secrets below; `production` (the default when unset) refuses them.',
  ),
  setting('GATEWAY_PORT', '8080', 'Port of this machine at which the gateway answers.'),
  setting('JAEGER_UI_PORT', '16686', "Port of this machine, on loopback, for Jaeger's pages and API."),
  setting(
    'NODE_IMAGE',
    'node:24.21.0-trixie-slim',
    'Base of our own images; a mirror or a hardened one fits too.',
  ),
  setting('LOG_LEVEL', 'info', 'trace, debug, info, warn, error or fatal.'),
  secret(
    'POSTGRES_PASSWORD',
    'change-me',
    "The superuser's password, used once per start to make databases. Letters, digits, - and _ only.",
  ),
  ...['auth', 'user', 'chat', 'rag', 'exam', 'notification'].map(databasePassword),
  secret('QDRANT_API_KEY', 'change-me', 'What the rag service shows to Qdrant.'),
  secret(
    'KEY_ENCRYPTION_SECRET',
    'Y2hhbmdlLW1lLWNoYW5nZS1tZS1jaGFuZ2UtbWUtMTI=',
    'At least 32 bytes in base64 (openssl rand -base64 32); seals the keys that sign access tokens.',
  ),
  { ...secret('BOOTSTRAP_ADMIN_EMAIL', 'admin@school.example', 'The first admin.'), secret: false },
  secret(
    'BOOTSTRAP_ADMIN_PASSWORD',
    'change-me-change-me',
    "The first admin's password, 15 characters or more.",
  ),
  setting(
    'OPENAI_API_KEY',
    '',
    'With CHAT_MODEL it turns generative answers on; empty means extractive ones.',
  ),
  setting('OPENAI_BASE_URL', '', 'Another OpenAI-compatible server (vLLM, Ollama, llama.cpp).'),
  setting('CHAT_MODEL', '', 'Name of the chat model.'),
  setting(
    'MODEL_TOKENS_PER_USER_DAY',
    '',
    'Tokens of the model that one user may use on a day (UTC); empty means no limit.',
  ),
  setting(
    'TRACE_SHARE_PERCENT',
    '100',
    'Share of the ordinary traces that are kept; errors, slow ones and calls of a model always are.',
  ),
  setting(
    'TRACE_DECISION_WAIT',
    '1s',
    'From the first span of a trace to that decision. With a share below 100: longer than a usual request, 30s.',
  ),
];
