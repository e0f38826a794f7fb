import { type ReactNode, useMemo, useState } from 'react';
import { call } from '../base/api.js';
import { named } from '../base/named.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { takeIn } from '../live/live.js';
import { useActOn } from '../thread/commands.js';
import { NeedsDialog } from '../thread/needs-dialog.js';
import { type Transferable, TransferDialog } from '../thread/transfer-dialog.js';
import { PriorityDialog } from './priority-dialog.js';

export interface Supervised extends Transferable {
  customerName: string;
}

export interface Supervision {
  putFirst(one: Supervised): void;
  reorder(one: Supervised): void;
  move(one: Supervised): void;
  assign(one: Supervised): void;
  needs(one: Supervised): void;
}

type Asked = { what: 'reorder' | 'move' | 'assign' | 'needs'; one: Supervised };

/** What a supervisor does with a line of the board, and the dialogs that ask for the rest. */
export function useSupervision(): { supervision: Supervision; dialogs: ReactNode } {
  const { t, f } = useTexts();
  const [asked, setAsked] = useState<Asked | null>(null);
  const shut = () => setAsked(null);
  // The same as long as the words are, so that lines that stay are not drawn again.
  const supervision = useMemo((): Supervision => {
    const putFirst = ({ id, customerName }: Supervised) =>
      void call('conversations.prioritise', {
        params: { id },
        body: { clientId: crypto.randomUUID(), ahead: 'first' },
      }).then((conversation) => {
        takeIn(conversation);
        tellDone(t('board.putFirstDone', { name: `\u2068${named({ t, f }, customerName)}\u2069` }));
      }, tellFailure);
    return {
      putFirst,
      reorder: (one) => setAsked({ what: 'reorder', one }),
      move: (one) => setAsked({ what: 'move', one }),
      assign: (one) => setAsked({ what: 'assign', one }),
      needs: (one) => setAsked({ what: 'needs', one }),
    };
  }, [t, f]);
  const dialogs = asked && (
    <>
      {asked.what === 'reorder' && <PriorityDialog conversationId={asked.one.id} onClose={shut} />}
      {asked.what === 'needs' && <NeedsDialog conversationId={asked.one.id} onClose={shut} />}
      {(asked.what === 'move' || asked.what === 'assign') && (
        <TransferOne one={asked.one} begin={asked.what === 'move' ? 'queue' : 'agent'} onClose={shut} />
      )}
    </>
  );
  return { supervision, dialogs };
}

interface OneProps {
  one: Supervised;
  begin: 'agent' | 'queue';
  onClose: () => void;
}

function TransferOne({ one, begin, onClose }: OneProps) {
  const act = useActOn(one.id);
  return <TransferDialog conversations={[one]} begin={begin} opened onClose={onClose} act={act} />;
}
