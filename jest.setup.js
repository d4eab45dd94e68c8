/** How long the tests wait for what has to appear: long enough for a busy machine. */

const { configure } = require('@testing-library/react');

configure({ asyncUtilTimeout: 20_000 });
