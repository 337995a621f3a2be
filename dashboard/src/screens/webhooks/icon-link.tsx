import type { JSX } from "preact";
import { Icon, type IconName } from "#dashboard/ui/icon.tsx";

/** Goes somewhere, and has no room for words. */
export function IconLink(props: {
  readonly icon: IconName;
  readonly href: string;
  readonly label: string;
}): JSX.Element {
  const { icon, href, label } = props;
  return (
    <a class="icon-button link-icon" data-size="md" href={href} aria-label={label} title={label}>
      <Icon name={icon} />
    </a>
  );
}
