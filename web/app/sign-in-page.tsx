import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { ApiError } from "../api/api-error.ts";
import { listDemoAccounts, signIn } from "../api/endpoints.ts";
import { useErrorText } from "../ui/states.tsx";
import { useWord } from "../ui/words.ts";
import { BrandMark } from "./brand.tsx";
import { LanguageMenu, ThemeMenu } from "./look-menu.tsx";
import { SignInScene } from "./sign-in-scene.tsx";
import "./shell.css";

type Credentials = Readonly<{ email: string; password: string }>;

export const SignInPage = () => {
  const { t } = useTranslation();
  const { enter, failure, busy } = useEnter();
  return (
    <main className="sign-in">
      <section className="sign-in-scene">
        <SignInScene />
        <span className="wordmark">
          <BrandMark size={36} /> <b>Entrepot</b>
        </span>
        <div>
          <h1>{t("signIn.headline")}</h1>
          <p>{t("signIn.promise")}</p>
        </div>
      </section>
      <section className="sign-in-side">
        <div className="sign-in-tools">
          <LanguageMenu />
          <ThemeMenu />
        </div>
        <div className="sign-in-form">
          <h2>{t("signIn.title")}</h2>
          {failure ? <Alert type="error" title={failure} role="alert" /> : null}
          <Form<Credentials> layout="vertical" requiredMark={false} onFinish={(credentials) => void enter(credentials)}>
            <Form.Item name="email" label={t("signIn.email")} rules={[{ required: true, message: t("signIn.emailMissing") }]}>
              <Input size="large" type="email" autoComplete="username" autoFocus />
            </Form.Item>
            <Form.Item name="password" label={t("signIn.password")} rules={[{ required: true, message: t("signIn.passwordMissing") }]}>
              <Input.Password size="large" autoComplete="current-password" />
            </Form.Item>
            <Button block size="large" type="primary" htmlType="submit" loading={busy}>
              {t("signIn.enter")}
            </Button>
          </Form>
          <DemoAccounts busy={busy} onChoose={(credentials) => void enter(credentials)} />
        </div>
      </section>
    </main>
  );
};

const useEnter = () => {
  const { t } = useTranslation();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const errorText = useErrorText();
  const enter = async ({ email, password }: Credentials): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await signIn(email, password);
      client.clear();
      const to = params.get("to");
      // Only an own path: a link must not lead a fresh session elsewhere.
      await navigate(to?.startsWith("/") && !to.startsWith("//") ? to : "/", { replace: true });
    } catch (error) {
      const wrong = error instanceof ApiError && (error.kind === "signed_out" || error.kind === "invalid");
      setFailure(wrong ? t("signIn.wrong") : errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return { enter, failure, busy };
};

const DemoAccounts = ({ busy, onChoose }: { busy: boolean; onChoose: (credentials: Credentials) => void }) => {
  const { t } = useTranslation();
  const word = useWord();
  const { data } = useQuery({ queryKey: ["demo-accounts"], queryFn: (o) => listDemoAccounts(o), staleTime: Infinity });
  if (!data || data.length === 0) return null;
  return (
    <section className="demo-accounts" aria-label={t("signIn.demo")}>
      <p className="label">{t("signIn.demo")}</p>
      {data.map((account) => (
        <button key={account.email} type="button" className="bare" disabled={busy} onClick={() => onChoose(account)}>
          <b>{word("role", account.role)}</b>
          <span className="mono soft">{account.email}</span>
          <span className="small soft">{t(`signIn.does.${account.role}`, { defaultValue: account.name ?? "" })}</span>
        </button>
      ))}
    </section>
  );
};
