import "./keys.css";
import type { JSX } from "preact";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Checkbox } from "#dashboard/ui/choice.tsx";
import { Fieldset } from "#dashboard/ui/field.tsx";
import { EVERYTHING, SCOPE_GROUPS, type Scope } from "./scopes.ts";

/** Read and write of everything there is; what the session may not do itself cannot be chosen. */
export function ScopeField(props: {
  readonly chosen: readonly Scope[];
  readonly onChange: (chosen: readonly Scope[]) => void;
  readonly error: string | undefined;
}): JSX.Element {
  const { chosen, onChange, error } = props;
  const hasAll = chosen.includes(EVERYTHING);
  const toggle = (scope: Scope, isOn: boolean) =>
    onChange(isOn ? [...chosen, scope] : chosen.filter((one) => one !== scope));
  return (
    <Fieldset legend={t("keys.scopes")} hint={t("keys.scopesHint")} error={error}>
      {can(EVERYTHING) && (
        <Checkbox
          name="scopes"
          label={t("keys.everything")}
          checked={hasAll}
          onChange={(isOn) => onChange(isOn ? [EVERYTHING] : [])}
        />
      )}
      <div class="scope-grid">
        {SCOPE_GROUPS.map(({ label, scopes }) => (
          <fieldset class="scope-row" key={label}>
            <legend class="scope-name">{t(label)}</legend>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                label={t(scope.endsWith(":read") ? "keys.read" : "keys.write")}
                checked={hasAll || chosen.includes(scope)}
                disabled={hasAll || !can(scope)}
                onChange={(isOn) => toggle(scope, isOn)}
              />
            ))}
          </fieldset>
        ))}
      </div>
    </Fieldset>
  );
}
