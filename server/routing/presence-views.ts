import type { AgentPresenceView, DeskRecord } from '../contract/index.js';
import type { Desks } from './desks.js';
import type { Picture } from './picture.js';
import { presentPresence } from './present.js';

/** How agents are, as everybody may see it. */
export function makePresenceViews({ picture, desks }: { picture: Picture; desks: Pick<Desks, 'ensure'> }) {
  function presenceView(desk: DeskRecord): AgentPresenceView {
    const queueIds = [...picture.queuesOf(desk._id)];
    const about = { name: picture.nameOf(desk._id), state: picture.stateOf(desk), interrupts: picture.interrupts };
    return presentPresence(desk, { ...about, queueIds });
  }

  return {
    presenceView,
    /** Of everybody with an account. */
    async presenceViews(): Promise<AgentPresenceView[]> {
      const people = [...picture.people.values()].filter(({ active }) => active);
      const found = await Promise.all(people.map(({ _id }) => picture.desks.get(_id) ?? desks.ensure(_id)));
      return found.map(presenceView);
    },
    deskOf: async (agentId: string): Promise<AgentPresenceView> => presenceView(await desks.ensure(agentId)),
  };
}
