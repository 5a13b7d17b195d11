import { inertText } from '@ai-teacher/contracts/inert-text.ts';
import { inviteToClass as contract } from '@ai-teacher/contracts/user/join-codes.ts';
import { type Route, sendAnswer, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import { stringify } from 'csv-stringify/sync';
import type { ClassInvitations, inviteToClass } from '../domain/join-codes/invite-to-class.ts';
import { presentInvitations } from './present/join-codes.ts';

type Slip = { readonly name: string; readonly code: string };

/** One slip for each person who was invited. */
const slipsOf = ({ items }: ClassInvitations): readonly Slip[] =>
  items.flatMap(({ name, email, code }) =>
    code === undefined ? [] : [{ name: inertText(name === '' ? (email ?? '') : name), code }],
  );

const csvOf = (invitations: ClassInvitations): string =>
  stringify(
    slipsOf(invitations).map(({ name, code }) => [
      name,
      invitations.platformAddress ?? '',
      code,
      invitations.expiresOn ?? '',
    ]),
    {
      header: true,
      columns: ['name', 'platform', 'code', 'expires'],
      // A cell that a spreadsheet would take for a formula begins with an apostrophe.
      escape_formulas: true,
      record_delimiter: 'windows',
    },
  );

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/gu, (sign) => entities[sign] ?? '');

const style = `body{font:14pt sans-serif;margin:1cm}
section{border:1pt dashed #777;break-inside:avoid;margin:0 0 .5cm;padding:.5cm}
h2{margin:0 0 .3cm}code{font:bold 18pt monospace;letter-spacing:1pt}`;

const htmlOf = (invitations: ClassInvitations): string => {
  const address = invitations.platformAddress;
  const slips = slipsOf(invitations).map(
    ({ name, code }) => `<section><h2>${escaped(name)}</h2>
${address === undefined ? '' : `<p>Register at ${escaped(address)} with this code:</p>\n`}<p><code>${escaped(code)}</code></p>
<p>The code works once, and expires on ${invitations.expiresOn ?? ''}.</p></section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(inertText(invitations.classTitle))}</title>
<style>${style}</style></head><body>
${slips.join('\n')}
</body></html>
`;
};

/** Answers as JSON, or as slips to print: CSV or a page without any script. */
export const inviteToClassRoute = (useCase: ReturnType<typeof inviteToClass>): Route =>
  wireRoute(contract, async (ctx, input) => {
    const kind = ctx.accepts('application/json', 'text/csv', 'text/html');
    const invitations = await useCase(input);
    ctx.vary('accept');
    if (kind !== 'text/csv' && kind !== 'text/html')
      return sendAnswer(contract, ctx, presentInvitations(invitations));
    ctx.status = 201;
    ctx.set({
      'cache-control': 'no-store',
      'content-type': `${kind}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'content-disposition': `attachment; filename="invitations.${kind === 'text/csv' ? 'csv' : 'html'}"`,
    });
    ctx.body = kind === 'text/csv' ? csvOf(invitations) : htmlOf(invitations);
  });
