import { useRouteError } from "react-router";
import { ErrorState } from "../ui/states.tsx";

/** A room that broke, or whose code could not be fetched (a new version was installed meanwhile): load the page again. */
export const PageFault = () => {
  const error = useRouteError();
  return <ErrorState error={error} onRetry={() => location.reload()} />;
};
