import { useMutation, useQueryClient } from "@tanstack/react-query";
import { acknowledgeAlarm } from "./endpoints.ts";

export const useAcknowledge = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ alarm, note }: { alarm: number; note: string | undefined }) => acknowledgeAlarm(alarm, note),
    onSuccess: () => client.invalidateQueries({ queryKey: ["alarms"] }),
  });
};
