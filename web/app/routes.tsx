import { createBrowserRouter, Navigate, type LazyRouteFunction, type RouteObject } from "react-router";
import { useSession } from "../api/reference.ts";
import { LoadingState } from "../ui/states.tsx";
import { PageFault } from "./page-fault.tsx";
import { roomsOf } from "./rooms.tsx";
import { Shell } from "./shell.tsx";
import { SignInPage } from "./sign-in-page.tsx";

/** Each room is code of its own, fetched when it is entered. */
const room = (path: string, lazy: LazyRouteFunction<RouteObject>): RouteObject => ({
  path,
  lazy,
  errorElement: <PageFault />,
  hydrateFallbackElement: <LoadingState />,
});

const FirstRoom = () => {
  const { data } = useSession();
  return <Navigate to={`/${data ? roomsOf(data.role)[0] : "dispatch"}`} replace />;
};

export const makeRouter = () =>
  createBrowserRouter([
    { path: "/sign-in", element: <SignInPage />, errorElement: <PageFault /> },
    {
      path: "/",
      element: <Shell />,
      errorElement: <PageFault />,
      hydrateFallbackElement: <LoadingState />,
      children: [
        { index: true, element: <FirstRoom /> },
        room("dispatch", async () => ({ Component: (await import("../features/dispatch/dispatch-page.tsx")).DispatchPage })),
        room("stock", async () => ({ Component: (await import("../features/stock/stock-page.tsx")).StockPage })),
        room("twin", async () => ({ Component: (await import("../features/twin/twin-page.tsx")).TwinPage })),
        room("station", async () => ({ Component: (await import("../features/station/station-page.tsx")).StationPage })),
        room("customs/:tab?/:key?", async () => ({ Component: (await import("../features/customs/customs-page.tsx")).CustomsPage })),
        room("alarms", async () => ({ Component: (await import("../features/alarms/alarms-page.tsx")).AlarmsPage })),
        { path: "*", element: <FirstRoom /> },
      ],
    },
  ]);
