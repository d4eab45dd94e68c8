/** Makes one catalog of the site's and of those of the folders that the person has added. */

import type { Schemas } from '../api/client';

type Catalog = Schemas['Catalog'];
type Package = Schemas['Package'];
type Version = Schemas['Version'];

/**
 * All software of several catalogs.
 *
 * @param site - Comes first: its descriptions and defaults count.
 * @param added - What is added to it.
 */
export function mergeCatalogs(
  site: Catalog,
  added: readonly Catalog[]
): Catalog {
  return added.reduce(mergeTwo, site);
}

function mergeTwo(site: Catalog, added: Catalog): Catalog {
  const offset = site.modulepaths.length;
  const packages = new Map(site.packages.map(item => [item.name, item]));
  for (const item of added.packages) {
    const versions = item.versions.map(version => ({
      ...version,
      paths: version.paths.map(index => index + offset)
    }));
    const known = packages.get(item.name);
    packages.set(
      item.name,
      known ? withVersions(known, versions) : { ...item, versions }
    );
  }
  return {
    ...site,
    packages: [...packages.values()],
    modulepaths: [...site.modulepaths, ...added.modulepaths]
  };
}

/** A package with more versions; one that it has already lies in more folders then. */
function withVersions(item: Package, added: readonly Version[]): Package {
  const more = new Map(added.map(version => [version.full_name, version]));
  const versions = item.versions.map(version => {
    const same = more.get(version.full_name);
    more.delete(version.full_name);
    return same
      ? { ...version, paths: [...version.paths, ...same.paths] }
      : version;
  });
  const others = [...more.values()].map(version => ({
    ...version,
    default: false
  }));
  return { ...item, versions: [...versions, ...others] };
}
