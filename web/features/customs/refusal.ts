import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/api-error.ts";
import { useErrorText } from "../../ui/states.tsx";

/** A refusal of the customs desk names its rule: it is said in the words of the screen, anything else as everywhere. */
const ruleOf = (error: unknown): string | undefined =>
  error instanceof ApiError && error.kind === "conflict" ? error.problem?.errors?.find(({ pointer }) => pointer === "")?.detail : undefined;

export const useRefusalText = (): ((error: unknown) => string) => {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (error) => {
    const rule = ruleOf(error);
    return rule ? t([`words.refusal.${rule}`, `words.reason.${rule}`], { defaultValue: errorText(error) }) : errorText(error);
  };
};
