import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { LineRole } from '../../src/main/core/api/attachment.ts';
import { joinQueue } from '../../src/main/core/api/join-queue.ts';
import { readAnswer } from '../../src/shared/contract/method-schemas.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../src/shared/contract/methods.ts';
import type { Result } from '../../src/shared/contract/result.ts';
import { INPUTS, uidOf } from '../support/contract-samples.ts';
import { type LineProgram, linePrograms } from '../support/line-program.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();
const startProgram = linePrograms(new URL('../support/queue-program.ts', import.meta.url));

const roleSchema = z.object({ role: z.enum(['owner', 'client']), at: z.enum(['joined', 'changed']) });
const batchSchema = z.object({ batch: z.literal('reset') });
const answerSchema = z.object({ id: z.int(), result: z.unknown() });

/** One program that has joined the queue of a folder. */
class Member {
  readonly program: LineProgram;
  #nextId = 0;

  constructor(folder: string) {
    this.program = startProgram([folder]);
  }

  joined(): Promise<LineRole> {
    return this.#role('joined');
  }

  /** Resolves when it has taken over. */
  becameOwner(): Promise<LineRole> {
    return this.#role('changed');
  }

  heardReset(): Promise<unknown> {
    return this.program.heard((said) => batchSchema.safeParse(said).data ?? null);
  }

  async call<Name extends MethodName>(
    method: Name,
    input: MethodInput<Name>,
  ): Promise<Result<MethodOutput<Name>>> {
    return readAnswer(method, await this.#ask({ call: [method, input] }));
  }

  async close(): Promise<void> {
    await this.#ask({ close: true });
  }

  #role(at: 'joined' | 'changed'): Promise<LineRole> {
    return this.program.heard((said) => {
      const { data } = roleSchema.safeParse(said);
      return data?.at === at ? data.role : null;
    });
  }

  async #ask(command: object): Promise<unknown> {
    this.#nextId += 1;
    const id = this.#nextId;
    this.program.tell({ id, ...command });
    const answer = await this.program.heard((said) => {
      const { data } = answerSchema.safeParse(said);
      return data?.id === id ? data : null;
    });
    return answer.result;
  }
}

function newFolder(): string {
  return mkdtempSync(join(suite, 'q-'));
}

async function ownerPid(member: Member): Promise<number | null> {
  const status = await member.call('queue.status', {});
  return status.ok ? status.value.owner.pid : null;
}

test.each<['kill -9' | 'close']>([['kill -9'], ['close']])(
  'when the owner goes by %s one client takes over, the other joins it, and no accepted call is lost: five rounds',
  async (way) => {
    const folder = newFolder();
    let owner = new Member(folder);
    expect(await owner.joined()).toBe('owner');
    let accepted = 0;
    let unknown = 0;
    let clients = [new Member(folder), new Member(folder)];
    expect(await Promise.all(clients.map((client) => client.joined()))).toEqual(['client', 'client']);
    for (let round = 0; round < 5; round += 1) {
      const members = [owner, ...clients];
      expect(await Promise.all(members.map(ownerPid))).toEqual(members.map(() => owner.program.pid));
      for (const [index, client] of clients.entries()) client.program.tell({ follow: [uidOf(index)] });

      // Calls are under way on both lines while the owner goes.
      const calls = clients.flatMap((client) =>
        Array.from({ length: 20 }, () => client.call('queue.resume', {})),
      );
      const questions = clients.map((client) => client.call('jobs.list', INPUTS['jobs.list']));
      await Promise.race(calls);
      if (way === 'close') await owner.close();
      await owner.program.end();

      const heir = await Promise.race(clients.map((client) => client.becameOwner().then(() => client)));
      for (const result of await Promise.all(calls)) {
        if (result.ok) accepted += 1;
        else {
          expect(result.error.code).toBe('queue-unreachable');
          unknown += 1;
        }
      }
      for (const answer of await Promise.all(questions)) expect(answer).toMatchObject({ ok: true });

      await Promise.all(clients.map((client) => client.heardReset()));
      expect(await Promise.all(clients.map(ownerPid))).toEqual(clients.map(() => heir.program.pid));
      const list = await heir.call('jobs.list', INPUTS['jobs.list']);
      const total = list.ok ? list.value.total : -1;
      expect(total).toBeGreaterThanOrEqual(accepted);
      expect(total).toBeLessThanOrEqual(accepted + unknown);
      accepted = total;
      unknown = 0;

      for (const client of clients) {
        const followed = await client.call('jobs.export', INPUTS['jobs.export']);
        expect(followed).toEqual({ ok: true, value: { files: [uidOf(0), uidOf(1)] } });
      }

      owner = heir;
      for (const client of clients) client.program.forget();
      const newcomer = new Member(folder);
      expect(await newcomer.joined()).toBe('client');
      clients = [...clients.filter((client) => client !== heir), newcomer];
    }
  },
);

test('of many programs that start at the same moment one is the owner and all others reach it', async () => {
  const folder = newFolder();
  const members = Array.from({ length: 6 }, () => new Member(folder));
  const roles = await Promise.all(members.map((member) => member.joined()));
  expect(roles.toSorted()).toEqual(['client', 'client', 'client', 'client', 'client', 'owner']);
  const owner = members[roles.indexOf('owner')];
  const pids = await Promise.all(members.map(ownerPid));
  expect(new Set(pids)).toEqual(new Set([owner?.program.pid]));
});

test('an owner that is frozen keeps the queue: who wants to join is told so, and joins when it goes on', async () => {
  const folder = newFolder();
  const owner = new Member(folder);
  expect(await owner.joined()).toBe('owner');
  owner.program.kill('SIGSTOP');
  const joinWithin = (limitMs: number): ReturnType<typeof joinQueue> =>
    joinQueue({
      dataFolder: folder,
      version: '1.0.0',
      signal: new AbortController().signal,
      env: { XDG_RUNTIME_DIR: folder },
      limitMs,
      becomeOwner: () => Promise.reject(new Error('nobody may become the owner here')),
    });
  await expect(joinWithin(300)).rejects.toMatchObject({ code: 'queue-unreachable' });
  const patient = joinWithin(30_000);
  owner.program.kill('SIGCONT');
  const line = await patient;
  expect(line.role).toBe('client');
  await line.close();
});
