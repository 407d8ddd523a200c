import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { registerOffline } from "./app/offline.ts";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);

// The page works without it: a worker that cannot be had is no fault.
addEventListener("load", () => void registerOffline().catch(() => undefined));
