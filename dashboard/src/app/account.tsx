import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language } from "#dashboard/i18n/language.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Segmented, Select } from "#dashboard/ui/choice.tsx";
import { Icon } from "#dashboard/ui/icon.tsx";
import { useMutation } from "./mutation.ts";
import { session, signOut } from "./session.ts";
import { chooseTheme, THEMES, theme } from "./theme.ts";

/** The workspace, and what is the reader's own choice. */
export function Account(): JSX.Element {
  const id = useId();
  const leave = useMutation(signOut);
  const { workspaceName = "", keyName = null } = session.value ?? {};
  return (
    <div class="account">
      <button class="account-button" type="button" popovertarget={id}>
        <span class="account-mark" aria-hidden="true">
          {workspaceName.trim().charAt(0).toUpperCase() || "·"}
        </span>
        <span class="account-name">{workspaceName}</span>
        <span class="visually-hidden">{t("nav.account")}</span>
        <Icon name="chevron-up" size={14} />
      </button>
      <div class="account-panel" id={id} popover="auto">
        <div>
          <p class="account-title">{workspaceName}</p>
          {keyName !== null && <p class="faint">{t("nav.signedInWith", { name: keyName })}</p>}
        </div>
        <Preferences />
        <Button icon="sign-out" busy={leave.isRunning} onClick={() => leave.run()}>
          {t("nav.signOut")}
        </Button>
      </div>
    </div>
  );
}

/** On the sign-in screen too: whoever cannot read it must be able to change it. */
export function Preferences(): JSX.Element {
  return (
    <div class="preferences">
      <Select
        label={t("nav.language")}
        name="language"
        value={language.value}
        options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChange={chooseLanguage}
      />
      <div class="field">
        <p class="field-label" aria-hidden="true">
          {t("nav.theme")}
        </p>
        <Segmented
          label={t("nav.theme")}
          value={theme.value}
          options={THEMES.map((value) => ({ value, label: t(THEME_LABELS[value]) }))}
          onChange={chooseTheme}
        />
      </div>
    </div>
  );
}

const THEME_LABELS = {
  system: "nav.themeSystem",
  light: "nav.themeLight",
  dark: "nav.themeDark",
} as const;
