import { DirectionProvider, localStorageColorSchemeManager, MantineProvider, useDirection } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from './base/i18n.js';
import { queries } from './base/query.js';
import { theme, variables } from './base/theme.js';
import { router } from './router.js';
import { Session } from './session/session.js';

const colours = localStorageColorSchemeManager({ key: 'payvand.theme' });

export function App() {
  const { i18n } = useTranslation();
  return (
    <QueryClientProvider client={queries}>
      <DirectionProvider initialDirection={directionOf(i18n.language)} detectDirection={false}>
        <FollowLanguage>
          <MantineProvider
            theme={theme}
            cssVariablesResolver={variables}
            defaultColorScheme="auto"
            colorSchemeManager={colours}
          >
            <Notifications position="bottom-center" limit={4} />
            {/* A question has an answer that leaves all as it is, and begins there. */}
            <ModalsProvider modalProps={{ withCloseButton: false }}>
              <Session>
                <RouterProvider router={router} />
              </Session>
            </ModalsProvider>
          </MantineProvider>
        </FollowLanguage>
      </DirectionProvider>
    </QueryClientProvider>
  );
}

function FollowLanguage({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const { setDirection } = useDirection();
  useEffect(() => setDirection(directionOf(i18n.language)), [i18n.language, setDirection]);
  return children;
}
