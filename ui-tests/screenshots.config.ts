/** Takes the README's pictures: `make screenshots`. */

import config from './playwright.config';

export default { ...config, testDir: 'screenshots' };
