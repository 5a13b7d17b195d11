import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode, Suspense } from 'react';
import { I18nProvider, RouterProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, useHref, useNavigate } from 'react-router';
import { queries } from './api/calls.ts';
import { followCodes, setupLanguage } from './language/setup-language.ts';
import { displayLocale } from './language/show.ts';
import { Waiting } from './parts/notice.tsx';
import { applyPreferences } from './preferences.ts';
import { AppRoutes } from './routes.tsx';
import { useKeptFocus } from './shell/kept-focus.ts';
import './styles/base.css';
import './styles/parts.css';
import './styles/shell.css';

/** Links and menus of React Aria use the router, and its texts use the chosen language. */
const Bridge = ({ children }: { readonly children: ReactNode }) => {
  // A new language renders again.
  useTranslation();
  useKeptFocus();
  return (
    <I18nProvider locale={displayLocale()}>
      <RouterProvider navigate={useNavigate()} useHref={useHref}>
        {children}
      </RouterProvider>
    </I18nProvider>
  );
};

const Program = () => (
  <StrictMode>
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <Bridge>
          <Suspense fallback={<Waiting />}>
            <AppRoutes />
          </Suspense>
        </Bridge>
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>
);

applyPreferences();
await setupLanguage();
const place = document.getElementById('app');
if (place === null) throw new Error('index.html lacks the element #app');
createRoot(place).render(<Program />);
followCodes();
