/** A button that opens a menu of commands. */

import { ellipsesIcon, LabIcon, MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { ReadonlyJSONObject } from '@lumino/coreutils';
import * as React from 'react';

import { Button } from './button';

/** A command in the menu. */
export interface IMenuEntry {
  command: string;
  args?: ReadonlyJSONObject;
}

/** What the menu offers. */
export interface IMenuButtonProps {
  /** The button's accessible name. */
  name: string;
  /** What stands on it; three dots by default. */
  icon?: LabIcon;
  commands: CommandRegistry;
  entries: readonly IMenuEntry[];
}

/** The button; JupyterLab's own menu gives the keyboard and the look. */
export function MenuButton({
  name,
  icon = ellipsesIcon,
  commands,
  entries
}: IMenuButtonProps): React.JSX.Element {
  const open = (event: React.MouseEvent<HTMLButtonElement>): void => {
    const button = event.currentTarget;
    const { left, bottom } = button.getBoundingClientRect();
    const menu = new MenuSvg({ commands });
    for (const { command, args } of entries) {
      menu.addItem(args ? { command, args } : { command });
    }
    // The command runs after the menu has closed, so dispose of it only then.
    menu.aboutToClose.connect(() => {
      setTimeout(() => {
        menu.dispose();
        if (document.activeElement === document.body) {
          button.focus();
        }
      }, 0);
    });
    menu.open(left, bottom);
  };
  return <Button icon={icon} name={name} opensMenu onClick={open} />;
}
