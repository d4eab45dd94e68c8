/** The translator, handed down through React's tree. */

import { nullTranslator, TranslationBundle } from '@jupyterlab/translation';
import { createContext, useContext } from 'react';

/** Set by each panel around its parts. */
export const TranslationContext = createContext<TranslationBundle>(
  nullTranslator.load('hpclab')
);

/** The bundle to translate with; call it `trans`, the extraction looks for that name. */
export function useTranslation(): TranslationBundle {
  return useContext(TranslationContext);
}
