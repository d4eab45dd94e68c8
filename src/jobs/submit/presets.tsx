/** Options that belong together, taken over with one click: the site's, and those of the last submission. */

import * as React from 'react';

import { Button } from '../../ui/button';
import { useTranslation } from '../../ui/translation';
import { Changes, changesOf, Options } from './options';
import type { Targets } from './targets';

/** What can be taken over, and where it goes. */
export interface IPresetsProps {
  targets: Targets;
  /** The options of the last submission; null before the first. */
  lastUsed: Options | null;
  /** What is chosen now. */
  options: Options;
  onChange: (changes: Changes) => void;
}

/** The buttons; nothing where there is nothing to take over. */
export function Presets({
  targets,
  lastUsed,
  options: current,
  onChange
}: IPresetsProps): React.JSX.Element | null {
  const trans = useTranslation();
  const presets = [
    ...targets.presets,
    ...(lastUsed
      ? [
          {
            title: trans.__('As last time'),
            description: '',
            options: lastUsed
          }
        ]
      : [])
  ];
  if (!presets.length) {
    return null;
  }
  return (
    <div
      className="hpclab-Submit-presets"
      role="group"
      aria-label={trans.__('Presets')}
    >
      {presets.map(({ title, description, options }) => (
        <Button
          key={title}
          kind="outlined"
          hint={description || textOf(options)}
          onClick={() => onChange(changesOf(options, current))}
        >
          {title}
        </Button>
      ))}
    </div>
  );
}

function textOf(options: Options): string {
  return Object.entries(options)
    .map(([name, value]) => (value ? `--${name}=${value}` : `--${name}`))
    .join(' ');
}
