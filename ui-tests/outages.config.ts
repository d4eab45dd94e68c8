/** On a cluster whose daemons may be stopped: tests/cluster/test_outages.py starts it, and then this. */

import config from './playwright.config';

export default { ...config, testDir: 'outages' };
