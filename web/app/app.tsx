import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import { RouterProvider } from "react-router/dom";
import { ApiError } from "../api/api-error.ts";
import { i18n } from "./i18n/i18n.ts";
import { LookProvider } from "./look-provider.tsx";
import { makeRouter } from "./routes.tsx";
import "./base.css";

/** What can get better by itself is tried again; what the server has decided is not. */
const RETRIES_MAX = 2;
const WORTH_RETRYING = new Set(["unreachable", "busy", "fault"]);

const makeQueryClient = (): QueryClient => {
  const client: QueryClient = new QueryClient({
    // Whichever call hears first that the session has ended: the shell asks who is signed in, and shows the sign-in page.
    queryCache: new QueryCache({
      onError: (error, query) => {
        const ended = error instanceof ApiError && error.kind === "signed_out" && query.queryKey[0] !== "me";
        if (ended) void client.invalidateQueries({ queryKey: ["me"] });
      },
    }),
    defaultOptions: {
      // A browser that believes itself offline would else leave screens waiting without a word.
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
        staleTime: 15_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < RETRIES_MAX && error instanceof ApiError && WORTH_RETRYING.has(error.kind),
      },
    },
  });
  return client;
};

export const App = () => {
  const [client] = useState(makeQueryClient);
  const [router] = useState(makeRouter);
  return (
    <I18nextProvider i18n={i18n}>
      <LookProvider>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </LookProvider>
    </I18nextProvider>
  );
};
