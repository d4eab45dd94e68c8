/** Carries changes of modules out: plans them, asks where something makes way, and tells of failures. */

import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { ApiError, Schemas } from '../api/client';
import { asApiError } from '../api/live';
import { errorText } from '../ui/errorText';
import { CommandIds } from './commandIds';
import { confirmPlan, IPlanQuestion, takesSomethingAway } from './dialogs';
import type { ModulesModel } from './modulesModel';

/** What the commands work with. */
export interface ICommandContext {
  commands: CommandRegistry;
  modules: ModulesModel;
  trans: TranslationBundle;
  /** Show every plan before it is carried out, not only those that take something away. */
  alwaysConfirms: () => boolean;
  /** The panel is in sight, where failures are shown in place. */
  isPanelShown: () => boolean;
}

/** How often a plan is made anew when the environment changed under it. */
const MOST_PLANS = 3;

/**
 * Plan, ask where something makes way, apply; anew if the environment changed meanwhile.
 *
 * @returns Whether it was carried out, not only looked at.
 */
export async function carryOut(
  { modules, trans, alwaysConfirms }: ICommandContext,
  request: Schemas['PlanRequest'],
  question: IPlanQuestion
): Promise<boolean> {
  for (let plans = 1; ; plans += 1) {
    const plan = await modules.plan(request);
    const asks =
      alwaysConfirms() ||
      question.asks === true ||
      leavesStickyOnes(plan, request) ||
      takesSomethingAway(plan, question.goes);
    if (asks && !(await confirmPlan(plan, question, trans))) {
      return false;
    }
    try {
      await modules.apply(plan, request);
      return true;
    } catch (error) {
      if (!isStalePlan(error) || plans >= MOST_PLANS) {
        throw error;
      }
    }
  }
}

/** The panel shows failures in place; where it isn't in sight, a notification does. */
export async function withFailuresShown(
  { isPanelShown, commands, trans }: ICommandContext,
  run: () => Promise<unknown>
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isPanelShown()) {
      Notification.error(errorText(asApiError(error), trans), {
        actions: [
          {
            label: trans.__('Open Software'),
            callback: () => void commands.execute(CommandIds.open)
          }
        ]
      });
    }
  }
}

/** Whether something stays that was to go: a message says which. */
function leavesStickyOnes(
  { messages }: Schemas['Plan'],
  { operation }: Schemas['PlanRequest']
): boolean {
  return operation === 'purge' && messages.length > 0;
}

function isStalePlan(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}
