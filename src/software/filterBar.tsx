/** The filters beside the search box: a button that unfolds them, and those that are set, to be taken off. */

import { closeIcon, filterIcon } from '@jupyterlab/ui-components';
import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { Button } from '../ui/button';
import { useTranslation } from '../ui/translation';
import { FiltersModel, IFilterChoices, IFilters, NO_FILTERS } from './filters';

/** What can be filtered, and by what. */
export interface IFilterBarProps {
  filters: FiltersModel;
  choices: IFilterChoices;
  /** The search box, which the button stands beside. */
  children: React.ReactNode;
}

/** The search box with its filters. */
export function FilterBar({
  filters,
  choices,
  children
}: IFilterBarProps): React.JSX.Element {
  const trans = useTranslation();
  const [isOpen, setOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  const id = React.useId();
  const set = shownFilters(filters.value, trans);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    }
  };
  return (
    <div className="hpclab-FilterBar">
      <div className="hpclab-FilterBar-search">
        {children}
        <Button
          icon={filterIcon}
          name={
            set.length
              ? trans._n('Filters, %1 set', 'Filters, %1 set', set.length)
              : trans.__('Filters')
          }
          kind={set.length ? 'outlined' : 'plain'}
          expanded={isOpen}
          buttonRef={button}
          onClick={() => setOpen(!isOpen)}
        />
      </div>
      {isOpen && (
        <div
          id={id}
          className="hpclab-FilterBar-choices"
          role="group"
          aria-label={trans.__('Filters')}
          onKeyDown={onKeyDown}
        >
          <Choices filters={filters} choices={choices} />
        </div>
      )}
      {set.length > 0 && (
        <SetFilters
          set={set}
          onRemove={changes => {
            filters.set(changes);
            button.current?.focus();
          }}
        />
      )}
    </div>
  );
}

function Choices({
  filters,
  choices: { categories, properties }
}: Omit<IFilterBarProps, 'children'>): React.JSX.Element {
  const trans = useTranslation();
  const { loadable, hidden, category, property } = filters.value;
  return (
    <>
      <Check
        label={trans.__('Only what can be loaded now')}
        checked={loadable}
        onChange={checked => filters.set({ loadable: checked })}
      />
      <Check
        label={trans.__('Hidden modules too')}
        checked={hidden}
        onChange={checked => filters.set({ hidden: checked })}
      />
      <Choice
        label={trans.__('Category')}
        values={categories}
        value={category}
        onChange={value => filters.set({ category: value })}
      />
      <Choice
        label={trans.__('Property')}
        values={properties}
        value={property}
        onChange={value => filters.set({ property: value })}
      />
    </>
  );
}

function Check({
  label,
  checked,
  onChange
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}): React.JSX.Element {
  return (
    <label className="hpclab-FilterBar-check">
      <input
        type="checkbox"
        checked={checked}
        onChange={event => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

/** One of several values; left out where the catalog has none. A value that it had once can still be taken off. */
function Choice({
  label,
  values,
  value,
  onChange
}: {
  label: string;
  values: readonly string[];
  value: string | null;
  onChange: (value: string | null) => void;
}): React.JSX.Element | null {
  const trans = useTranslation();
  if (!values.length && value === null) {
    return null;
  }
  const offered =
    value === null || values.includes(value) ? values : [value, ...values];
  return (
    <label className="hpclab-FilterBar-choice">
      <span>{label}</span>
      <select
        value={value ?? ''}
        onChange={event => onChange(event.currentTarget.value || null)}
      >
        <option value="">{trans.__('any')}</option>
        {offered.map(each => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A filter that is set. */
interface IShownFilter {
  label: string;
  /** Takes it off. */
  changes: Partial<IFilters>;
}

function SetFilters({
  set,
  onRemove
}: {
  set: readonly IShownFilter[];
  onRemove: (changes: Partial<IFilters>) => void;
}): React.JSX.Element {
  const trans = useTranslation();
  return (
    <ul className="hpclab-FilterBar-set" aria-label={trans.__('Set filters')}>
      {set.map(({ label, changes }) => (
        <li key={label}>
          <Button
            kind="outlined"
            name={trans.__('Take off the filter %1', label)}
            onClick={() => onRemove(changes)}
          >
            <span className="hpclab-FilterBar-label">{label}</span>
            <closeIcon.react tag="span" width="12px" height="12px" />
          </Button>
        </li>
      ))}
      {set.length > 1 && (
        <li>
          <Button
            name={trans.__('Clear filters')}
            onClick={() => onRemove(NO_FILTERS)}
          >
            {trans.__('Clear')}
          </Button>
        </li>
      )}
    </ul>
  );
}

function shownFilters(
  { loadable, hidden, category, property }: IFilters,
  trans: TranslationBundle
): IShownFilter[] {
  const shown: IShownFilter[] = [];
  if (loadable) {
    shown.push({
      label: trans.__('loadable now'),
      changes: { loadable: false }
    });
  }
  if (hidden) {
    shown.push({ label: trans.__('with hidden'), changes: { hidden: false } });
  }
  if (category !== null) {
    shown.push({ label: category, changes: { category: null } });
  }
  if (property !== null) {
    shown.push({ label: property, changes: { property: null } });
  }
  return shown;
}
