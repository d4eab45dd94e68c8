/** Applications in tabs of JupyterLab. */

import { ILabShell } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { IFrame } from '@jupyterlab/ui-components';

import { LabTabs } from '../opening';

describe('LabTabs', () => {
  let added: MainAreaWidget<IFrame>[];
  let tabs: LabTabs;
  /** The addresses that the tab's page was sent to. */
  let loads: string[];

  beforeEach(() => {
    added = [];
    loads = [];
    tabs = new LabTabs({
      add: (tab: MainAreaWidget<IFrame>) => added.push(tab),
      activateById: () => undefined
    } as unknown as ILabShell);
  });

  const open = (startedAt: number): void => {
    const opening = tabs.open('desktop', 'Desktop');
    const frame = added[0]!.content.node.querySelector('iframe')!;
    const before = frame.src;
    frame.removeAttribute('src');
    opening.show('/desktop/', startedAt);
    if (frame.hasAttribute('src')) {
      loads.push(frame.getAttribute('src')!);
    } else {
      frame.src = before;
    }
  };

  it('has one tab for an application, and loads each of its runs once', () => {
    open(100);
    open(100);
    expect(loads).toEqual(['/desktop/']);
    open(200);
    expect(loads).toEqual(['/desktop/', '/desktop/']);
    expect(added).toHaveLength(1);
    expect(added[0]!.content.node.querySelector('iframe')!.title).toBe(
      'Desktop'
    );
  });
});
