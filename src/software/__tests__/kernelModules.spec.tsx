/** The item in the toolbar: what it tells of the notebook's kernel, and its restart. */

import type { ISessionContext } from '@jupyterlab/apputils';
import {
  acceptDialog,
  dismissDialog,
  framePromise,
  waitForDialog
} from '@jupyterlab/testing';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { act, screen, waitFor } from '@testing-library/react';

import { KernelModulesItem } from '../kernelModules';
import type { ModuleUser } from '../usersModel';
import { FakeServer } from './server';
import { Jupyter, older } from './users';

async function show(user: ModuleUser): Promise<{
  item: KernelModulesItem;
  restarted: string[];
  users: ModuleUser[];
}> {
  const users = [user];
  const server = new FakeServer(() => ({ body: users }));
  const restarted: string[] = [];
  const session = {
    session: { kernel: { id: 'id of a.ipynb' } },
    kernelChanged: new Signal({})
  } as unknown as ISessionContext;
  const item = new KernelModulesItem(session, {
    users: new Jupyter().model(server),
    kernels: {
      busy: () => Promise.resolve(new Set()),
      restart: id => {
        restarted.push(id);
        users[0] = { ...user, stale: false, modules: ['GCC/12.3.0'] };
        return Promise.resolve();
      }
    },
    trans: nullTranslator.load('hpclab')
  });
  await act(async () => {
    Widget.attach(item, document.body);
    await framePromise();
  });
  return { item, restarted, users };
}

const OLDER = /^Older modules/;

it('restarts a kernel with older modules, after showing them', async () => {
  const { item, restarted } = await show(older('kernel', 'a.ipynb'));
  const button = await screen.findByRole('button', { name: OLDER });
  button.click();
  await waitForDialog();
  await screen.findByText('R/4.3.2');
  await screen.findByText(/its variables are lost/);
  // Refusing is the default, as something is lost.
  [...document.querySelectorAll('dialog button')]
    .find(found => found.textContent === 'Restart kernel')!
    .dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await waitFor(() => expect(restarted).toEqual(['id of a.ipynb']));
  await waitFor(() =>
    expect(screen.queryByRole('button', { name: OLDER })).toBeNull()
  );
  item.dispose();
});

it('shows the modules of a kernel that has those of now', async () => {
  const { item, restarted } = await show(older('kernel', 'a.ipynb', false));
  const button = await screen.findByRole('button', {
    name: 'Modules of this kernel'
  });
  button.click();
  await waitForDialog();
  await screen.findByText('R/4.3.2');
  await acceptDialog();
  expect(restarted).toEqual([]);
  item.dispose();
});

it('keeps the kernel where people think again', async () => {
  const { item, restarted } = await show(older('kernel', 'a.ipynb'));
  (await screen.findByRole('button', { name: OLDER })).click();
  await waitForDialog();
  await dismissDialog();
  expect(restarted).toEqual([]);
  item.dispose();
});

it.each([older('kernel', 'a.ipynb', null), older('kernel', 'b.ipynb')])(
  'is silent where nothing is known of the kernel',
  async user => {
    const { item } = await show(user);
    expect(item.node.querySelector('button')).toBeNull();
    item.dispose();
  }
);
