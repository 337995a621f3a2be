import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Preferences } from "#dashboard/app/account.tsx";
import { Logo } from "#dashboard/app/logo.tsx";
import { type ApiProblem, problemFrom } from "#dashboard/app/problem.ts";
import { type Credential, ending, openSession } from "#dashboard/app/session.ts";
import { rich, t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { InlineCode } from "#dashboard/ui/code.tsx";
import { SecretInput } from "#dashboard/ui/input.tsx";
import { Disclosure } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Loading } from "#dashboard/ui/states.tsx";
import { takeCredential } from "./take-credential.ts";

/** With an API key, or with what a link brought in its fragment. Where it leads then is told by the address. */
export function SignInScreen(): JSX.Element {
  const [fromLink] = useState(takeCredential);
  const [isOpening, setIsOpening] = useState(fromLink !== null);
  const [refused, setRefused] = useState<{ readonly by: Credential; readonly why: ApiProblem }>();

  async function open(credential: Credential) {
    setIsOpening(true);
    setRefused(undefined);
    try {
      await openSession(credential);
    } catch (thrown) {
      setRefused({ by: credential, why: problemFrom(thrown) });
      setIsOpening(false);
    }
  }
  useEffect(() => {
    if (fromLink !== null) void open(fromLink);
  }, [fromLink]);

  return (
    <div class="door">
      <main class="door-main" id="main" tabIndex={-1}>
        <Logo />
        <PageHeader title={t("signIn.title")} description={t("signIn.lead")} />
        {refused === undefined ? <Notice /> : <Refusal {...refused} />}
        {isOpening && fromLink !== null ? (
          <Loading />
        ) : (
          <KeyForm isBusy={isOpening} onKey={(key) => open({ key })} />
        )}
        <Disclosure summary={t("signIn.whereTitle")}>
          <ul class="prose">
            <li>{rich("signIn.whereStart", { start: <InlineCode>npm start</InlineCode> })}</li>
            <li>{rich("signIn.whereLink", { link: COMMAND })}</li>
            <li>{t("signIn.whereAdmin")}</li>
          </ul>
        </Disclosure>
        <Preferences />
      </main>
    </div>
  );
}

const COMMAND = <InlineCode>npx switchhook dashboard-link</InlineCode>;

function KeyForm(props: {
  readonly isBusy: boolean;
  readonly onKey: (key: string) => unknown;
}): JSX.Element {
  const [key, setKey] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  return (
    <form
      class="stack"
      data-gap={4}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsMissing(key.trim() === "");
        if (key.trim() !== "" && !props.isBusy) props.onKey(key.trim());
      }}
    >
      <SecretInput
        label={t("signIn.key")}
        name="key"
        value={key}
        onInput={setKey}
        error={isMissing ? t("signIn.keyMissing") : undefined}
        hint={rich("signIn.keyHint", { prefix: <InlineCode>shk_</InlineCode> })}
      />
      <Button variant="primary" type="submit" busy={props.isBusy}>
        {t("signIn.submit")}
      </Button>
    </form>
  );
}

/** Why one is here. */
function Notice(): JSX.Element | null {
  if (ending.value === "expired") return <Callout tone="warn">{t("signIn.expired")}</Callout>;
  if (ending.value === "signed-out") return <Callout tone="good">{t("nav.signedOut")}</Callout>;
  return null;
}

function Refusal(props: { readonly by: Credential; readonly why: ApiProblem }): JSX.Element {
  const { by, why } = props;
  if (why.status !== 401 && why.status !== 400) {
    return (
      <Callout tone="bad" title={why.words}>
        {why.status !== 0 && why.detail}
      </Callout>
    );
  }
  if ("code" in by)
    return <Callout tone="bad">{rich("signIn.usedCode", { command: COMMAND })}</Callout>;
  return <Callout tone="bad">{t("token" in by ? "signIn.wrongToken" : "signIn.wrongKey")}</Callout>;
}
