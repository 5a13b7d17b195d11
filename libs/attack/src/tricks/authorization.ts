import { Buffer } from 'node:buffer';
import { unsignedToken } from '../requests/tokens.ts';
import { bearer, isProtectedAndHarmless, plainQuestion } from '../target.ts';
import {
  asPlain,
  either,
  isPublic,
  refused,
  type Shot,
  status,
  type Trick,
  unauthenticated,
} from '../trick.ts';
import { admin, refusedAtTheGateway, withEach, withTokens } from './authorization-shots.ts';

const authorizationTrick = { ...refusedAtTheGateway, family: 'authorization' } as const;

const without: Trick = {
  ...authorizationTrick,
  id: 'no-token',
  guarantee: 'without a valid token the answer is 401 without a reason',
  shots: (target) =>
    withEach(target, {
      nothing: {},
      'an empty header': { authorization: '' },
      'Bearer alone': { authorization: 'Bearer' },
      'Bearer and a blank': { authorization: 'Bearer ' },
      'no blank': { authorization: 'Beareraaaa.bbbb.cccc' },
      'a word': { authorization: 'garbage' },
      'three words': bearer('a.b.c'),
      'lower case': { authorization: 'bearer a.b.c' },
      Basic: { authorization: 'Basic cm9vdDpyb290' },
      Negotiate: { authorization: 'Negotiate YII=' },
      bytes: { authorization: 'Bearer \u00ff\u00fe\u00fd\u0080' },
      '20 kB': bearer('a'.repeat(20_000)),
      '20 kB of dots': bearer('.'.repeat(20_000)),
      'two headers': { authorization: ['Bearer a.b.c', 'Bearer d.e.f'] },
      'brackets of JSON': bearer('{}.{}.{}'),
    }),
};

const refreshToken: Trick = {
  ...authorizationTrick,
  id: 'refresh-token',
  guarantee: 'a refresh token instead of the access token is answered with 401',
  shots: (target) => withTokens(target, { 'refresh token': target.student.refreshToken }),
};

const elsewhere: Trick = {
  ...authorizationTrick,
  id: 'token-elsewhere',
  guarantee: 'a valid token anywhere but in “Authorization: Bearer” is answered with 401',
  aims: isProtectedAndHarmless,
  shots: (target) => {
    const { accessToken: token } = target.student;
    const plain = plainQuestion(target);
    const inQuery = ['access_token', 'token', 'jwt', 'authorization'].map(
      (name): Shot => ({
        what: `?${name}=`,
        question: { ...plain, path: `${plain.path}?${name}=${token}` },
        expect: unauthenticated,
      }),
    );
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const question = { ...plain, method: 'POST', headers: form, body: `access_token=${token}` };
    return [
      ...inQuery,
      { what: 'a form', question, expect: unauthenticated },
      ...withEach(target, {
        'a cookie': { cookie: `access_token=${token}; Authorization=Bearer ${token}` },
        'x-access-token': { 'x-access-token': token },
        'x-authorization': { 'x-authorization': `Bearer ${token}` },
        'proxy-authorization': { 'proxy-authorization': `Bearer ${token}` },
        'no scheme': { authorization: token },
        'another scheme': { authorization: `Token ${token}` },
        'the password of Basic': {
          authorization: `Basic ${Buffer.from(`token:${token}`).toString('base64')}`,
        },
      }),
    ];
  },
};

const lengthened: Trick = {
  ...authorizationTrick,
  id: 'lengthened-token',
  guarantee: 'a valid token with extra characters, which lenient decoders ignore, is answered with 401',
  refusedBy: 'service',
  aims: isProtectedAndHarmless,
  shots: (target) => {
    const { accessToken: token } = target.student;
    const tokens = { 'a letter': `${token}A`, padding: `${token}=`, 'a dot': `${token}.` };
    return withTokens(target, tokens, refused('identity-missing', 'token-invalid'));
  },
};

const twoTokens: Trick = {
  ...authorizationTrick,
  id: 'two-tokens',
  guarantee: 'of two tokens the forged one is never used',
  reaches: 'the service, as its true user',
  aims: isProtectedAndHarmless,
  shots: (target) => {
    const good = `Bearer ${target.student.accessToken}`;
    const forged = `Bearer ${unsignedToken(admin(target), 'none')}`;
    const headers = {
      'the forged one first': { authorization: [forged, good] },
      'the forged one last': { authorization: [good, forged] },
      'in one header': { authorization: `${good}, ${forged}` },
    };
    return withEach(target, headers, either(status(400, 401), asPlain));
  },
};

const onPublic: Trick = {
  ...authorizationTrick,
  id: 'token-on-public',
  guarantee: 'a forged token does not change the answer of a public operation',
  reaches: 'the service, as its true user',
  aims: isPublic,
  shots: (target) =>
    withEach(
      target,
      {
        garbage: { authorization: 'garbage' },
        'an unsigned token': bearer(unsignedToken(admin(target), 'none')),
        '20 kB': bearer('a'.repeat(20_000)),
      },
      asPlain,
    ),
};

export const authorizationTricks: readonly Trick[] = [
  without,
  refreshToken,
  elsewhere,
  lengthened,
  twoTokens,
  onPublic,
];
