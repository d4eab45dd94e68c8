/** Shows what a plan would do to the loaded modules, before it is carried out. */

import * as React from 'react';

import type { Schemas } from '../api/client';
import { Fold } from '../ui/fold';
import { Notice } from '../ui/notice';
import { Tag } from '../ui/tag';
import { useTranslation } from '../ui/translation';
import { listsOf } from './words';

/** Which plan. */
export interface IPlanViewProps {
  plan: Schemas['Plan'];
  /** What was asked for; what else is loaded are prerequisites and dependencies. */
  modules: readonly string[];
}

/** The plan: what makes way first, then what comes. */
export function PlanView({ plan, modules }: IPlanViewProps): React.JSX.Element {
  const trans = useTranslation();
  const { loaded, unloaded, reloaded, swapped, deactivated, activated } =
    listsOf(plan.changes);
  const isExpected = (name: string): boolean =>
    modules.includes(name) || plan.prerequisites.includes(name);
  const sticky = plan.sticky ?? [];
  const kernels = plan.kernels ?? [];
  const dependencies = loaded.filter(name => !isExpected(name));
  return (
    <div className="hpclab-PlanView">
      <ul className="hpclab-PlanView-list">
        {swapped.map(({ from, to, family }) => (
          <PlanLine
            key={from}
            tag={trans.__('replaced')}
            tone="warning"
            isSticky={sticky.includes(from)}
          >
            {from} → <strong>{to}</strong>
            {family && ` (${trans.__('family %1', family)})`}
          </PlanLine>
        ))}
        <PlanLines
          names={unloaded}
          tag={trans.__('unloaded')}
          tone="warning"
          sticky={sticky}
        />
        <PlanLines
          names={deactivated}
          tag={trans.__('becomes inactive')}
          tone="warning"
        />
        <PlanLines names={reloaded} tag={trans.__('reloaded')} />
        <PlanLines names={activated} tag={trans.__('active again')} />
        <PlanLines
          names={loaded.filter(isExpected)}
          tag={trans.__('loaded')}
          tone="good"
        />
      </ul>
      {dependencies.length > 0 && (
        <Fold
          label={trans._n(
            '%1 dependency',
            '%1 dependencies',
            dependencies.length
          )}
        >
          <ul className="hpclab-PlanView-list">
            <PlanLines
              names={dependencies}
              tag={trans.__('loaded')}
              tone="good"
            />
          </ul>
        </Fold>
      )}
      {kernels.length > 0 && (
        <Notice level="warning">
          {trans._n(
            'This kernel needs what goes, and may not start without it: %2.',
            'These kernels need what goes, and may not start without it: %2.',
            kernels.length,
            kernels.join(', ')
          )}
        </Notice>
      )}
      {plan.messages.map(({ level, text, module }) => (
        <Notice key={text} level={level} title={module ?? undefined}>
          {text}
        </Notice>
      ))}
    </div>
  );
}

type Tone = React.ComponentProps<typeof Tag>['tone'];

function PlanLines({
  names,
  tag,
  tone,
  sticky = []
}: {
  names: readonly string[];
  tag: string;
  tone?: Tone;
  sticky?: readonly string[];
}): React.JSX.Element {
  return (
    <>
      {names.map(name => (
        <PlanLine
          key={name}
          tag={tag}
          tone={tone}
          isSticky={sticky.includes(name)}
        >
          {name}
        </PlanLine>
      ))}
    </>
  );
}

function PlanLine({
  children,
  tag,
  tone,
  isSticky = false
}: {
  children: React.ReactNode;
  tag: string;
  tone?: Tone;
  isSticky?: boolean;
}): React.JSX.Element {
  const trans = useTranslation();
  return (
    <li className="hpclab-PlanView-line">
      <span className="hpclab-PlanView-text">{children}</span>
      {isSticky && <Tag>{trans.__('sticky')}</Tag>}
      <Tag tone={tone}>{tag}</Tag>
    </li>
  );
}
