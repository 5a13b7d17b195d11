export const registrationNames = [
  'REGISTRATION',
  'REGISTRATION_DOMAINS',
  'REGISTRATION_LOCKED',
  'REGISTRATIONS_PER_ADDRESS_HOUR',
  'REGISTRATIONS_PER_HOUR',
] as const;

/** The variables of every service that asks a model, beside the name of its model. */
export const modelNames = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'MODEL_TOKENS_PER_USER_DAY'] as const;

/** The language model that judges short answers in exam. */
export const graderNames = [
  'EXAM_GRADER_MODEL',
  'EXAM_GRADER_MEASURED_MODEL',
  'EXAM_GRADER_MIN_CONFIDENCE',
] as const;

export const vectorNames = [
  'EMBEDDING_MODEL',
  'EMBEDDING_BASE_URL',
  'EMBEDDING_API_KEY',
  'EMBEDDING_DIMENSIONS',
  'EMBEDDING_QUERY_PREFIX',
  'EMBEDDING_PASSAGE_PREFIX',
  'RERANK_BASE_URL',
  'RERANK_MODEL',
  'RERANK_API_KEY',
  'VECTOR_QUANTIZATION',
  'VECTORS_ON_DISK',
  'QDRANT_SHARDS',
  'QDRANT_REPLICAS',
] as const;

/**
 * Variables that the operator may set: the parts that name them receive them from the launcher (or from
 * .env).
 */
export const chosenNames = [
  'LOG_LEVEL',
  ...registrationNames,
  'INSTITUTION_NAME',
  'PLATFORM_ADDRESS',
  'TRACES_URL',
  'REQUIRE_TLS',
  ...modelNames,
  'CHAT_MODEL',
  'EXAM_MODEL',
  ...graderNames,
  ...vectorNames,
  'KEY_ENCRYPTION_SECRET_PREVIOUS',
  'AUDIT_RETENTION_DAYS',
  'CHAT_RETENTION_DAYS',
  'RESULT_RETENTION_DAYS',
  'TRACE_SHARE_PERCENT',
  'TRACE_DECISION_WAIT',
] as const;
export type ChosenName = (typeof chosenNames)[number];
