/** What the node has left for everybody on it, and that it has more to do than it can. */

import * as React from 'react';

import { Schemas } from '../api/client';
import { formatBytes, formatFigure } from '../ui/bytes';
import { useTranslation } from '../ui/translation';

/**
 * A calm line or two; nothing in a job on a node that has enough cores.
 *
 * @param isShared - The figures are the whole node's, so what is left is anybody's.
 */
export function NodeNote({
  node,
  isShared
}: {
  node: Schemas['NodeState'];
  isShared: boolean;
}): React.JSX.Element | null {
  const trans = useTranslation();
  const { cores } = node;
  const load = formatFigure(node.load);
  return (
    <>
      {isShared && (
        <p className="hpclab-mod-secondary">
          {trans._n(
            'Left for everybody on this node: %2 of memory; load %3 on %1 core.',
            'Left for everybody on this node: %2 of memory; load %3 on %1 cores.',
            cores,
            formatBytes(node.memory_available, trans),
            load
          )}
        </p>
      )}
      {node.is_oversubscribed && (
        <p className="hpclab-mod-secondary" role="status">
          {trans._n(
            'Programs on this node want more than its %1 core (load %2), so everything here takes longer.',
            'Programs on this node want more than its %1 cores (load %2), so everything here takes longer.',
            cores,
            load
          )}
        </p>
      )}
    </>
  );
}
