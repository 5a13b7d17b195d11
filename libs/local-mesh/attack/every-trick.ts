import type { Trick } from './trick.ts';
import { answerTricks } from './tricks/answer.ts';
import { authorizationTricks } from './tricks/authorization.ts';
import { framingTricks } from './tricks/framing.ts';
import { hiddenTricks } from './tricks/hidden.ts';
import { identityTricks } from './tricks/identity.ts';
import { methodTricks } from './tricks/method.ts';
import { pathTricks } from './tricks/path.ts';
import { signatureTricks } from './tricks/signature.ts';
import { sizeTricks } from './tricks/size.ts';

/** All tricks, by family. */
export const everyTrick: readonly Trick[] = [
  ...authorizationTricks,
  ...signatureTricks,
  ...identityTricks,
  ...pathTricks,
  ...methodTricks,
  ...framingTricks,
  ...sizeTricks,
  ...hiddenTricks,
  ...answerTricks,
];
