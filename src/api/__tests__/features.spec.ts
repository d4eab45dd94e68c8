/** The rule by which a site switches features off. */

import { isFeatureEnabled } from '../features';

describe('isFeatureEnabled', () => {
  it('leaves everything where nothing is switched off', () => {
    expect(isFeatureEnabled('apps.desktop', [])).toBe(true);
  });

  it('switches off what is named and all its parts', () => {
    expect(isFeatureEnabled('apps', ['apps'])).toBe(false);
    expect(isFeatureEnabled('apps.desktop', ['apps'])).toBe(false);
    expect(isFeatureEnabled('apps.desktop', ['apps.desktop'])).toBe(false);
  });

  it('leaves the whole where only a part is switched off', () => {
    expect(isFeatureEnabled('apps', ['apps.desktop'])).toBe(true);
    expect(isFeatureEnabled('apps.vscode', ['apps.desktop'])).toBe(true);
  });

  it('does not take a common beginning for the same name', () => {
    expect(isFeatureEnabled('session.ending', ['session.end'])).toBe(true);
  });
});
