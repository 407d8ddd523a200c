import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink, Outlet, useLocation } from "react-router";
import type { Session } from "#wire/http-api.ts";
import { ApiError } from "../api/api-error.ts";
import { useSession } from "../api/reference.ts";
import { useLive } from "../live/use-live.ts";
import { ErrorState, LoadingState } from "../ui/states.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { BrandMark } from "./brand.tsx";
import { LanguageMenu, ThemeMenu } from "./look-menu.tsx";
import { LinkStatus, StaleBanner } from "./link-status.tsx";
import { LiveProvider } from "./live-provider.tsx";
import { ROOM_ICONS, ROOMS, roomsOf, type Room } from "./rooms.tsx";
import { WorldClock } from "./world-clock.tsx";
import "./shell.css";

/** Header, rooms and the live line around whichever room is open. Without a session there is only the sign-in page. */
export const Shell = () => {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.error instanceof ApiError && session.error.kind === "signed_out") {
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
  }
  if (session.data) {
    return (
      <LiveProvider>
        <Frame session={session.data} />
      </LiveProvider>
    );
  }
  if (session.error) return <ErrorState error={session.error} onRetry={() => void session.refetch()} />;
  return <LoadingState />;
};

const Frame = ({ session }: { session: Session }) => {
  const { t } = useTranslation();
  useTitle();
  return (
    <div className="shell">
      <a className="skip" href="#room">
        {t("shell.skip")}
      </a>
      <header className="shell-head">
        <span className="wordmark">
          <BrandMark /> <b>Entrepot</b>
        </span>
        <span className="shell-head-space" />
        <WorldClock />
        <LinkStatus />
        <LanguageMenu />
        <ThemeMenu />
        <AccountMenu session={session} />
      </header>
      <nav className="shell-nav" aria-label={t("shell.rooms")}>
        {roomsOf(session.role).map((room) => (
          <NavLink key={room} to={`/${room}`} className="shell-room">
            <span className="shell-room-icon">
              {ROOM_ICONS[room]}
              {room === "alarms" ? <OpenAlarms /> : null}
            </span>
            <span className="shell-room-name">{t(`room.${room satisfies Room}`)}</span>
          </NavLink>
        ))}
      </nav>
      <main className="shell-room-body" id="room" tabIndex={-1}>
        <StaleBanner />
        <div className="shell-room-fill">
          <Suspense fallback={<LoadingState />}>
            <Outlet />
          </Suspense>
        </div>
      </main>
    </div>
  );
};

/** The tab says which room it is. */
const useTitle = (): void => {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const room = ROOMS.find((each) => pathname.startsWith(`/${each}`));
  useEffect(() => {
    document.title = room ? `${t(`room.${room}`)} · Entrepot` : "Entrepot";
  }, [t, room]);
};

const COUNT_SHOWN_MAX = 99;
const OpenAlarms = () => {
  const { t } = useTranslation();
  const alarms = useLive((state) => state.world.alarms);
  const open = [...alarms.values()].filter((alarm) => alarm.state === "open" && alarm.severity !== "minor").length;
  if (open === 0) return null;
  return (
    <span className="shell-count">
      <span aria-hidden="true">{open > COUNT_SHOWN_MAX ? `${COUNT_SHOWN_MAX}+` : open}</span>
      <span className="unseen">{t("shell.openAlarms", { count: open })}</span>
    </span>
  );
};
