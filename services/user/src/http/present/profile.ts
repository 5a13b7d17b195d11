import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { changeMe, readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { Me } from '../../domain/profile/me.ts';

/** An unknown name is the empty text, because the contract requires a name. */
export const presentMe = ({
  profile,
  person,
  tracesUrl,
}: Me): AnswerOf<typeof readMe> & AnswerOf<typeof changeMe> => ({
  id: profile.id,
  name: profile.chosenName ?? profile.registeredName ?? '',
  ...(profile.email === null ? {} : { email: profile.email }),
  role: person.role,
  locale: profile.locale,
  timeZone: profile.timeZone,
  institutionId: person.institutionId,
  ...(tracesUrl === undefined ? {} : { tracesUrl }),
});
