/** What a run of a notebook begins with: the session's job, the modules, those that the kernel started with. */

import type { ApiClient, Schemas } from '../../api/client';

/** As far as it is known. */
export interface ISurroundings {
  session: Schemas['Session'] | null;
  usage: Schemas['Usage'] | null;
  /** Full names of what is loaded because somebody asked for it; null where there are no modules. */
  sessionModules: string[] | null;
  /** Full names of what the notebook's kernel started with, where that is something else. */
  kernelModules: string[] | null;
  /** Folders that somebody has added to those that are searched. */
  modulePaths: string[];
}

/**
 * Ask for it; what can't be had is left out.
 *
 * @param kernel - The id of the notebook's kernel; null where none runs.
 */
export async function learn(
  client: ApiClient,
  kernel: string | null
): Promise<ISurroundings> {
  const none = (): null => null;
  const [session, usage, modules, users] = await Promise.all([
    client.get('/session').catch(none),
    client.get('/session/usage').catch(none),
    client.get('/modules').catch(none),
    client.get('/modules/users').catch(none)
  ]);
  const user = users?.find(
    ({ kind, id }) => kind === 'kernel' && id === kernel
  );
  return {
    session: session?.in_job ? session : null,
    usage,
    sessionModules: modules && requested(modules),
    kernelModules: modules && user?.stale ? user.modules : null,
    modulePaths: modules?.used_paths ?? []
  };
}

/** What comes by itself with others is left out. */
function requested({ loaded }: Schemas['ModuleState']): string[] {
  return loaded
    .filter(({ requested: isAsked, active }) => isAsked && active)
    .map(({ full_name }) => full_name);
}
