import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { portPair } from '#host/processes/port.ts';
import { connectToHost } from '#host/server/connect.ts';
import type { Link } from '#host/server/served/link.ts';
import type { FromHost, ToHost } from '#shared/contract/wire.ts';
import { LabLink } from '../../../src/main/lab-link.ts';

const address = 'ssh://labpc/srv/lab';
const lab = { directory: '/srv/lab', name: 'Bay' };

/** A lab elsewhere whose link the test breaks; it remembers what it was asked, and under which name. */
function labElsewhere() {
  const asked: ToHost[] = [];
  /** As long as something is in it the next question has no answer. */
  const unanswered: true[] = [];
  const people: (string | undefined)[] = [];
  let broken = 0;
  let breakLink: (reason: string) => void = () => undefined;
  let tell: (name: string, payload: unknown) => void = () => undefined;
  const connect = (person: string | undefined): Promise<Link> => {
    people.push(person);
    if (broken > 0) {
      broken -= 1;
      return Promise.reject(new Error('it cannot be reached'));
    }
    const { near, far, close } = portPair();
    const say = (message: FromHost): void => far.post(message);
    tell = (name, payload) => say({ kind: 'event', name, payload });
    far.onMessage((raw) => {
      const message = raw as ToHost;
      asked.push(message);
      if (unanswered.splice(0, 1).length > 0) return;
      const value = message.name.startsWith('lab.') ? lab : null;
      say({ kind: 'reply', id: message.id, reply: { ok: true, value } });
    });
    const ended = new Promise<string>((resolve) => (breakLink = resolve));
    void ended.then(close);
    return Promise.resolve({ connection: connectToHost(near), ended, close });
  };
  const said: [string, unknown][] = [];
  const link = new LabLink({
    name: address,
    connect,
    announce: (name, payload) => said.push([name, payload]),
  });
  return {
    ...{ link, asked, people, said, unanswered },
    tell: (name: string, payload: unknown) => tell(name, payload),
    /** @param attempts how many to come back fail. */
    lose: (attempts: number) => {
      broken = attempts;
      breakLink('the link was closed');
    },
  };
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('a lab elsewhere is called by its address here and by its folder there', async () => {
  const { link, asked } = labElsewhere();
  await link.open();
  expect(await link.ask('lab.current', undefined)).toEqual({
    ok: true,
    value: { ...lab, directory: address },
  });
  await link.ask('lab.backups', { directory: address });
  await link.ask('catalogue.import', { directory: '/home/me' });
  expect(asked.map(({ args }) => args)).toEqual([
    undefined,
    { directory: '/srv/lab' },
    { directory: '/home/me' },
  ]);
});

test('what changes nothing and was lost with the link is asked again; an edit is not, nor what is asked meanwhile', async () => {
  const { link, lose, asked, unanswered } = labElsewhere();
  await link.open();
  unanswered.push(true, true);
  const read = link.ask('catalogue.surveys', undefined);
  const edit = link.ask('edits.undo', undefined);
  await turn();
  lose(1);
  expect(await edit).toMatchObject({ ok: false, error: { code: 'host-gone' } });
  await turn();
  expect(await link.ask('catalogue.classes', undefined)).toMatchObject({ ok: false });
  await vi.advanceTimersByTimeAsync(5000);
  expect(await read).toEqual({ ok: true, value: null });
  expect(asked.map(({ name }) => name)).toEqual(['catalogue.surveys', 'edits.undo', 'catalogue.surveys']);
});

test('a link that is lost is told of, comes back by itself, and has everything asked for anew', async () => {
  const { link, lose, said, people } = labElsewhere();
  await link.open();
  await link.ask('edits.signIn', { person: 'Ines' });
  lose(2);
  await turn();
  expect(said).toEqual([['shell.linkChanged', { lab: address, lost: 'the link was closed' }]]);
  const meanwhile = await link.ask('lab.current', undefined);
  expect(meanwhile).toMatchObject({ ok: false, error: { code: 'host-gone' } });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said[1]).toEqual(['shell.linkChanged', { lab: address, lost: null }]);
  expect(said.slice(2).map(([name]) => name)).toContain('lab.changed');
  expect(said.slice(2)).toContainEqual(['lab.changed', { topic: 'catalogue' }]);
  expect(await link.ask('lab.current', undefined)).toMatchObject({ ok: true });
  // Edits go on under the name that the person chose.
  expect(people).toEqual([undefined, 'Ines', 'Ines', 'Ines']);
});

test('what changes nothing waits for a link that is lost, and is asked again when it was lost with it', async () => {
  const { link, lose, asked } = labElsewhere();
  await link.open();
  const underWay = link.askWhenThere('catalogue.photoPart', { hash: 'a' });
  lose(1);
  await turn();
  const later = link.askWhenThere('catalogue.photoPart', { hash: 'b' });
  await turn();
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await underWay).toEqual({ ok: true, value: null });
  expect(await later).toEqual({ ok: true, value: null });
  expect(asked.map(({ args }) => args)).toEqual([{ hash: 'a' }, { hash: 'b' }]);

  lose(1);
  await turn();
  const never = link.askWhenThere('catalogue.photoPart', { hash: 'c' });
  link.leave();
  expect(await never).toMatchObject({ ok: false, error: { code: 'host-gone' } });
});

test('a lab elsewhere tells of itself, and never in the shell’s name', async () => {
  const { link, said, tell } = labElsewhere();
  await link.open();
  tell('lab.changed', { topic: 'catalogue' });
  tell('shell.menuCommand', { id: 'catalogue.remove' });
  tell('shell.labAsked', { directory: '/etc' });
  tell('lab.changed', { topic: 'everything' });
  tell('lab.current', {});
  tell('constructor.name', {});
  await link.ask('lab.current', undefined);
  expect(said).toEqual([['lab.changed', { topic: 'catalogue' }]]);
});

test('nobody comes back to a lab that was left', async () => {
  const { link, lose, said, people } = labElsewhere();
  await link.open();
  lose(1);
  await turn();
  link.leave();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(people).toHaveLength(1);
  expect(said).toHaveLength(1);
});
