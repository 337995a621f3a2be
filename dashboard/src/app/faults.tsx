import { Component, type ComponentChildren, type JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Code } from "#dashboard/ui/code.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";

type Props = {
  readonly children: ComponentChildren;
  /** Where one is: elsewhere the fault is gone. */
  readonly path?: string;
};

type State = { readonly fault: Error | null };

/** What a screen throws while it is drawn ends that screen, not the console. */
export class Faults extends Component<Props, State> {
  override state: State = { fault: null };

  static override getDerivedStateFromError(thrown: unknown): State {
    return { fault: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override componentDidUpdate(before: Props): void {
    const isElsewhere = before.path !== this.props.path;
    if (isElsewhere && this.state.fault !== null) this.setState({ fault: null });
  }

  override render(): ComponentChildren {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return <Broken fault={fault} onRetry={() => this.setState({ fault: null })} />;
  }
}

function Broken(props: { readonly fault: Error; readonly onRetry: () => void }): JSX.Element {
  const { message, stack = message } = props.fault;
  return (
    <div role="alert">
      <PageHeader
        title={t("nav.brokenTitle")}
        description={t("nav.brokenText")}
        actions={
          <Button icon="refresh" onClick={props.onRetry}>
            {t("common.retry")}
          </Button>
        }
      />
      <Code label={message} text={stack} isWrapped maxLines={20} />
    </div>
  );
}
