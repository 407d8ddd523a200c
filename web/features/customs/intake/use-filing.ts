import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, type FormInstance } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { z } from "zod";
import type { DocumentKind } from "#wire/customs-words.ts";
import { ApiError } from "../../../api/api-error.ts";
import { file, type Filing } from "../../../api/customs.ts";
import { uuidv7 } from "../../../api/uuid.ts";
import { useRefusalText } from "../refusal.ts";
import { documentPath } from "../address.ts";
import type { Fault } from "../faults.tsx";
import { pathOf, tidied } from "./field.ts";

/**
 * Files what a form holds: tidied, held against the wire's own schema (every fault at its field, all at once), sent under
 * one key until it is answered, and shown as the document that it became.
 */
type Options<Draft> = Readonly<{
  filing: Filing;
  kind: DocumentKind;
  schema: z.ZodType;
  toBody(draft: Draft): unknown;
}>;
type FilingForm<Draft> = Readonly<{
  form: FormInstance<Draft>;
  isPending: boolean;
  faults: readonly Fault[];
  failure: string | undefined;
  submit(draft: Draft): void;
}>;

/** What the schema says in English, by what it is about. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/GTIN/, "form.gtin"],
  [/SSCC/, "form.sscc"],
  [/decimal/, "form.decimal"],
  [/letters, digits/, "form.name"],
  [/4 to 13 digits/, "form.hsCode"],
  [/UN\/ECE/, "form.uom"],
  [/be a code/, "form.code"],
  [/at least one document/, "form.oneDocument"],
  [/what is inspected/, "form.inspected"],
];

export const useIssueText = (): ((issue: { code?: string | undefined; message: string; input?: unknown }) => string) => {
  const { t } = useTranslation();
  return ({ code, message }) => {
    const found = SAID.find(([pattern]) => pattern.test(message))?.[1];
    if (found) return t(found);
    return t(code === "invalid_type" || /undefined/.test(message) ? "form.required" : "form.notAllowed");
  };
};

export const useFiling = <Draft>({ filing, kind, schema, toBody }: Options<Draft>): FilingForm<Draft> => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const issueText = useIssueText();
  const [form] = Form.useForm<Draft>();
  const [key, setKey] = useState(() => uuidv7());
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [failure, setFailure] = useState<string>();
  const show = (found: readonly Fault[]): void => {
    setFaults(found);
    form.setFields(found.map(({ pointer, detail }) => ({ name: pathOf(pointer) as never, errors: [detail] })));
    const first = found.find(({ pointer }) => pointer !== "");
    if (first) form.scrollToField(pathOf(first.pointer), { block: "center", focus: true });
  };
  const { mutate, isPending } = useMutation({
    mutationFn: (body: unknown) => file(filing, body, key),
    onSuccess: async ({ number }) => {
      void message.success(t("customs.intake.filed"));
      await client.invalidateQueries({ queryKey: ["documents"] });
      void navigate(documentPath(kind, number));
    },
    onError: (error) => {
      setFailure(refusalText(error));
      show(error instanceof ApiError ? (error.problem?.errors ?? []).filter(({ pointer }) => pointer !== "") : []);
      // Only an unanswered try is the same try again; what was refused will be sent changed.
      if (error instanceof ApiError && error.kind !== "unreachable") setKey(uuidv7());
    },
  });
  const submit = (draft: Draft): void => {
    setFailure(undefined);
    const body = tidied(toBody(draft)) ?? {};
    const read = schema.safeParse(body);
    if (!read.success) {
      show(read.error.issues.map((issue) => ({ pointer: `/${issue.path.join("/")}`, detail: issueText(issue) })));
      return;
    }
    setFaults([]);
    mutate(body);
  };
  return { form, isPending, faults, failure, submit };
};
