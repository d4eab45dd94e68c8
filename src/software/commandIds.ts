/** The commands about software, by their public names. */

export const CommandIds = {
  open: 'hpclab:open-software',
  load: 'hpclab:load-module',
  loadLast: 'hpclab:load-last-modules',
  unload: 'hpclab:unload-module',
  swap: 'hpclab:swap-module',
  reset: 'hpclab:reset-modules',
  unloadAll: 'hpclab:unload-all-modules',
  undo: 'hpclab:undo-modules',
  saveCollection: 'hpclab:save-collection',
  restoreCollection: 'hpclab:restore-collection',
  usePath: 'hpclab:use-module-path',
  unusePath: 'hpclab:unuse-module-path',
  copyHeader: 'hpclab:copy-job-header',
  details: 'hpclab:open-module-details',
  copy: 'hpclab:copy-module-commands',
  restartKernels: 'hpclab:restart-kernels'
} as const;
