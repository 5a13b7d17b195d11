/* The viewer has dark colours for a class of the page, which follows the browser. */
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

/* Starts the reference viewer. With the session of this browser, requests can be tried without signing in. */
const ui = globalThis.SwaggerUIBundle({
  url: '/docs/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'none',
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});

/* The client stores a sign-out that the server has not confirmed. The cookie may not be used before. */
const isSignOutPending = () => {
  try {
    return localStorage.getItem('ai-teacher-pending-sign-out') !== null;
  } catch {
    return false;
  }
};

/* The same lock as the client's: one tab of a browser renews at a time. */
const renew = async () => {
  if (isSignOutPending()) return;
  const answer = await fetch('/api/auth/browser/refresh', {
    method: 'POST',
    headers: { 'x-requested-by': 'web' },
  });
  if (!answer.ok) return;
  const { accessToken } = await answer.json();
  ui.preauthorizeApiKey('accessToken', accessToken);
};
/* A page without a secure context has no locks. */
const signIn = () => navigator.locks?.request('ai-teacher-session', renew) ?? renew();

addEventListener('load', () => setTimeout(signIn, 1_000));
