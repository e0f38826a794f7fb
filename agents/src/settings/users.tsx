import { Avatar, Badge, Box, Button, UnstyledButton } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { Find, isFound, MANY } from '../base/find.js';
import { initialsOf } from '../base/person.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { Page } from './page.js';
import styles from './settings.module.css';
import { useList } from './use-settings.js';
import { UserDialog } from './user-dialog.js';

export function Users() {
  const { t } = useTexts();
  const query = useList('users.list');
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<UserView | 'new' | null>(null);
  return (
    <Page
      title={t('settings.users')}
      hint={t('users.hint')}
      action={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen('new')} data-testid="add-user">
          {t('users.add')}
        </Button>
      }
    >
      <Answered query={query}>
        {(users) => (
          <>
            {users.length > MANY && (
              <Box mb="sm">
                <Find label={t('users.search')} value={search} onChange={setSearch} />
              </Box>
            )}
            <UserRows users={users.filter(({ name, email }) => isFound(search, name, email))} onOpen={setOpen} />
          </>
        )}
      </Answered>
      {open && <UserDialog user={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function UserRows({ users, onOpen }: { users: UserView[]; onOpen: (user: UserView) => void }) {
  const { t } = useTexts();
  if (users.length === 0) return <Empty icon={IconUsers} title={t('matrix.nobody')} />;
  return (
    <div className={styles.card}>
      {users.map((user) => (
        <UserRow key={user.id} user={user} onOpen={() => onOpen(user)} />
      ))}
    </div>
  );
}

function UserRow({ user, onOpen }: { user: UserView; onOpen: () => void }) {
  const { t, f } = useTexts();
  return (
    <UnstyledButton className={`${styles.row} ${styles.userRow}`} onClick={onOpen} data-testid="user-row">
      <Avatar size={34} color={user.active ? 'bond' : 'gray'}>
        {initialsOf(user.name)}
      </Avatar>
      <span className={styles.grow}>
        <bdi>{user.name}</bdi>
        <div className={`${styles.dim} cut`} dir="ltr">
          {user.email}
        </div>
      </span>
      <span className={`${styles.dim} ${styles.seen}`}>
        {user.lastSignInAt ? t('users.lastSeen', { time: f.ago(user.lastSignInAt) }) : t('users.never')}
      </span>
      <Badge color={user.role === 'agent' ? 'gray' : 'bond'}>{t(`role.${user.role}`)}</Badge>
      {!user.active && <Badge color="red">{t('users.off')}</Badge>}
    </UnstyledButton>
  );
}
