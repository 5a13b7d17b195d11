/**
 * The capabilities of each service (folders under `src/domain/`) and the other capabilities that each may
 * import. An arrow that is not in this table is refused by `npm run imports`. Arrows go one way, so a circle
 * cannot be declared: a capability lists only capabilities that come before it.
 */
export const capabilities: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  auth: {
    passwords: [],
    'signing-keys': ['passwords'],
    accounts: ['passwords'],
    registration: ['passwords', 'accounts'],
    sessions: ['passwords', 'signing-keys', 'accounts'],
  },
  user: {
    'tree-levels': [],
    'unit-rights': [],
    academics: ['tree-levels', 'unit-rights'],
    'academic-sessions': ['academics'],
    courses: ['academics', 'academic-sessions'],
    classes: ['unit-rights', 'academics', 'academic-sessions', 'courses'],
    enrolments: ['unit-rights', 'academic-sessions', 'classes'],
    'join-codes': ['academic-sessions', 'classes', 'enrolments'],
    people: ['unit-rights', 'academic-sessions', 'classes'],
    guardians: ['enrolments', 'people'],
    'unit-roles': ['unit-rights', 'academics', 'academic-sessions', 'enrolments'],
    'sharing-policy': [],
    'access-facts': [],
    rosters: ['academics', 'academic-sessions', 'courses', 'classes', 'enrolments', 'guardians'],
    'access-explanation': ['academics', 'classes', 'people'],
    profile: ['enrolments', 'join-codes', 'guardians', 'unit-rights', 'unit-roles', 'rosters'],
  },
  chat: {
    sessions: [],
    evidence: [],
    wording: [],
    grounding: ['evidence', 'wording'],
    requests: ['evidence', 'wording'],
    tutoring: ['evidence', 'grounding', 'requests'],
  },
  rag: {
    chunking: [],
    ingestion: ['chunking'],
    indexing: ['chunking', 'ingestion'],
    library: [],
    explaining: ['library'],
    search: ['chunking', 'indexing'],
  },
  exam: {
    'item-writing': [],
    grading: ['item-writing'],
    exams: ['item-writing'],
    attempts: ['item-writing', 'grading', 'exams'],
    editing: ['item-writing', 'exams', 'attempts'],
    marking: ['grading', 'exams', 'attempts'],
    corrections: ['item-writing', 'grading', 'exams', 'attempts', 'editing', 'marking'],
    assigning: ['exams', 'attempts'],
    releasing: ['exams', 'attempts', 'assigning'],
    people: ['exams', 'attempts', 'corrections'],
    'student-results': ['exams', 'attempts'],
  },
  notification: { members: [], inbox: [], announcements: ['inbox'] },
};
