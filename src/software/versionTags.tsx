/** What is special about a version, as tags. */

import * as React from 'react';

import type { Schemas } from '../api/client';
import { Tag } from '../ui/tag';
import { useTranslation } from '../ui/translation';

/** Whose tags. */
export interface IVersionTagsProps {
  version: Schemas['Version'];
  /** Beside a package's name: leave out what goes without saying there. */
  isBrief?: boolean;
}

/** Whether there is anything to say beside a package's name. */
export function isTagged({
  properties,
  hidden,
  deprecated
}: Schemas['Version']): boolean {
  return Boolean(properties?.length || hidden || deprecated);
}

/** The tags. */
export function VersionTags({
  version,
  isBrief = false
}: IVersionTagsProps): React.JSX.Element {
  const trans = useTranslation();
  return (
    <>
      {version.default && !isBrief && <Tag>{trans.__('default')}</Tag>}
      {(version.properties ?? []).map(property => (
        <Tag key={property} tone="good">
          {property}
        </Tag>
      ))}
      {version.hidden && <Tag>{trans.__('hidden')}</Tag>}
      {version.deprecated && (
        <Tag tone="warning" title={version.deprecated}>
          {trans.__('deprecated')}
        </Tag>
      )}
    </>
  );
}
