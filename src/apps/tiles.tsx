/** The applications as tiles: what each does, and what one can do with it. */

import { UseSignal } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Button } from '../ui/button';
import { EmptyState } from '../ui/emptyState';
import { errorText } from '../ui/errorText';
import { Fold } from '../ui/fold';
import { Notice } from '../ui/notice';
import { Section } from '../ui/section';
import { useTranslation } from '../ui/translation';
import {
  OPEN_APP,
  OPEN_APP_WITH_NETWORK,
  RESTART_APP,
  SHOW_APP_LOG,
  STOP_APP
} from './commandIds';
import { iconOf } from './icons';
import { App, AppsModel } from './model';
import { describeState } from './words';

/** What the tiles need. */
export interface ITilesProps {
  model: AppsModel;
  commands: CommandRegistry;
}

/** The section "Applications". */
export function AppsSection(props: ITilesProps): React.JSX.Element {
  const trans = useTranslation();
  return (
    <Section name={trans.__('Applications')}>
      <UseSignal signal={props.model.changed}>
        {() => <Tiles {...props} />}
      </UseSignal>
    </Section>
  );
}

function Tiles({ model, commands }: ITilesProps): React.JSX.Element {
  const trans = useTranslation();
  const { apps, error } = model;
  if (!apps) {
    return error ? (
      <EmptyState
        title={trans.__('Which applications there are is unknown')}
        action={
          <Button kind="outlined" onClick={() => void model.refresh()}>
            {trans.__('Try again')}
          </Button>
        }
      >
        {errorText(error, trans)}
      </EmptyState>
    ) : (
      <div
        className="hpclab-Skeleton"
        role="status"
        aria-busy="true"
        aria-label={trans.__('Asking about applications…')}
      >
        <span />
        <span />
      </div>
    );
  }
  if (!apps.length) {
    return (
      <EmptyState title={trans.__('Your site offers no applications here')} />
    );
  }
  return (
    <ul className="hpclab-Tiles">
      {apps.map(app => (
        <Tile key={app.name} app={app} model={model} commands={commands} />
      ))}
    </ul>
  );
}

function Tile({
  app,
  model,
  commands
}: ITilesProps & { app: App }): React.JSX.Element {
  const icon = iconOf(app.name);
  return (
    <li
      className={`hpclab-Tile${app.state === 'unavailable' ? ' hpclab-mod-unavailable' : ''}`}
    >
      <icon.react tag="span" className="hpclab-Tile-icon" aria-hidden="true" />
      <div className="hpclab-Tile-title">{app.title}</div>
      {app.state !== 'unavailable' && (
        <OpenButton app={app} model={model} commands={commands} />
      )}
      <State app={app} model={model} />
      <LastLine app={app} />
      {app.state !== 'unavailable' && (
        <Actions app={app} model={model} commands={commands} />
      )}
      <Remarks app={app} model={model} />
    </li>
  );
}

function State({
  app,
  model
}: {
  app: App;
  model: AppsModel;
}): React.JSX.Element {
  const trans = useTranslation();
  const { tone, text } = describeState(
    app,
    model.errandOf(app.name),
    Date.now() / 1000,
    trans
  );
  if (app.state === 'unavailable' && app.reason) {
    return (
      <div className="hpclab-Tile-state hpclab-mod-secondary">
        <Fold
          label={
            <span>
              <span className="hpclab-mod-spoken">{app.title}: </span>
              {text}
            </span>
          }
        >
          <p className="hpclab-Tile-reason">{app.reason}</p>
        </Fold>
      </div>
    );
  }
  return (
    <div className="hpclab-Tile-state hpclab-mod-secondary">
      <span className={`hpclab-Dot hpclab-mod-${tone}`} aria-hidden="true" />
      {text}
    </div>
  );
}

function OpenButton({
  app: { name, title, state },
  model,
  commands
}: ITilesProps & { app: App }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <Button
      kind={state === 'running' ? 'primary' : 'outlined'}
      name={trans.__('Open %1', title)}
      busy={model.errandOf(name) !== undefined}
      onClick={() => {
        void commands.execute(OPEN_APP, { name });
      }}
    >
      {trans.__('Open')}
    </Button>
  );
}

/** What else can be done in the application's state. */
function Actions({
  app: { name, title, state, network },
  model,
  commands
}: ITilesProps & { app: App }): React.JSX.Element | null {
  const trans = useTranslation();
  const isUp = state === 'running' || state === 'starting';
  const isOffline = !isUp && network === false;
  if (!isUp && state !== 'failed' && !isOffline) {
    return null;
  }
  const errand = model.errandOf(name);
  const run = (command: string) => () => {
    void commands.execute(command, { name });
  };
  return (
    <div className="hpclab-Tile-actions">
      {isOffline && (
        <Button
          name={trans.__('Open with network: %1', title)}
          busy={errand === 'start'}
          onClick={run(OPEN_APP_WITH_NETWORK)}
        >
          {trans.__('Open with network')}
        </Button>
      )}
      {state !== 'stopped' && (
        <Button
          name={trans.__('Show log of %1', title)}
          onClick={run(SHOW_APP_LOG)}
        >
          {trans.__('Log')}
        </Button>
      )}
      {state === 'running' && (
        <Button
          name={trans.__('Restart %1…', title)}
          busy={errand === 'restart'}
          onClick={run(RESTART_APP)}
        >
          {trans.__('Restart')}
        </Button>
      )}
      {isUp && (
        <Button
          name={trans.__('Stop %1…', title)}
          busy={errand === 'stop'}
          onClick={run(STOP_APP)}
        >
          {trans.__('Stop')}
        </Button>
      )}
    </div>
  );
}

/** What a starting application prints, so that a long start is seen to go on. */
function LastLine({
  app: { title, last_line }
}: {
  app: App;
}): React.JSX.Element | null {
  const trans = useTranslation();
  return last_line ? (
    <div
      className="hpclab-Tile-line hpclab-mod-secondary"
      role="group"
      aria-label={trans.__('Last line of the log of %1', title)}
    >
      <code title={last_line}>{last_line}</code>
    </div>
  ) : null;
}

/** What else there is to know: why it failed, and whether its modules are old. */
function Remarks({
  app,
  model
}: {
  app: App;
  model: AppsModel;
}): React.JSX.Element {
  const trans = useTranslation();
  const error = model.errorOf(app.name);
  return (
    <div className="hpclab-Tile-remarks">
      {app.state === 'failed' && app.reason && !error && (
        <Notice
          level="error"
          onDismiss={() => {
            // What goes wrong stands in the notice that follows.
            model.stop(app.name).catch(() => undefined);
          }}
        >
          {app.reason}
          {app.detail && (
            <pre
              className="hpclab-Tile-detail"
              role="group"
              aria-label={trans.__('Log of %1', app.title)}
              tabIndex={0}
            >
              {app.detail}
            </pre>
          )}
        </Notice>
      )}
      {error && (
        <Notice
          level="error"
          detail={error.detail}
          onDismiss={() => model.dismissError(app.name)}
        >
          {errorText(error, trans)}
        </Notice>
      )}
      {app.stale && (
        <Notice level="warning">
          {trans.__(
            'It runs with other modules than those that are loaded now. Restart it to give it these.'
          )}
        </Notice>
      )}
      {app.attention && <Notice level="warning">{app.attention}</Notice>}
    </div>
  );
}
