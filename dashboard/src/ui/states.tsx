import type { ComponentChildren, JSX } from "preact";
import type { ApiProblem } from "#dashboard/app/problem.ts";
import type { Query } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { Spinner } from "./spinner.tsx";

export type EmptyProps = {
  readonly icon?: IconName;
  readonly title: string;
  readonly action?: ComponentChildren;
  /** What it is for and how the first one comes to be. */
  readonly children?: ComponentChildren;
};

export function Empty({ icon = "inbox", title, action, children }: EmptyProps): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={20} />
      </span>
      <p class="empty-title">{title}</p>
      {children !== undefined && <div class="empty-text">{children}</div>}
      {action && <div class="empty-action">{action}</div>}
    </div>
  );
}

export type ErrorStateProps = {
  readonly error: ApiProblem;
  readonly onRetry?: () => unknown;
};

/** What went wrong in words, the server's own below it, and a way out. */
export function ErrorState({ error, onRetry }: ErrorStateProps): JSX.Element {
  return (
    <div class="empty" role="alert">
      <span class="empty-icon" data-tone="bad">
        <Icon name="alert" size={20} />
      </span>
      <p class="empty-title">{error.words}</p>
      <div class="empty-text">
        {error.status !== 0 && <p>{error.detail}</p>}
        {error.requestId !== null && (
          <p class="faint mono">{t("ui.requestId", { id: error.requestId })}</p>
        )}
      </div>
      {onRetry && (
        <div class="empty-action">
          <Button icon="refresh" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Where text will be, as grey bars. */
export function Skeleton(props: {
  readonly lines?: number;
  /** In pixels, of one block instead of lines. */
  readonly height?: number;
}): JSX.Element {
  const { lines = 3, height } = props;
  return (
    <div class="skeleton" role="status" aria-label={t("common.loading")}>
      {height === undefined ? (
        Array.from({ length: lines }, (_, index) => <span class="skeleton-line" key={index} />)
      ) : (
        <span class="skeleton-block" style={{ height: `${height}px` }} />
      )}
    </div>
  );
}

export function Loading(): JSX.Element {
  return (
    <p class="loading" role="status">
      <Spinner /> <span>{t("common.loading")}</span>
    </p>
  );
}

/** What a query gives, or that it is under way, or that it failed. What was there before an error stays. */
export function QueryView<T>(props: {
  readonly query: Query<T>;
  readonly skeleton?: ComponentChildren;
  readonly children: (data: T) => ComponentChildren;
}): JSX.Element {
  const { query, skeleton, children } = props;
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorState error={query.error} onRetry={query.refetch} />;
  return <>{skeleton ?? <Skeleton lines={5} />}</>;
}
