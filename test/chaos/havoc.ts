import { LeaseModel } from '../../server/routing/models.js';
import { type Chance, pause } from '../crash/chance.js';
import type { Trouble } from './nudges.js';
import type { Router } from './routers.js';

interface HavocNeeds {
  routers: readonly Router[];
  chance: Chance;
  nudges: Trouble;
  leaseMs: number;
}

/** One misfortune after another, until it is over; then everything runs again, with clocks that are right. */
export class Havoc {
  over = false;
  readonly done = { kills: 0, pauses: 0, jumps: 0, lost: 0, doubled: 0, delays: 0 };
  /** Milliseconds from the death of who routed to somebody else's lease. */
  readonly takeOvers: number[] = [];
  readonly wrong: string[] = [];
  /** What was done when, and to which router. */
  readonly events: { at: Date; what: string; router: number }[] = [];
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly needs: HavocNeeds) {}

  async run(): Promise<void> {
    const { chance, routers, leaseMs } = this.needs;
    for (let turn = 0; !this.over; turn += 1) {
      await pause(chance.between(leaseMs / 10, leaseMs / 2));
      // The first turns are sure to have one of each of the worst, however short the run.
      const what = turn < 2 ? turn : chance.between(0, 6);
      if (what === 0) await this.kill();
      else if (what === 1) await this.standStill();
      else if (what === 2) this.jump();
      else if (what === 3) await this.lose();
      else if (what === 4) await this.double();
      else if (what === 5) await this.delay();
    }
    await Promise.all(this.underWay);
    for (const router of routers) router.setRight();
  }

  close(): void {
    this.needs.nudges.close();
  }

  private also(act: Promise<void>): void {
    const done = act
      .catch((error: unknown) => void this.wrong.push(String(error)))
      .finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }

  /** Whoever routes, or else any that runs; null where that would leave nobody. */
  private async victim(): Promise<{ router: Router; routes: boolean } | null> {
    const { routers, chance } = this.needs;
    const up = routers.filter((router) => router.up);
    if (up.length < 2) return null;
    if (chance.is(0.3)) return { router: chance.of(up)!, routes: false };
    const routing = await Promise.all(up.map((router) => router.routes()));
    const holder = up[routing.indexOf(true)];
    return holder ? { router: holder, routes: true } : { router: chance.of(up)!, routes: false };
  }

  private async kill(): Promise<void> {
    const victim = await this.victim();
    if (!victim) return;
    const { epoch } = (await LeaseModel.findById('router').lean()) ?? { epoch: 0 };
    this.note('kill', victim.router);
    await victim.router.kill();
    this.done.kills += 1;
    if (victim.routes) this.also(this.awaitOther(epoch));
    this.also(
      pause(this.needs.chance.between(0, this.needs.leaseMs)).then(async () => {
        await victim.router.start();
      }),
    );
  }

  private note(what: string, router: Router): void {
    this.events.push({ at: new Date(), what, router: this.needs.routers.indexOf(router) });
  }

  private async awaitOther(epoch: number): Promise<void> {
    const since = performance.now();
    while (((await LeaseModel.findById('router').lean())?.epoch ?? 0) <= epoch) await pause(20);
    this.takeOvers.push(performance.now() - since);
  }

  /** Mostly for longer than the lease: it wakes up and finds another in its place. */
  private async standStill(): Promise<void> {
    const victim = await this.victim();
    if (!victim) return;
    this.note('pause', victim.router);
    this.done.pauses += 1;
    const { chance, leaseMs } = this.needs;
    this.also(victim.router.standStill(leaseMs * (chance.is(0.8) ? 1.4 : 0.5)));
  }

  private jump(): void {
    this.done.jumps += 1;
    this.needs.chance.of(this.needs.routers)?.jump();
  }

  private async lose(): Promise<void> {
    this.done.lost += 1;
    await this.needs.nudges.lose(this.needs.chance.is(0.5));
  }

  private async double(): Promise<void> {
    this.done.doubled += 1;
    await this.needs.nudges.double();
    await this.needs.nudges.rubbish();
  }

  private async delay(): Promise<void> {
    this.done.delays += 1;
    await this.needs.nudges.delay(this.needs.chance.between(50, 400));
  }
}
